// llama.cpp's log at load: model, KV and compute buffers per device.
// SPDX-License-Identifier: MIT
import { cacheFormat, ggufFormat } from '../formats.mjs';
import { dateIn } from '../versions.mjs';
import { bytesOf, componentBytes, transientBytes } from '../units.mjs';

const isHost = (key) => /^(CPU|AMX)|_Host_/.test(key);
/** Buffers that hold a second, repacked copy of weights counted elsewhere. */
const isRepacked = (key) => /AARCH64|AMX|REPACK/.test(key);

function buffers(measured, pattern) {
  return Object.entries(measured).filter(([key, value]) =>
    pattern.test(key) && Number.isFinite(value) && !isRepacked(key));
}

const sum = (entries) => entries.reduce((total, [, value]) => total + value, 0);

/** The first build whose head is the last to leave the device, and its day. */
const keepsHeadFrom = { build: 7467, date: '2025-12-18' };

/** Layers in the host's memory, from "offloaded 20/33": the head counts as a layer. */
function hostLayersOf(config, { build, date }, place) {
  const [, held, all] = String(config.offloaded ?? '').match(/^(\d+)\/(\d+)/) ?? [];
  if (place.kind !== 'mixed' || place.overridden || !all || held === all) return undefined;
  const left = all - held;
  const keepsHead = build ? build >= keepsHeadFrom.build : date >= keepsHeadFrom.date;
  return keepsHead ? left : Math.max(1, left - 1);
}

function placementOf(config, measured, note) {
  const layers = String(config.offloaded ?? '').match(/^(\d+)\/(\d+)/);
  const devices = buffers(measured, /_compute$/).filter(([key]) => !isHost(key));
  const overridden = /-ot |-nkvo|exps=/.test(config.command ?? '') || /partial offload/.test(note);
  if (devices.length === 0) return { kind: 'host', devices };
  const isWhole = (!layers || layers[1] === layers[2]) && !overridden;
  return { overridden, kind: isWhole && sum(buffers(measured, /_kv$/)) === sum(
    buffers(measured, /_kv$/).filter(([key]) => !isHost(key))) ? 'device' : 'mixed', devices };
}

function versionOf(config) {
  const build = Number(String(config.build ?? config.framework ?? '').match(/(?:^|build )(\d{3,5})/)?.[1]);
  if (/ik_llama/.test(config.framework ?? '')) return { build, isFork: true };
  return { build: Number.isFinite(build) ? build : undefined, isFork: false };
}

/** The day from which the server asks for the logits of each sequence's last token only. */
const serverOutputsFrom = { build: 9460, date: '2026-06-01' };

/** The version that describes a log: of the server where it is one and says so. */
function runtimeVersionOf(config, { build, date }, version) {
  const key = version('llama_cpp', { release: build, date });
  const isServer = config.n_outputs_max === 1 || /llama-server/.test(config.command ?? '');
  const isLate = build ? build >= serverOutputsFrom.build : date >= serverOutputsFrom.date;
  return isServer && isLate ? 'llama_server_b9460' : key;
}

/** What a log shows that no configuration says. */
function beyondConfiguration(config) {
  const cache = [];
  const [keys, values] = [config.type_k, config.type_v];
  if (keys && values && keys !== values) cache.push('keys and values in different formats');
  if (config.swa_full) cache.push('windowed layers that keep the whole context');
  const isLatent = config.arch === 'deepseek2' && config.n_embd_k_gqa > 1024;
  if (isLatent) cache.push('a file from before latent attention was absorbed');
  return cache;
}

function weightChecks(measured, place, unit, hostLayers) {
  const all = buffers(measured, /_model$/);
  if (all.length === 0) return [];
  const onDevices = all.filter(([key]) => !isHost(key));
  const isDevice = place.kind === 'device' || (hostLayers > 0 && onDevices.length > 0);
  const measuredBytes = sum(isDevice ? onDevices : all) * unit;
  return [{
    component: 'weights',
    measured: measuredBytes,
    predicted: (result) => componentBytes(result, 'weights'),
    // All buffers together are the file: nothing is left out, as with no program at all.
    request: isDevice ? undefined : { runtime: 'generic', runtime_version: undefined },
  }];
}

export function read({ config, measured, note = '', source }, { version }) {
  const unit = bytesOf(measured.unit);
  const place = placementOf(config, measured, note);
  const release = versionOf(config);
  const marks = [];
  const outside = [];
  const released = { build: release.build, date: dateIn(source, config.framework) };
  const hostLayers = hostLayersOf(config, released, place);
  const beyond = beyondConfiguration(config);
  outside.push(...beyond);
  if (place.kind === 'mixed' && !hostLayers) outside.push('part of the model in host memory');
  const listed = Array.isArray(config.gpu) ? config.gpu.length : 1;
  if (place.devices.length > 1 || (listed > 1 && config.backend !== 'CPU')) outside.push('split over several devices');
  if (release.isFork) outside.push('ik_llama.cpp, a fork with other buffers');
  if (config.causal_attn === 0) outside.push('an encoder without a causal mask');
  const sequences = config.n_seq_max ?? 1;
  if (!config.n_ctx) marks.push('context not stated');
  const context = config.n_ctx ?? 4096;
  const weights = ggufFormat(config.quant);
  if (!weights) marks.push('quantisation not stated');
  const request = {
    mode: 'inference', runtime: 'llama_cpp',
    context: Math.ceil(context / sequences), batch: sequences,
    kv_cache: cacheFormat(config.type_k) ?? 'fp16',
    weights: weights ?? 'q4_k_m',
    attention: config.flash_attn === 1 || /enabled/.test(String(config.flash_attn)) ? 'flash' : 'eager',
    prefill_chunk: config.n_ubatch ?? 512,
    host_layers: hostLayers,
    runtime_version: runtimeVersionOf(config, released, version),
  };
  // Weights in host memory: nothing is left out, as with no runtime at all.
  const compute = place.kind === 'host'
    ? buffers(measured, /^(CPU|CUDA_Host)_compute$/) : place.devices;
  const checks = weightChecks(measured, place, unit, hostLayers);
  const repacked = Object.keys(measured).some((key) => isRepacked(key));
  const doubtful = (!weights && 'quantisation not stated') || (repacked && 'repacked copies') ||
    (place.kind === 'mixed' && !hostLayers && 'buffers of host and device overlap');
  if (doubtful) checks.forEach((check) => { check.outside = doubtful; });
  const cache = buffers(measured, /_kv$/).filter(([key]) => !hostLayers || !isHost(key));
  if (cache.length > 0) {
    checks.push({ component: 'kv_cache', measured: sum(cache) * unit, whole: true,
      outside: /full n_ctx for all/.test(note) ? outside.join(', ') : beyond.join(', ') || undefined,
      predicted: (result) => componentBytes(result, 'kv_cache') });
  }
  if (Number.isFinite(measured.CUDA0_rs)) {
    checks.push({ component: 'recurrent_state', measured: measured.CUDA0_rs * unit,
      predicted: (result) => componentBytes(result, 'recurrent_state') });
  }
  if (compute.length > 0) {
    checks.push({ component: 'compute buffer',
      measured: Math.max(...compute.map(([, value]) => value)) * unit,
      predicted: transientBytes,
      outside: outside.join(', ') || undefined });
  }
  return { request, checks, marks };
}
