// The native and the WebAssembly build give the same result, character by character.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../../build/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vram-'));
after(() => rmSync(folder, { recursive: true }));

// Into a file: under Node a program's writes to a full pipe are lost.
function printed(program, args) {
  const path = join(folder, 'printed');
  const file = openSync(path, 'w');
  try {
    execFileSync(program, args, { stdio: ['ignore', file, 'inherit'] });
  } finally {
    closeSync(file);
  }
  return readFileSync(path, 'utf8');
}

const native = (...args) => printed(`${build}native/cli/vram`, args);
const wasm = (...args) => printed(process.execPath, [`${build}wasm/cli/vram.js`, ...args]);

const links = [
  '',
  'model=qwen2.5-7b&context=32768',
  'model=deepseek-v3&weights=fp8&gpu=nvidia-h100-sxm&tp=16&batch=7&kv_cache=int8',
  'model=gemma-3-27b&weights=q4_k_m&kv_cache=q5_1&context=131072&units=gb',
  'model=gpt-oss-120b&weights=mxfp4&context=100000&gpu_count=3&lang=zh',
  'model=llama-3.1-405b&weights=nvfp4&gpu_count=16&batch=100',
  'model=qwen2.5-0.5b&weights=q2_k&context=10485760&batch=65536',
  'model=custom&arch.hidden_size=1000&arch.num_attention_heads=10&arch.head_dim=100&weights=gptq_int4',
  'context=abc&tp=3&foo=%zz&model=nope',
];

for (const link of links) {
  test(`same result for "${link}"`, () => {
    assert.equal(wasm('estimate', link), native('estimate', link));
    assert.equal(wasm('explain', link), native('explain', link));
  });
}

for (const list of ['models', 'gpus', 'formats', 'schema']) {
  test(`same ${list}`, () => assert.equal(wasm(list), native(list)));
}
