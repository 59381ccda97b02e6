// SGLang's log at start: memory available before and after weights and the KV pool.
// SPDX-License-Identifier: MIT
import { cacheFormat, weightFormat } from '../formats.mjs';
import { nativeFormat } from '../models.mjs';
import { dateIn } from '../versions.mjs';
import { componentBytes } from '../units.mjs';

const gibi = 1024 ** 3;
const mebi = 1024 ** 2;

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
    gpu_memory_utilization: config.mem_fraction_static,
    prefill_chunk: config.chunked_prefill_size,
    runtime_version: version('sglang', {
      release: release ? Number(release[2]) + Number(release[3] ?? 0) / 100 : undefined,
      date: dateIn(measurement.source) }),
  };
  const checks = [];
  const unclear = config.parallel && !config.tp ? 'ranks not stated' : undefined;
  // What the log calls available is free beside the context and the collectives' buffers.
  const onDevice = (result, ask) => free
    ? ask({ usable_memory_mib: Math.round((free * gibi + result.serving.context_bytes +
        result.serving.collective_bytes) / mebi) })
    : result;
  const add = (component, value, predicted, outside) => {
    if (!Number.isFinite(value)) return;
    checks.push({ component, measured: value, outside: unclear ?? outside,
      predicted: (result, ask) => predicted(onDevice(result, ask)) });
  };
  const blind = free || place.known ? undefined : 'device not stated';
  const loaded = measured.weights ?? free - measured.avail_after_weights;
  // Weights are what loading takes of the free memory, what the allocator rounds up among it.
  add('weights', loaded * gibi,
    (result) => componentBytes(result, 'weights', 'fragmentation'));
  const pool = measured.kv_size ?? measured.k_size + measured.v_size;
  add('KV pool', pool * gibi, (result) => result.serving.pool_bytes, blind);
  add('KV tokens', measured.kv_tokens ?? measured.max_total_num_tokens,
    (result) => result.tokens.kv_capacity, blind);
  add('CUDA graphs', measured.cuda_graph * gibi,
    (result) => result.serving?.cuda_graph_bytes ?? NaN, 'changes with the driver');
  return { request, checks, marks };
}
