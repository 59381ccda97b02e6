// Names of storage formats in logs and tables, as keys of the configuration.
// SPDX-License-Identifier: MIT

const sizes = { small: 's', medium: 'm', large: 'l' };

/** A llama.cpp file type ("Q4_K - Medium", "IQ3_XS - 3.3 bpw") as a weight format's key. */
export function ggufFormat(text) {
  const name = String(text).trim().toLowerCase();
  if (/^f16|^all f16/.test(name)) return 'fp16';
  if (/^bf16/.test(name)) return 'bf16';
  if (/^f32/.test(name)) return 'fp32';
  if (/^mxfp4/.test(name)) return 'mxfp4_moe';
  const match = name.match(/^(i?q\d_[a-z0-9]+(?:_[sml])?)(?:\s*-\s*(small|medium|large))?/);
  if (!match) return null;
  return match[2] ? `${match[1]}_${sizes[match[2]]}` : match[1];
}

/** A cache type of llama.cpp, vLLM or SGLang. */
export function cacheFormat(text) {
  const name = String(text ?? '').trim().toLowerCase();
  if (name === '' || /^auto/.test(name)) return null;
  if (/^(f16|fp16)/.test(name)) return 'fp16';
  if (/^bf16/.test(name)) return 'bf16';
  if (/^(f32|fp32)/.test(name)) return 'fp32';
  if (/^fp8/.test(name)) return 'fp8';
  return name.match(/^(int8|q\d_\d)/)?.[1] ?? null;
}

const quantisations = [
  [/gguf\s*(.*)/, (match) => ggufFormat(match[1])],
  [/w4a16|compressed.tensors.*4/, () => 'w4a16'],
  [/gptq.*int\s*8|int\s*8.*gptq/, () => 'gptq_int8'],
  [/gptq.*4|int\s*4.*gptq|gptq/, () => 'gptq_int4'],
  [/awq/, () => 'awq_int4'],
  [/nf4-dq|double/, () => 'nf4_dq'],
  [/nf4|bnb.*4|4\s*-?bits?/, () => 'nf4'],
  [/8\s*-?bits?|bnb.*8|int\s*8/, () => 'int8'],
  [/int\s*4/, () => 'int4'],
  [/mxfp4/, () => 'mxfp4'],
  [/nvfp4/, () => 'nvfp4'],
  [/fp8|float8/, () => 'fp8'],
  [/bf16|bfloat16/, () => 'bf16'],
  [/fp16|float16|f16|half/, () => 'fp16'],
  [/fp32|float32/, () => 'fp32'],
];

/** Any description of how weights are stored; null where it says nothing known. */
export function weightFormat(...texts) {
  for (const text of texts) {
    if (!text) continue;
    const name = String(text).toLowerCase();
    for (const [pattern, format] of quantisations) {
      const match = name.match(pattern);
      if (match) return format(match);
    }
  }
  return null;
}
