// Compares the engine with published measurements.
//   node tests/accuracy/run.mjs [--cases FILE] [--engine FILE] [--kind KIND] [--component NAME] [--all]
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

import { read as readLlamaCpp } from './cases/llama_cpp.mjs';
import { read as readMultimodal } from './cases/multimodal.mjs';
import { read as readSglang } from './cases/sglang.mjs';
import { read as readTraining } from './cases/training.mjs';
import { read as readTransformers } from './cases/transformers.mjs';
import { read as readVllm } from './cases/vllm.mjs';
import { deviceOf } from './devices.mjs';
import { loadEngine } from './engine.mjs';
import { modelOf } from './models.mjs';
import { relativeError, summarise } from './statistics.mjs';
import { printRows, printSummary, printWorst } from './table.mjs';
import { versionKey } from './versions.mjs';

const readers = {
  'inference-llamacpp': readLlamaCpp,
  'inference-vllm': readVllm,
  'inference-sglang': readSglang,
  'inference-hf': readTransformers,
  multimodal: readMultimodal,
  training: readTraining,
  finetune: readTraining,
  rlhf: readTraining,
};

function argumentsOf(words) {
  const options = { cases: new URL('measured.json', import.meta.url) };
  for (let i = 0; i < words.length; ++i) {
    const name = words[i].replace(/^--/, '');
    options[name] = name === 'all' ? true : words[++i];
  }
  return options;
}

/** A value that is undefined is not given; null would be a wrong value. */
function withoutGaps(config) {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value ?? false !== false));
}

/** One measurement as rows of the table; a case that cannot be read is one row that says why. */
export function compare(measurement, engine, presets) {
  const base = { id: measurement.id ?? '?', kind: measurement.kind ?? '?' };
  try {
    const reader = readers[measurement.kind];
    if (!reader) return [{ ...base, component: '-', error: null, outside: 'no reader for this kind' }];
    const tools = {
      kind: measurement.kind,
      device: (text) => deviceOf(text, presets.gpus),
      version: versionKey,
    };
    const full = { ...measurement, config: measurement.config ?? {}, measured: measurement.measured ?? {} };
    const { request, checks, marks } = reader(full, tools);
    const { how, ...model } = modelOf(full, presets.models);
    if (how === 'default') marks.push('model not recognised');
    const answers = new Map();
    const ask = (change) => {
      const config = withoutGaps({ ...request, ...model, ...change });
      const key = JSON.stringify(config);
      if (!answers.has(key)) answers.set(key, { config, result: engine.estimate(config) });
      return answers.get(key);
    };
    return checks.map((check) => {
      const { config, result } = ask(check.request);
      const predicted = check.predicted(result, (change) => ask({ ...check.request, ...change }).result);
      const refused = result.problems.some((each) => each.key === 'weights' || each.key === 'kv_cache');
      const outside = check.outside ?? (how === 'default' ? 'model not recognised' : undefined) ??
        (refused ? 'a format the engine does not know' : undefined);
      return { ...base, component: check.component, measured: check.measured, predicted,
        error: relativeError(check.measured, predicted), outside, marks, config,
        problems: result.problems, source: measurement.source };
    });
  } catch (problem) {
    return [{ ...base, component: '-', error: null, outside: `not read: ${problem.message}` }];
  }
}

async function main() {
  const options = argumentsOf(process.argv.slice(2));
  const engine = await loadEngine(options.engine);
  const presets = { models: engine.models(), gpus: engine.gpus() };
  const cases = JSON.parse(readFileSync(options.cases, 'utf8'))
    .filter((each) => !options.kind || each.kind === options.kind)
    .filter((each) => !options.id || each.id.includes(options.id));
  const rows = cases.flatMap((each) => compare(each, engine, presets))
    .filter((row) => !options.component || row.component === options.component);
  printRows(rows, options.all);
  printWorst(rows);
  printSummary(summarise(rows, (row) => `${row.kind}: ${row.component}`));
}

await main();
