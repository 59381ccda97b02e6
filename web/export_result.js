// Results on their way out: texts of the engine module and a picture of the canvas, to the clipboard
// or into a file.
// SPDX-License-Identifier: MIT
import { loadEngine } from './engine_module.js';

const kTypes = {
  json: ['application/json', 'json'],
  csv: ['text/csv', 'csv'],
  markdown: ['text/markdown', 'md'],
  png: ['image/png', 'png'],
};
const kFramesUntilClosed = 3; // the sheet that was pressed is still on the picture

const nextFrame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });

function save(blob, name) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
}

/**
 * @param {object} page what page.js lends: app, drawNow(), copyText(text)
 * @returns {{
 *   exportResult: (format: string, isFile: boolean, link: string) => void,
 *   saveText: (name: string, text: string) => void,
 * }}
 */
export function openExports({ app, drawNow, copyText }) {
  const canvas = document.getElementById('canvas');

  async function picture() {
    for (let frame = 0; frame < kFramesUntilClosed; ++frame) await nextFrame();
    drawNow(); // the picture is there until the browser shows it
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
    });
  }

  async function text(format, link) {
    const engine = await loadEngine();
    return engine.exportResult(engine.fromQuery(link).config, format);
  }

  async function send(format, isFile, link) {
    const [type, extension] = kTypes[format];
    if (isFile) {
      const content = format === 'png' ? await picture() : await text(format, link);
      save(new Blob([content], { type }), `vram.${extension}`);
    } else if (format === 'png') {
      // The promise is given away at once, while the visitor's press still counts.
      await navigator.clipboard.write([new ClipboardItem({ [type]: picture() })]);
    } else {
      copyText(await text(format, link));
    }
  }

  function exportResult(format, isFile, link) {
    send(format, isFile, link).then(() => app._vram_exported(1), (error) => {
      console.error(error);
      app._vram_exported(0);
    });
  }

  function saveText(name, content) {
    save(new Blob([content], { type: 'text/plain' }), name);
    queueMicrotask(() => app._vram_exported(1)); // the app is drawing the frame of the press
  }

  return { exportResult, saveText };
}
