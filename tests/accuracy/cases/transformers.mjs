// Checkpoints' sizes, and peaks of generation with Transformers and programs like it.
// SPDX-License-Identifier: MIT
import { weightFormat } from '../formats.mjs';
import { nativeFormat } from '../models.mjs';
import { bytesOf, componentBytes } from '../units.mjs';

function tokensOf(config) {
  const prompt = config.input_tokens ?? config.prefill_tokens;
  const generated = config.generated_tokens ?? config.decode_tokens ?? config.max_new_tokens;
  if (Number.isFinite(prompt) || Number.isFinite(generated)) {
    return { prompt: prompt ?? 1, total: (prompt ?? 1) + (generated ?? 0) };
  }
  return Number.isFinite(config.ctx) ? { prompt: config.ctx, total: config.ctx } : null;
}

function versionOf(config, version) {
  const release = String(config.framework ?? '').match(/transformers (\d+)\.(\d+)/);
  return version('transformers',
    { release: release ? Number(release[1]) + Number(release[2]) / 100 : undefined });
}

/** Programs whose own log says that the peak before the last token is not in the figure. */
const showsEndOnly = (text) => /no prefill activation peak/.test(text);

export function read(measurement, { device, version }) {
  const { config, measured, what_is_measured: what } = measurement;
  const unit = bytesOf(measured.unit);
  const place = device(config.gpu);
  const marks = [];
  const tokens = tokensOf(config);
  const weights = weightFormat(config.quant, config.dtype, measurement.model) ??
    nativeFormat(measurement.model ?? '') ?? 'bf16';
  // A device that holds nothing is not one of them.
  const gpus = measured.gpu1 === 0 ? 1 : config.n_gpus ?? place.count ?? 1;
  const request = {
    mode: 'inference', runtime: 'transformers', weights,
    context: tokens?.total ?? 1, batch: config.batch ?? 1,
    runtime_version: versionOf(config, version),
    attention: /eager/.test(config.attention ?? '') ? 'eager' : 'flash', gpu: place.gpu,
  };
  const checks = [];
  if (Number.isFinite(measured.checkpoint_total_size)) {
    request.runtime = 'generic';
    checks.push({ component: 'weights', measured: measured.checkpoint_total_size,
      predicted: (result) => componentBytes(result, 'weights', 'vision_encoder') });
    return { request, checks, marks };
  }
  if (/weights resident/.test(what)) {
    checks.push({ component: 'weights', measured: measured.gpu_memory * unit,
      predicted: (result) => componentBytes(result, 'weights', 'vision_encoder') });
    return { request, checks, marks };
  }
  if (!tokens) marks.push('tokens not stated');
  const perDevice = measured.gpu_memory_per_gpu ?? measured.gpu0;
  const peak = perDevice ?? measured.gpu_memory ?? measured.peak_allocated;
  // A sum over devices that hold a layer range each is what one device would hold.
  if (perDevice && gpus > 1) request.pp = gpus;
  if (perDevice && gpus > 1) request.gpu_count = gpus;
  // What PyTorch allocates: the context and libraries are outside.
  const allocated = (result, id) => {
    const phase = result.phases.find((each) => each.id === id);
    const outside = phase.components.find((each) => each.id === 'runtime')?.bytes ?? 0;
    return phase.bytes - outside;
  };
  const sum = perDevice ? 1 : gpus;
  const isBlind = config.prompt && config.input_tokens === undefined;
  const outside = isBlind ? 'length of the prompt not stated' : /ExLlama|AutoAWQ 0\.1|lit-?gpt/.test(config.framework ?? '')
    ? 'a program that is not Transformers' : undefined;
  if (showsEndOnly(what)) {
    checks.push({ component: 'total', measured: peak * unit, outside,
      predicted: (result) => allocated(result, 'decode') });
    return { request, checks, marks };
  }
  // The prompt passes through the layers with a cache of its own length; tokens follow one by one.
  // Layers over several devices one after another: each has the activations.
  checks.push({ component: 'total', measured: peak * unit, outside,
    predicted: (result, ask) => {
      const prompt = ask({ context: tokens?.prompt ?? 1 });
      const transient = prompt.phases.find((each) => each.id === 'prefill').components
        .filter((each) => ['activations', 'logits'].includes(each.id))
        .reduce((total, each) => total + each.bytes, 0);
      return Math.max(allocated(result, 'decode'),
        allocated(prompt, 'prefill') + (sum - 1) * transient);
    } });
  return { request, checks, marks };
}
