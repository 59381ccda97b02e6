// Which version of a runtime (engine/schema/serving_runtimes.def) describes a release.
// SPDX-License-Identifier: MIT

/** First builds of the versions of llama.cpp, and the day each was there. */
const llamaCpp = [
  [2425, '2024-03-14', 'llama_cpp_b2425'],
  [5429, '2025-05-20', 'llama_cpp_b5429'],
  [6071, '2025-08-02', 'llama_cpp_b6071'],
  [9410, '2026-05-29', 'llama_cpp_b9410'],
];

/**
 * First releases of vLLM's versions (major * 1000 + minor + patch / 100), and their day. It had two
 * engines for a while; the first is what logs before 0.9 are of unless they say otherwise, and went
 * on as an option until 0.10.
 */
const vllmV0 = [
  [0, '2020-01-01', 'vllm_v0_6'],
  [6.035, '2024-10-18', 'vllm_0_6_4'],
  [6.05, '2024-12-01', 'vllm_v0_6'],
  [7.01, '2025-02-01', 'vllm_v0_7_1'],
  [7.02, '2025-02-06', 'vllm_v0_7_2'],
  [8, '2025-03-19', 'vllm_v0'],
];
const vllmV1 = [
  [0, '2024-10-22', 'vllm_0_7'],
  [7.03, '2025-02-20', 'vllm_0_7_3'],
  [8, '2025-03-11', 'vllm_0_8'],
  [8.05, '2025-04-28', 'vllm_0_8_5'],
  [9, '2025-05-27', 'vllm_0_9'],
  [16, '2026-02-15', 'vllm_0_16'],
  [21, '2026-05-01', 'vllm_0_21'],
];
const vllm = [...vllmV0, ...vllmV1.filter(([release]) => release >= 9)];

const sglang = [
  [0, '2024-01-01', 'sglang_0_3'],
  [4.06, '2025-05-01', 'sglang_0_5'],
];

const transformers = [
  [0, '2020-01-01', 'transformers_4_0'],
  [4.45, '2024-09-25', 'transformers_4_45'],
];

function latest(table, column, value) {
  let found = table[0];
  for (const row of table) if (value >= row[column]) found = row;
  return found[2];
}

/**
 * `release` is a number the table is ordered by, `date` a day in ISO form; the first that is known
 * decides. Undefined, which is the newest version, where neither is.
 */
export function versionKey(runtime, { release, date, engine } = {}) {
  const engines = { 0: vllmV0, 1: vllmV1 };
  const table = { llama_cpp: llamaCpp, vllm: engines[engine] ?? vllm, sglang, transformers }[runtime];
  if (!table) return undefined;
  if (Number.isFinite(release)) return latest(table, 0, release);
  if (date) return latest(table, 1, date);
  return engine === '0' ? 'vllm_v0' : undefined;
}

/** The day a text names: "(2024-05-30)", "2025-04", or a year's first day. */
export function dateIn(...texts) {
  for (const text of texts) {
    const match = String(text ?? '').match(/\b(20[12]\d)(?:-(\d\d))?(?:-(\d\d))?\b/);
    if (match) return `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  }
  return undefined;
}
