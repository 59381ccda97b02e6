// Model files on their way in: dropped, pasted or chosen, read from their beginning only as far as the
// engine asks, and understood by the engine module, which is loaded when it is first needed.
// SPDX-License-Identifier: MIT
import { loadEngine } from './engine_module.js';

const kFirstSlice = 256 * 1024;
const kMostReadings = 64; // of all files together
const kLargestHead = 24 * 1024 * 1024;

/** One field of a message to the app, which parts them with tabs and lines. */
const field = (value) => String(value ?? '').replace(/[\t\r\n]+/g, ' ');
const line = (...fields) => fields.map(field).join('\t');

const grouped = (number) => number.toLocaleString('en-US');

/** Reads so many bytes of a file's beginning. */
async function headOf(file, bytes) {
  return new Uint8Array(await file.slice(0, bytes).arrayBuffer());
}

/** What an import says, as lines for the app. */
function report({ facts, problems }, name, isRead) {
  const lines = [line('state', isRead ? 'read' : 'failed', 1, name)];
  if (facts.architecture) lines.push(line('summary', facts.architecture));
  for (const key of ['parameters', 'weights_bytes']) {
    if (facts[key]) lines.push(line('summary', key, grouped(facts[key])));
  }
  for (const { reason } of problems) lines.push(line('problem', reason));
  for (const { key, fact, value } of facts.understood) lines.push(line('understood', key, value, fact));
  for (const { fact, value, reason } of facts.assumed) lines.push(line('assumed', fact, value, reason));
  for (const kind of ['unknown', 'ignored']) {
    for (const key of facts[kind]) lines.push(line(kind, key));
  }
  return lines.join('\n');
}

/** The configuration of the page with its model replaced. */
function withModel(engine, fragment, imported) {
  const { config } = engine.fromQuery(fragment);
  for (const key of ['model', 'arch', 'weights', 'weights_bytes']) delete config[key];
  return engine.toQuery({ ...config, ...imported });
}

/**
 * @param {object} page what page.js lends: sendText(name, text) and link(), the fragment shown
 * @returns {{pick: () => void}}
 */
export function watchFiles({ sendText, link }) {
  const tell = (message) => sendText('_vram_import', message);
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.hidden = true;
  input.id = 'model-files';
  document.body.append(input);

  /** Reads on until the engine has enough of every file. */
  async function understand(engine, files, name) {
    const heads = await Promise.all(files.map((file) => headOf(file, kFirstSlice)));
    const options = { lang: document.documentElement.lang.slice(0, 2), file_bytes: files.map(({ size }) => size) };
    for (let reading = 0; ; ++reading) {
      const imported = engine.importFiles(heads, options);
      const { needs_bytes: needed, needing_part: part } = imported;
      if (!needed || needed > kLargestHead || reading === kMostReadings) return imported;
      if (needed <= heads[part].length) return imported; // all heads together are as much as is read
      tell(line('state', 'reading', heads[part].length / needed, name));
      heads[part] = await headOf(files[part], needed);
    }
  }

  async function open(list) {
    const files = [...list];
    if (files.length === 0) return;
    const name = files.length === 1 ? files[0].name : `${files[0].name} + ${files.length - 1}`;
    tell(line('state', 'reading', 0, name));
    try {
      const engine = await loadEngine();
      const imported = await understand(engine, files, name);
      if (imported.config) location.hash = withModel(engine, link(), imported.config);
      tell(report(imported, name, imported.config !== null));
    } catch (error) { // the file vanished, or the engine module is not there
      console.error(error);
      tell([line('state', 'failed', 1, name), line('problem', error.message)].join('\n'));
    }
  }

  input.addEventListener('change', () => {
    open(input.files);
    input.value = ''; // the same file may be chosen again
  });
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    open(event.dataTransfer.files);
  });
  // Before the app's own handler: a number is pasted into a field, a config.json never is.
  addEventListener('paste', (event) => {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData('text/plain').trim();
    if (!files.length && !text.startsWith('{')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open(files.length ? files : [new File([text], 'config.json')]);
  }, true);
  return { pick: () => input.click() };
}
