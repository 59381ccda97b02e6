// Peaks of training: full, with adapters, and of preference and reinforcement learning.
// SPDX-License-Identifier: MIT
import { weightFormat } from '../formats.mjs';
import { bytesOf } from '../units.mjs';
import { adaptersOf } from './adapters.mjs';
import { gapsOf } from './gaps.mjs';
import { programOf } from './programs.mjs';

export const numberIn = (value) => {
  const number = Number(String(value ?? '').match(/[\d.]+/)?.[0]);
  return Number.isFinite(number) && number > 0 ? number : undefined;
};

function recomputeOf(config, program) {
  const text = String(config.activation_checkpointing ?? config.recompute_granularity ??
    config.gradient_checkpointing ?? program.recomputes);
  if (/selective/i.test(text)) return 'selective';
  return /true|full/i.test(text) ? 'full' : 'none';
}

function optimizerOf(text = '', program) {
  // Its recipe for one device has 8-bit AdamW in pages.
  if (program.trainer === 'torchtune' && /single-device/.test(text)) return 'paged_adamw_8bit';
  if (/paged.*8/i.test(text)) return 'paged_adamw_8bit';
  if (/8bit|8-bit/i.test(text)) return 'adamw_8bit';
  if (/4bit|4-bit/i.test(text)) return 'adamw_4bit';
  if (/fused/i.test(text)) return 'adamw_fused';
  return /sgd|lion|muon|adafactor|galore/i.exec(text)?.[0].toLowerCase() ?? 'adamw';
}

/** Figures by how much they say: what the allocator gave out, what it reserved, what the driver saw. */
const figures = ['torch_peak_allocated_bytes', 'peak_allocated_per_gpu', 'peak_active_per_gpu',
  'peak_allocated', 'peak_memory_per_gpu', 'peak_reserved_per_gpu', 'train_peak_reserved',
  'peak_memory', 'memory_peak', 'memory_per_gpu', 'gpu_memory_per_gpu', 'gpu_memory', 'peak',
  'nvidia_smi_reserved', 'nvidia_smi_reserved_MiB', 'peak_reserved'];

function unitOf(key, unit) {
  if (/bytes$/.test(key)) return 1;
  return /MiB$/.test(key) ? 1024 ** 2 : bytesOf(unit);
}

function peakOf(measured, devices) {
  const key = figures.find((each) => Number.isFinite(measured[each]));
  if (key) return measured[key] * unitOf(key, measured.unit);
  if (Number.isFinite(measured.gpu_memory_total)) {
    return measured.gpu_memory_total / devices * bytesOf(measured.unit);
  }
  const ofDevices = [measured.gpu0_memory, measured.gpu1_memory].filter(Number.isFinite);
  return ofDevices.length > 0 ? Math.max(...ofDevices) * bytesOf(measured.unit) : NaN;
}

function lengthOf(config) {
  return numberIn(config.seq_len) ?? numberIn(config.max_length) ?? numberIn(config.max_seq_len) ??
    numberIn(config.ctx);
}

/** What is kept in the host's memory: FSDP leaves all of it there, the others say what. */
function offloadOf(config) {
  if (config.cpu_offload || /offload/i.test(config.fsdp ?? '')) return 'all';
  return config.optimizer_cpu_offload ? 'optimizer' : undefined;
}

function outsideOf(config) {
  if (/offload/i.test(config.method ?? '')) return 'states or weights in host memory, which is not stated';
  if (/device_map/.test(config.parallelism ?? '')) return 'layers placed on devices one after another';
  if (/adapter_v2/.test(config.method ?? '')) return 'adapters the engine does not know';
  return undefined;
}

/** Who generates: the trained model itself, or somebody elsewhere where only the trainer was measured. */
function rolloutOf(config) {
  if (config.generation) return 'none';
  return config.vllm === false ? 'separate' : undefined;
}

