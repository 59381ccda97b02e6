// Model files in and results out, in a real browser.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, openSync, closeSync, ftruncateSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Visitor, assertShows, engine as loadEngine, launch, serve } from './harness.mjs';

let server;
let browser;
let engine;
let folder;

before(async () => {
  server = await serve();
  browser = await launch();
  engine = await loadEngine();
  folder = mkdtempSync(join(tmpdir(), 'vram-files-'));
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

/** Runs a test with a visitor whose page counts the bytes it reads of files. */
function visit(name, options, body) {
  test(name, async () => {
    const visitor = await Visitor.arrive(browser, server.address, options);
    try {
      await visitor.page.evaluate(() => {
        window.bytesRead = 0;
        window.largestRead = 0;
        const { arrayBuffer } = Blob.prototype;
        Blob.prototype.arrayBuffer = function counted() {
          window.bytesRead += this.size;
          window.largestRead = Math.max(window.largestRead, this.size);
          return arrayBuffer.call(this);
        };
      });
      await body(visitor);
      assert.deepEqual(visitor.complaints, []);
    } finally {
      await visitor.leave();
    }
  });
}

/** Gives the page files as its file dialog would, and waits for the report. */
async function choose(visitor, ...paths) {
  const input = await visitor.page.$('#model-files');
  await input.uploadFile(...paths);
  await reported(visitor);
}

async function reported(visitor) {
  await visitor.page.waitForFunction(() =>
    /is the model now|could not be used|已使用|无法使用/.test(document.getElementById('mirror').textContent));
  await visitor.drawn();
}

const mirror = (visitor) => visitor.page.$eval('#mirror', (node) =>
  [...node.querySelectorAll('*')].map((each) =>
    [each.getAttribute('aria-label'), each.getAttribute('aria-valuetext'), each.childElementCount ? '' : each.textContent]
      .filter(Boolean).join(' ')).join('\n'));

// A GGUF file of Llama 3.1 8B in Q4_0 ---------------------------------------------------------

const kText = 8;
const kNumber = 4;
const kList = 9;

const bytesOf = (size, write) => {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
};
const u32 = (value) => bytesOf(4, (buffer) => buffer.writeUInt32LE(value));
const u64 = (value) => bytesOf(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));
const text = (value) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const entry = (key, kind, value) => Buffer.concat([text(key), u32(kind), value]);

/** The head of the file, and how many bytes its tensors take. */
function llama() {
  const [width, layers, keys, mlp, words] = [4096, 32, 1024, 14336, 128256];
  const tensors = [];
  let at = 0;
  const add = (name, columns, rows = 1) => {
    const elements = columns * rows;
    const size = rows === 1 ? 4 * elements : (elements / 32) * 18; // norms stay in F32
    tensors.push(Buffer.concat([text(name), u32(rows === 1 ? 1 : 2), u64(columns),
      ...(rows === 1 ? [] : [u64(rows)]), u32(rows === 1 ? 0 : 2), u64(at)]));
    at += size;
  };
  add('token_embd.weight', width, words);
  for (let i = 0; i < layers; ++i) {
    for (const [name, columns, rows] of [['attn_norm', width, 1], ['attn_q', width, width],
      ['attn_k', width, keys], ['attn_v', width, keys], ['attn_output', width, width],
      ['ffn_norm', width, 1], ['ffn_gate', width, mlp], ['ffn_up', width, mlp], ['ffn_down', mlp, width]]) {
      add(`blk.${i}.${name}.weight`, columns, rows);
    }
  }
  add('output_norm.weight', width);
  add('output.weight', width, words);
  const tokens = Array.from({ length: words }, (_, i) => text(`token${i}`));
  const number = (key, value) => entry(`llama.${key}`, kNumber, u32(value));
  const entries = [entry('general.architecture', kText, text('llama')),
    entry('general.file_type', kNumber, u32(2)), number('block_count', layers),
    number('context_length', 131072), number('embedding_length', width),
    number('feed_forward_length', mlp), number('attention.head_count', 32),
    number('attention.head_count_kv', 8),
    entry('tokenizer.ggml.tokens', kList, Buffer.concat([u32(kText), u64(words), ...tokens]))];
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length),
    ...entries, ...tensors]);
  return { head, weights: at };
}

visit('of a sparse file of 5 GB only the head is read, and the bytes come out exactly', {}, async (visitor) => {
  const { head, weights } = llama();
  const path = join(folder, 'llama-q4_0.gguf');
  const file = openSync(path, 'w');
  writeSync(file, head);
  ftruncateSync(file, 5e9); // no disk holds these zeros
  closeSync(file);
  await choose(visitor, path);
  const { bytesRead, largestRead } = await visitor.page.evaluate(() => ({
    bytesRead: window.bytesRead, largestRead: window.largestRead }));
  console.log(`  read ${bytesRead} bytes of 5 GB; the head has ${head.length}`);
  assert.ok(largestRead >= head.length && largestRead <= 4 * head.length);
  assert.ok(bytesRead <= 8 * head.length);
  // 8,030,261,248 parameters; all but the 65 norms of 4096 in 18 bytes for 32.
  assert.equal(weights, ((8030261248 - 65 * 4096) / 32) * 18 + 4 * 65 * 4096);
  const shown = await mirror(visitor);
  assert.match(shown, /8,030,261,248/);
  assert.match(shown, /4,517,937,152/);
  const { config } = engine.fromQuery(await visitor.fragment());
  assert.equal(config.weights_bytes, weights);
  const { components, parameters } = engine.estimate(config);
  assert.equal(components.find(({ id }) => id === 'weights').bytes, weights);
  assert.equal(parameters.total, 8030261248);
  await visitor.key('Escape');
  assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
});

