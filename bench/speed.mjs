// The engine's speed in WebAssembly under Node. Fails when the ratios are above the budgets.
// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { report } from './report.mjs';

const program = fileURLToPath(new URL('../build/wasm/bench/bench_estimate.js', import.meta.url));
const times = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
for (const [name, nanoseconds] of Object.entries(times)) {
  console.log(`  ${name.padEnd(28)} ${nanoseconds.toLocaleString('en-GB').padStart(9)}`);
}
report('times', 'untraced estimate in WebAssembly, microseconds', times.untraced_estimate_ns / 1000);
report('times', 'sweep of 256 by 256 in WebAssembly, milliseconds',
  times.sweep_256_by_256_ns / 1e6);
report('times', 'solve in WebAssembly, microseconds',
  Math.max(times.solve_context_ns, times.solve_gpu_count_ns) / 1000);
report('times', 'plans for 1,024 GPUs in WebAssembly, milliseconds', times.plans_1024_ns / 1e6);
report('times', 'table of all accelerators in WebAssembly, milliseconds',
  times.hardware_table_ns / 1e6);
report('times', 'explained estimate in WebAssembly, microseconds', times.traced_estimate_ns / 1000);
report('ratios', 'untraced estimate in WebAssembly / 1000 chained multiply-adds',
  times.untraced_estimate_ns / times.calibration_ns);
report('ratios', 'explained / untraced estimate in WebAssembly',
  times.traced_estimate_ns / times.untraced_estimate_ns);
