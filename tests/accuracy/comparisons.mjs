// Predictions beside measurements: each case read, asked of the engine, compared.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

import { read as readLlamaCpp } from './cases/llama_cpp.mjs';
import { read as readMultimodal } from './cases/multimodal.mjs';
import { read as readSglang } from './cases/sglang.mjs';
import { read as readTraining } from './cases/training.mjs';
import { read as readTransformers } from './cases/transformers.mjs';
import { read as readVllm } from './cases/vllm.mjs';
import { deviceOf } from './devices.mjs';
import { modelOf } from './models.mjs';
import { relativeError } from './statistics.mjs';
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

/** A value that is undefined is not given; null would be a wrong value. */
function withoutGaps(config) {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== null));
}

/** Why a case is far off, for those where it is known: by its id or the beginning of it. */
const reasons = JSON.parse(readFileSync(new URL('reasons.json', import.meta.url), 'utf8'));

function reasonOf(id) {
  return reasons.find((each) => each.cases.some((start) => id.startsWith(start)))?.reason;
}

/** One measurement as rows of the table; a case that cannot be read is one row that says why. */
export function compare(measurement, engine, presets) {
  const base = { id: measurement.id ?? '?', kind: measurement.kind ?? '?' };
  base.reason = reasonOf(base.id);
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
        problems: result.problems, rules: result.rules_of_thumb, source: measurement.source };
    });
  } catch (problem) {
    return [{ ...base, component: '-', error: null, outside: `not read: ${problem.message}` }];
  }
}

/** Every comparison of the measurements in `cases`. */
export function compareAll(cases, engine) {
  const presets = { models: engine.models(), gpus: engine.gpus() };
  return cases.flatMap((each) => compare(each, engine, presets));
}
