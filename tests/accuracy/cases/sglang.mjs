// SGLang's log at start: memory available before and after weights and the KV pool.
// SPDX-License-Identifier: MIT
import { cacheFormat, weightFormat } from '../formats.mjs';
import { nativeFormat } from '../models.mjs';
import { dateIn } from '../versions.mjs';
import { componentBytes } from '../units.mjs';

const gibi = 1024 ** 3;

export function read(measurement, { device, version }) {
  const { config, measured } = measurement;
  const place = device(config.gpu);
  const marks = place.known ? [] : ['device not stated'];
  const context = config.context_len ?? config.context_length;
  if (!context) marks.push('context not stated');
  const release = String(config.version ?? '').match(/(\d+)\.(\d+)(?:\.(\d+))?/);
  const free = measured.avail_before;
  const request = {
    mode: 'inference', runtime: 'sglang',
    weights: weightFormat(measurement.model) ?? nativeFormat(measurement.model ?? '') ??
      weightFormat(config.dtype) ?? 'bf16',
    kv_cache: cacheFormat(config.kv_cache_dtype) ?? 'bf16',
    context: context ?? 4096, batch: 1, gpu: place.gpu, tp: config.tp ?? 1,
    usable_memory_mib: free ? Math.round(free * 1024) : undefined,
    gpu_memory_utilization: config.mem_fraction_static,
    prefill_chunk: config.chunked_prefill_size,
    runtime_version: version('sglang', {
      release: release ? Number(release[2]) + Number(release[3] ?? 0) / 100 : undefined,
      date: dateIn(measurement.source) }),
  };
  const checks = [];
  const unclear = config.parallel && !config.tp ? 'ranks not stated' : undefined;
  const add = (component, value, predicted, outside) => {
    if (!Number.isFinite(value)) return;
    checks.push({ component, measured: value, predicted, outside: unclear ?? outside });
  };
  const blind = free || place.known ? undefined : 'device not stated';
  const loaded = measured.weights ?? free - measured.avail_after_weights;
  add('weights', loaded * gibi, (result) => componentBytes(result, 'weights'));
  const pool = measured.kv_size ?? measured.k_size + measured.v_size;
  add('KV pool', pool * gibi, (result) => componentBytes(result, 'kv_cache'), blind);
  add('KV tokens', measured.kv_tokens ?? measured.max_total_num_tokens,
    (result) => result.tokens.kv_capacity, blind);
  add('CUDA graphs', measured.cuda_graph * gibi,
    (result) => result.serving?.cuda_graph_bytes ?? NaN, 'changes with the driver');
  return { request, checks, marks };
}
