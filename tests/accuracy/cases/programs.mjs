// Which program trained, and what it does where a case does not say.
// SPDX-License-Identifier: MIT

function runtimeOf(config, gpus) {
  const text = `${config.framework ?? ''} ${config.parallelism ?? ''} ${config.fsdp ?? ''} ${config.launch ?? ''}`;
  if (/megatron/i.test(text)) return 'megatron';
  if (/\bddp\b/i.test(text)) return 'pytorch';
  if (/fsdp|torchtitan/i.test(`${text}`.replace(/fsdp_qlora/g, '')) && gpus > 1) return 'fsdp';
  if (/deepspeed/i.test(text) || config.zero || /^\d|zero/.test(String(config.zero_stage ?? ''))) {
    return 'deepspeed';
  }
  return config.zero_stage === 'script default' ? 'deepspeed' : 'pytorch';
}

const own = [[/torchtune/i, 'torchtune'], [/lit-?gpt/i, 'litgpt'], [/unsloth/i, 'unsloth'],
  [/megatron/i, 'megatron_core'],
  [/foak/i, 'fms_kernels'], [/fsdp_qlora|llama-recipes/i, 'own_loop_4_0']];

/** Transformers by its version, or by the PyTorch or the year beside it. */
function transformersOf(measurement) {
  const text = `${measurement.config.framework} ${measurement.config.torch ?? ''} ${measurement.source}`;
  const version = text.match(/transformers\D{0,4}(\d+)\.(\d+)/);
  if (version) {
    const number = Number(version[1]) * 1000 + Number(version[2]);
    return number < 4047 ? 'transformers_4_0' : number < 4049 ? 'transformers_4_47' : 'transformers_4_49';
  }
  const torch = Number(text.match(/torch\D{0,4}2\.(\d+)/)?.[1] ?? (measurement.config.torch ? 0 : NaN));
  const isOld = torch < 5 || /\(2023\)|2023-|_2024|2024 version|arXiv 23|peft<|llama-recipes|granite/.test(text);
  return isOld ? 'transformers_4_0' : 'transformers_4_49';
}

function trainerOf(measurement) {
  const { config } = measurement;
  const text = `${config.framework ?? ''} ${config.method ?? ''} ${config.framework_config ?? ''}`;
  const known = own.find(([pattern]) => pattern.test(text));
  if (known) return known[1];
  const hasPlainHead = /prime-rl/.test(text) && !config.rlhf_type && !config.fused_lm_head_chunk_size;
  if (hasPlainHead) return 'own_loop';
  if (!/torchtitan/i.test(config.framework ?? '')) return transformersOf(measurement);
  const compilesLoss = config.compile && /2025|2026/.test(config.framework);
  if (compilesLoss) return 'torchtitan_compiled';
  return config.tp > 1 ? 'torchtitan_parallel_loss' : 'torchtitan';
}

/** Models that Trainer gets in 16 bits stay so; FSDP makes them float32 where it mixes precisions. */
function precisionOf(config, { runtime, trainer, adapters }) {
  const text = `${config.precision ?? ''} ${config.dtype ?? ''}`;
  if (/float8|fp8/.test(text) || config.float8) return 'fp8_mixed';
  // A loop of its own may keep its parameters in float32 whatever runs them.
  if (/float32 parameters/.test(text)) return 'bf16_mixed';
  const half = /fp16|(^|[^b])float16/.test(text) ? 'fp16_mixed' : 'bf16_mixed';
  if (/true|pure/.test(text) || config.pure_bf16 || trainer === 'torchtune') return 'bf16_pure';
  if (/fsdp_qlora/.test(config.framework ?? '')) return 'bf16_pure';
  if (runtime === 'deepspeed' || runtime === 'megatron' || /torchtitan/.test(trainer)) return half;
  const isMixed = config.amp || /qlora/.test(adapters.peft) || !/fms/.test(config.framework ?? '');
  if (adapters.peft !== 'full') return isMixed ? half : 'bf16_pure';
  return config.amp && runtime === 'fsdp' ? half : 'bf16_pure';
}

/** Adapters of these programs drop part of their input unless told otherwise. */
const dropping = /fms|fsdp_qlora|swift|peft|qwen|lit-?gpt/i;

export function programOf(measurement, { gpus, adapters }) {
  const { config } = measurement;
  const runtime = runtimeOf(config, gpus);
  const trainer = trainerOf(measurement);
  const isTransformers = /^(transformers|own_loop)/.test(trainer);
  const eager = isTransformers && /chatglm|baichuan/.test(measurement.model ?? '');
  return {
    splitsSequence: /torchtitan/.test(trainer) && config.tp > 1 || undefined,
    runtime, trainer: runtime === 'megatron' ? undefined : trainer,
    precision: precisionOf(config, { runtime, trainer, adapters }),
    // These add adapters to a quantised base as it is, or turn it back into 16 bits.
    prepares: /fms|factory|axolotl|swift|trl 1\./i.test(config.framework ?? '') ? false : undefined,
    recomputes: /swift|axolotl|unsloth|llama-?(factory|recipes)|qwen|torchtune|trl/i.test(config.framework ?? 'trl'),
    dropsAdapterInputs: adapters.peft === 'full' ? undefined : dropping.test(config.framework ?? '') || undefined,
    // Trainer and Lightning keep gradients until the next backward pass begins only in between.
    accumulates: runtime === 'megatron' || runtime === 'deepspeed' || Number(config.pp) > 1 ||
      /prime-rl/.test(config.framework ?? ''),
    attention: eager ? 'eager' : config.flash_attention || config.attention || runtime === 'megatron' ||
      /axolotl|swift/i.test(config.framework ?? '') ? 'flash' : 'sdpa',
  };
}
