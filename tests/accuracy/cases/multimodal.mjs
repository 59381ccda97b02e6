// Multimodal models: served by vLLM, generating with Transformers, or trained.
// SPDX-License-Identifier: MIT
import { read as readTraining } from './training.mjs';
import { read as readTransformers } from './transformers.mjs';
import { read as readVllm } from './vllm.mjs';

export function read(measurement, tools) {
  const framework = measurement.config.framework ?? '';
  if (/vllm/i.test(framework)) return readVllm(measurement, tools);
  if (/transformers/i.test(framework)) return readTransformers(measurement, tools);
  return readTraining(measurement, tools);
}
