// The engine module beside the app: fetched when files are opened or results exported.
// SPDX-License-Identifier: MIT
import { download } from './loading.js';

let engine = null;

/** The engine of vram-engine.mjs; a download that failed is tried again the next time. */
export function loadEngine() {
  // The bytes by our own way: the one-file build has them in the page.
  engine ??= Promise.all([import('./engine/vram-engine.mjs'), download('engine/vram-engine.wasm')])
    .then(([{ default: createEngine }, wasmBinary]) => createEngine({ wasmBinary }))
    .catch((error) => {
      engine = null;
      throw error;
    });
  return engine;
}
