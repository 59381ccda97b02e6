// Which weights a training case updates.
// SPDX-License-Identifier: MIT

function peftOf(config) {
  const method = String(config.method ?? '').toLowerCase();
  if (/lora_llm/.test(method)) return 'lora';
  if (/llamapro/.test(method)) return 'freeze';
  if (/full/.test(method) && !/lora/.test(method)) return 'full';
  if (/qlora|q-lora|gptq-lora|4-?bit.*lora/.test(method)) return 'qlora';
  if (/dora/.test(method)) return 'dora';
  if (/lora/.test(method)) return /int[48]|nf4|awq|gptq/.test(`${config.quant}`) ? 'qlora' : 'lora';
  return /ia3|prefix|prompt/.exec(method)?.[0] ?? 'full';
}

const all = 'q,k,v,o,gate,up,down';

function targetsOf(config) {
  const name = String(config.lora_targets ?? '').toLowerCase();
  // Its script leaves the attention's output out (train.py, lora_target_modules "all").
  if (/fsdp_qlora/.test(config.framework ?? '')) return 'q,k,v,gate,up,down';
  if (/default|c_attn \/ qkv/.test(name)) return 'q,k,v';
  if (/all|c_proj/.test(name)) return all;
  if (/c_attn|qkv/.test(name)) return 'q,k,v';
  const words = { query: 'q', key: 'k', value: 'v', projection: 'o', mlp: 'gate,up,down' };
  const spelled = Object.keys(words).filter((each) => name.includes(each));
  if (spelled.length > 0) return spelled.map((each) => words[each]).join(',');
  const found = all.split(',')
    .filter((each) => new RegExp(`(^|[^a-z])${each}(_proj)?([^a-z]|$)`).test(name));
  return found.length > 0 ? found.join(',') : undefined;
}

export function adaptersOf(config) {
  const peft = peftOf(config);
  if (peft === 'full') return { peft };
  // LLaMA-Pro trains the blocks it adds.
  if (peft === 'freeze') return { peft, trainable_layers: config.llamapro_num_new_blocks };
  const rank = Number(config.lora_r);
  return { peft, lora_rank: rank > 0 ? rank : undefined, lora_targets: targetsOf(config) };
}
