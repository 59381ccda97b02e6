// vLLM's log at start: weights, profiled activation peak, memory outside PyTorch, KV pool.
// SPDX-License-Identifier: MIT
import { cacheFormat, weightFormat } from '../formats.mjs';
import { nativeFormat } from '../models.mjs';
import { dateIn } from '../versions.mjs';
import { bytesOf, componentBytes, transientBytes } from '../units.mjs';

const isNumber = (value) => Number.isFinite(value);

/** Tokens of one block where the log counts blocks. */
const kBlockTokens = 16;

function numberOr(value, fallback) {
  const number = Number(String(value ?? '').match(/[\d.]+/)?.[0]);
  return isNumber(number) && number > 0 ? number : fallback;
}

/**
 * "0.8.3 V0", "0.6.3.post1", "PR #2031 (2023-12)", "v0.11.0 (V1)": the release or the day, and which
 * engine. Only the newer one's log counts tokens.
 */
function releaseOf(text = '', source = '', countsTokens = false) {
  const engine = text.match(/\bV([01])\b/)?.[1] ?? (countsTokens ? '1' : undefined);
  const release = text.match(/^v?(\d+)\.(\d+)(?:\.(\d+)(\.post)?)?/);
  if (release) {
    const [, major, minor, patch = 0, post] = release;
    return { release: major * 1000 + Number(minor) + patch / 100 + (post ? 0.005 : 0), engine };
  }
  return { date: dateIn(text, source), engine };
}

/**
 * Before V1 prompts were cut into chunks only where the context is over 32,768 tokens
 * (_set_default_args_v0), first of 512 tokens, from 0.6.5 on of 2,048; not with encoders.
 */
function longPromptChunk(runtimeVersion, { release, date }, context, kind) {
  const isLong = context > 32768 && kind === 'inference-vllm';
  if (!isLong || !/^vllm_(v0.*|0_6_4)$/.test(runtimeVersion ?? '')) return undefined;
  const isEarly = release < 6.05 || date < '2024-12';
  return isEarly ? 512 : 2048;
}

export function read(measurement, { device, version }) {
  const { config, measured } = measurement;
  const unit = bytesOf(/GiB|GB/.test(measured.unit) ? 'GiB' : measured.unit);
  const gibi = 1024 ** 3;
  const place = device(config.gpu);
  const marks = place.known ? [] : ['device not stated'];
  const context = numberOr(config.max_model_len, undefined);
  if (!context) marks.push('context not stated');
  const weights = weightFormat(config.quantization, measurement.model) ??
    nativeFormat(measurement.model ?? '') ?? weightFormat(config.dtype) ?? 'bf16';
  const released = releaseOf(config.version, measurement.source, isNumber(measured.kv_tokens));
  const runtimeVersion = version('vllm', released);
  const request = {
    mode: 'inference', runtime: 'vllm', weights,
    kv_cache: cacheFormat(config.kv_cache_dtype) ?? 'bf16',
    context: context ?? 8192, batch: 1,
    gpu: place.gpu, tp: config.tp ?? 1, pp: config.pp,
    usable_memory_mib: place.gibibytes ? Math.round(place.gibibytes * 1024) : undefined,
    gpu_memory_utilization: numberOr(config.gpu_memory_utilization, undefined),
    max_num_seqs: numberOr(config.max_num_seqs, undefined),
    prefill_chunk: numberOr(String(config.max_num_batched_tokens ?? config.chunked_prefill ?? '')
      .match(/\d+/)?.[0], longPromptChunk(runtimeVersion, released, context, measurement.kind)),
    kv_block_tokens: numberOr(config.block_size, undefined),
    cuda_graphs: config.enforce_eager === true ? false : undefined,
    runtime_version: runtimeVersion,
  };
  const blind = place.known ? undefined : 'device not stated';
  const checks = [];
  const add = (component, value, predicted, outside) => {
    if (isNumber(value)) checks.push({ component, measured: value, predicted, outside });
  };
  const loaded = measured.weights_per_gpu ?? measured.weights ?? measured.weights_target;
  add('weights', loaded * unit, (result) => componentBytes(result, 'weights', 'vision_encoder', 'audio_encoder'));
  const peak = measured.activation_peak ?? measured.peak_torch - loaded;
  add('activation peak', peak * unit, transientBytes);
  add('outside PyTorch', measured.non_torch * unit,
    (result) => componentBytes(result, 'communication') + (result.serving?.library_bytes ?? 0),
    'what the log counts here varies');
  add('CUDA graphs', measured.cuda_graph * unit,
    (result) => result.serving?.cuda_graph_bytes ?? NaN, 'changes with the driver');
  add('KV pool', measured.kv_cache * gibi, (result) => result.serving.pool_bytes, blind);
  const tokens = measured.kv_tokens ?? measured.gpu_blocks * numberOr(config.block_size, kBlockTokens);
  add('KV tokens', tokens, (result) => result.tokens.kv_capacity,
    measured.weights_draft_medusa ? 'a draft model beside it' : blind);
  return { request, checks, marks };
}
