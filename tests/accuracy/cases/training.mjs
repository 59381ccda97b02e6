// Peaks of training: full, with adapters, and of preference and reinforcement learning.
// SPDX-License-Identifier: MIT
import { weightFormat } from '../formats.mjs';
import { bytesOf } from '../units.mjs';

function runtimeOf(config) {
  const text = `${config.framework ?? ''} ${config.parallelism ?? ''} ${config.fsdp ?? ''}`;
  if (/megatron/i.test(text)) return 'megatron';
  if (/fsdp|torchtitan/i.test(text)) return 'fsdp';
  if (/deepspeed/i.test(text) || config.zero || Number.isFinite(config.zero_stage)) return 'deepspeed';
  return 'pytorch';
}

function recomputeOf(config) {
  const text = String(config.activation_checkpointing ?? config.recompute_granularity ??
    config.gradient_checkpointing ?? '');
  if (/selective/i.test(text)) return 'selective';
  return /true|full/i.test(text) ? 'full' : 'none';
}

function peftOf(config) {
  const method = String(config.method ?? '').toLowerCase();
  if (/full|llamapro/.test(method) && !/lora/.test(method)) return 'full';
  if (/qlora|q-lora|gptq-lora|4-?bit.*lora/.test(method)) return 'qlora';
  if (/dora/.test(method)) return 'dora';
  if (/lora/.test(method)) return /int[48]|nf4|awq|gptq/.test(`${config.quant}`) ? 'qlora' : 'lora';
  return /ia3|prefix|prompt/.exec(method)?.[0] ?? 'full';
}

function targetsOf(text = '') {
  const name = String(text).toLowerCase();
  if (/all/.test(name)) return 'q,k,v,o,gate,up,down';
  if (/c_proj/.test(name)) return 'q,k,v,o,gate,up,down';
  if (/c_attn|qkv/.test(name)) return 'q,k,v';
  if (/query|value/.test(name)) return 'q,v';
  const found = ['q', 'k', 'v', 'o', 'gate', 'up', 'down']
    .filter((each) => new RegExp(`(^|[^a-z])${each}(_proj)?([^a-z]|$)`).test(name));
  return found.length > 0 ? found.join(',') : undefined;
}

function optimizerOf(text = '') {
  if (/paged.*8/i.test(text)) return 'paged_adamw_8bit';
  if (/8bit|8-bit/i.test(text)) return 'adamw_8bit';
  return /sgd|lion|muon|adafactor|galore/i.exec(text)?.[0].toLowerCase() ?? 'adamw';
}

function precisionOf(config) {
  const text = `${config.precision ?? ''} ${config.amp ? 'amp' : ''} ${config.dtype ?? ''}`;
  if (/float8|fp8/.test(text) || config.float8) return 'fp8_mixed';
  if (/amp/.test(text)) return 'bf16_mixed';
  if (/bf16-true|pure/.test(text) || config.pure_bf16) return 'bf16_pure';
  return /fp16|float16/.test(text) ? 'fp16_mixed' : 'bf16_mixed';
}

const numberIn = (value) => {
  const number = Number(String(value ?? '').match(/[\d.]+/)?.[0]);
  return Number.isFinite(number) && number > 0 ? number : undefined;
};

/** The figure that says most, with what it includes. */
function peakOf(measured) {
  const keys = [['torch_peak_allocated_bytes', 1], ['peak_allocated_per_gpu'], ['peak_allocated'],
    ['peak_memory_per_gpu'], ['peak_reserved_per_gpu'], ['peak_memory'], ['memory_peak'],
    ['gpu_memory_per_gpu'], ['gpu_memory'], ['peak'], ['nvidia_smi_reserved'],
    ['nvidia_smi_reserved_MiB', 1024 ** 2], ['peak_reserved']];
  for (const [key, bytes] of keys) {
    if (Number.isFinite(measured[key])) {
      return measured[key] * (bytes ?? bytesOf(measured.unit));
    }
  }
  return NaN;
}

export function read(measurement, { device, kind }) {
  const { config, measured } = measurement;
  const marks = [];
  const place = device(config.gpu);
  const gpus = numberIn(config.n_gpus) ?? numberIn(config.NPROC_PER_NODE) ?? place.count;
  const length = numberIn(config.seq_len) ?? numberIn(config.max_length) ??
    numberIn(config.max_seq_len) ?? numberIn(config.ctx);
  if (!length) marks.push('length not stated');
  if (!config.micro_batch) marks.push('micro batch not stated');
  const zero = numberIn(String(config.zero ?? config.zero_stage ?? '').match(/\d/)?.[0]);
  const runtime = runtimeOf(config);
  const request = {
    mode: kind === 'rlhf' ? 'rl' : config.method === 'full' && kind === 'training' ? 'train' : 'finetune',
    runtime, gpu: place.gpu, gpu_count: gpus, tp: config.tp, pp: config.pp, ep: config.ep,
    sequence_parallel: config.sequence_parallel,
    zero_stage: zero ?? (runtime === 'fsdp' && gpus > 1 ? 3 : undefined),
    seq_len: length, micro_batch: numberIn(config.micro_batch), precision: precisionOf(config),
    grad_accumulation: numberIn(config.grad_accum),
    peft: peftOf(config), lora_rank: numberIn(config.lora_r),
    lora_targets: targetsOf(config.lora_targets),
    weights: weightFormat(config.quant, /gptq/i.test(config.method) ? 'gptq_int4' : null,
      config.load_in_4bit || /qlora/i.test(config.method) ? 'nf4' : null),
    optimizer: optimizerOf(config.optimizer), recompute: recomputeOf(config),
    attention: config.flash_attention === false ? 'sdpa' : 'flash',
    fused_cross_entropy: Boolean(config.liger_cross_entropy || config.cut_cross_entropy ||
      config.use_liger_kernel) || undefined,
  };
  if (kind === 'rlhf') {
    const method = `${config.rlhf_type ?? ''} ${config.method ?? ''}`.toLowerCase();
    request.rl_algorithm = /grpo/.test(method) ? 'grpo' : /ppo/.test(method) ? 'ppo' : 'dpo';
    request.prompt_len = length ? Math.ceil(length / 2) : undefined;
    request.completion_len = length ? Math.floor(length / 2) : undefined;
    request.group_size = numberIn(config.num_generations);
    request.seq_len = undefined;
    marks.push('prompt and completion halved');
  }
  const outside = config.cpu_offload || config.optimizer_cpu_offload
    ? 'states or weights in host memory' : undefined;
  const checks = [{ component: 'total', measured: peakOf(measured), outside,
    predicted: (result) => result.per_gpu_bytes }];
  return { request, checks, marks };
}