const kConfig = {
  model_type: 'my_own_thing', hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4,
  num_key_value_heads: 2, head_dim: 16, intermediate_size: 160, vocab_size: 100,
  tie_word_embeddings: true, max_position_embeddings: 2048, torch_dtype: 'bfloat16', use_cache: true,
  strange_new_key: 7,
};
// 100·64 + 2 (2·64·64 + 2·64·32 + 3·64·160 + 2·64) + 64
const kParameters = 6400 + 2 * (8192 + 4096 + 30720 + 128) + 64;

visit('config.json: what was understood, assumed, unknown and ignored is listed', {}, async (visitor) => {
  await visitor.click('link', 'Open a model’s file…');
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify(kConfig));
  const [chooser] = await Promise.all([visitor.page.waitForFileChooser(), visitor.click('button', 'Choose files')]);
  await chooser.accept([path]);
  await reported(visitor);
  const shown = await mirror(visitor);
  assert.match(shown, new RegExp(kParameters.toLocaleString('en-US')));
  for (const part of [/Understood \(\d+\)/, /hidden_size = 64/, /Assumed \(\d+\)/, /Not known here \(\d+\)/,
    /strange_new_key/, /Without effect on memory \(\d+\)/, /use_cache/, /my_own_thing/]) {
    assert.match(shown, part);
  }
  const { config } = engine.fromQuery(await visitor.fragment());
  assert.equal(engine.estimate(config).parameters.total, kParameters);
});

visit('a pasted config.json is read; the rest of the configuration stays', { link: 'v=1&context=4096&gpu=rtx-3090' }, async (visitor) => {
  await visitor.page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, JSON.stringify(kConfig));
  await reported(visitor);
  const { config } = engine.fromQuery(await visitor.fragment());
  assert.equal(config.context, 4096);
  assert.equal(config.gpu, 'rtx-3090');
  assert.equal(config.arch.hidden_size, 64);
});

visit('a damaged file changes nothing and says why', { language: 'zh' }, async (visitor) => {
  const before = await visitor.fragment();
  const path = join(folder, 'broken.safetensors');
  writeFileSync(path, Buffer.concat([u64(2n ** 40n), Buffer.from('{}')]));
  await choose(visitor, path);
  const shown = await mirror(visitor);
  assert.match(shown, /无法使用 broken\.safetensors/);
  assert.match(shown, /1,099,511,627,776/);
  assert.equal(await visitor.fragment(), before);
});

visit('results are downloaded as JSON, CSV, Markdown and PNG', { link: 'v=1&model=qwen2.5-7b' }, async (visitor) => {
  const session = await visitor.page.createCDPSession();
  const downloads = mkdtempSync(join(folder, 'downloads-'));
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow', downloadPath: downloads, browserContextId: visitor.context.id });
  const download = async (format, extension) => {
    await visitor.click('link', 'Export…');
    await visitor.click('button', `Download ${format}`);
    for (let tries = 0; tries < 100; ++tries) {
      const name = readdirSync(downloads).find((each) => each.endsWith(`.${extension}`));
      if (name) return readFileSync(join(downloads, name));
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    throw new Error(`no .${extension} was saved`);
  };
  const config = { model: 'qwen2.5-7b' };
  assert.equal(String(await download('Markdown', 'md')), engine.exportResult(config, 'markdown'));
  assert.equal(String(await download('CSV', 'csv')), engine.exportResult(config, 'csv'));
  assert.deepEqual(JSON.parse(await download('JSON', 'json')), engine.estimate(config));
  const png = await download('PNG', 'png');
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.equal(png.readUInt32BE(16), 1280);
  assert.ok(png.length > 20000, 'a picture with something on it');
});

visit('results are copied as Markdown, CSV and JSON', { link: 'v=1&model=qwen2.5-7b' }, async (visitor) => {
  await visitor.context.overridePermissions(new URL(server.address).origin, [
    'clipboard-read', 'clipboard-sanitized-write',
  ]);
  const kFormats = ['Markdown', 'CSV', 'JSON'];
  const copied = async (format) => {
    await visitor.page.evaluate(() => navigator.clipboard.writeText(''));
    await visitor.click('link', 'Export…');
    const named = await visitor.page.$(`[aria-label="Copy ${format}"]`);
    const unnamed = await visitor.page.$$('[aria-label="Copy"]'); // one in the row of each format
    await (named ?? unnamed[kFormats.indexOf(format)]).click();
    await visitor.page.waitForFunction(() => navigator.clipboard.readText().then((text) => text !== ''));
    await visitor.key('Escape');
    return visitor.page.evaluate(() => navigator.clipboard.readText());
  };
  const config = { model: 'qwen2.5-7b' };
  const lines = (result) => result.replaceAll('\r\n', '\n'); // clipboards may keep only these
  assert.equal(await copied('Markdown'), engine.exportResult(config, 'markdown'));
  assert.equal(lines(await copied('CSV')), lines(engine.exportResult(config, 'csv')));
  assert.deepEqual(JSON.parse(await copied('JSON')), engine.estimate(config));
});