/** Prompts and completions of preference and reinforcement learning. */
function comparedSequences(config, length, microBatch) {
  const method = `${config.rlhf_type ?? ''} ${config.method ?? ''}`.toLowerCase();
  const completion = numberIn(config.max_completion_length);
  const request = { seq_len: undefined,
    prompt_len: numberIn(config.prompt_length) ?? (length ? Math.ceil(length / 2) : undefined),
    completion_len: completion ?? (length ? Math.floor(length / 2) : undefined) };
  if (/grpo/.test(method)) {
    // Programs count completions: so many go through the model together.
    return { ...request, rl_algorithm: 'grpo', micro_batch: 1, rollout: rolloutOf(config),
      reference_model: config.reference_model === false || config.beta === 0 ? false : undefined,
      group_size: microBatch ?? numberIn(config.num_generations) };
  }
  if (/ppo/.test(method)) return { ...request, rl_algorithm: 'ppo' };
  // A reward model compares pairs like ORPO, without a reference, and has no vocabulary.
  if (/\brm\b/.test(method)) return { ...request, rl_algorithm: 'orpo', fused_cross_entropy: true };
  return { ...request, rl_algorithm: 'dpo',
    reference_model: config.precompute_ref_log_probs ? false : undefined };
}

export function read(measurement, { device, kind }) {
  const { config, measured } = measurement;
  const place = device(config.gpu);
  const gpus = numberIn(config.n_gpus) ?? numberIn(config.NPROC_PER_NODE) ?? place.count;
  const length = lengthOf(config);
  const zero = numberIn(String(config.zero ?? config.zero_stage ?? '').match(/\d/)?.[0]);
  const adapters = adaptersOf(config);
  const program = programOf(measurement, { gpus, adapters });
  // A pipeline of torchtitan splits its batch into as many micro-batches as it has stages.
  const microBatch = numberIn(config.micro_batch) ??
    (config.pp ? numberIn(config.local_batch) / config.pp : undefined);
  const request = {
    mode: kind === 'rlhf' ? 'rl' : adapters.peft === 'full' && kind === 'training' ? 'train' : 'finetune',
    runtime: program.runtime, trainer: program.trainer, gpu: place.gpu, gpu_count: gpus,
    tp: config.tp, pp: config.pp, ep: config.ep, sequence_parallel: config.sequence_parallel ?? program.splitsSequence,
    zero_stage: zero ?? (program.runtime === 'fsdp' && gpus > 1 ? 3 : undefined),
    offload: offloadOf(config),
    seq_len: length, micro_batch: microBatch, precision: program.precision,
    grad_accumulation: program.accumulates ? numberIn(config.grad_accum) ?? config.pp : undefined,
    ...adapters, lora_dropout: program.dropsAdapterInputs,
    upcast_base: adapters.peft === 'full' ? undefined : program.prepares,
    weights: weightFormat(config.quant, /gptq/i.test(config.method) ? 'gptq_int4' : null,
      config.load_in_4bit || /qlora|4-bit/i.test(config.method) ? 'nf4-dq' : null,
      /awq|gptq/i.exec(measurement.model ?? '')?.[0]),
    optimizer: optimizerOf(config.optimizer, program), recompute: recomputeOf(config, program),
    attention: config.flash_attention === false ? 'eager' : program.attention,
    fused_cross_entropy: Boolean(config.liger_cross_entropy || config.cut_cross_entropy ||
      config.use_liger_kernel || config.task_type === 'embedding' || config.cross_entropy_loss_fusion && program.runtime !== 'megatron') ||
      undefined,
    ...(kind === 'rlhf' ? comparedSequences(config, length, microBatch) : {}),
  };
  if (adapters.peft === 'full') request.weights = undefined;
  else if (/float32 parameters/.test(config.dtype ?? '')) request.weights = 'fp32';
  const checks = [{ component: 'total', measured: peakOf(measured, gpus), outside: outsideOf(config),
    predicted: (result) => result.per_gpu_bytes }];
  return { request, checks, marks: gapsOf(measurement, length, microBatch) };
}
