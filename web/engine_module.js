// The engine module beside the app: fetched when files are opened or results exported.
// SPDX-License-Identifier: MIT

let engine = null;

/** The engine of vram-engine.mjs; a download that failed is tried again the next time. */
export function loadEngine() {
  engine ??= import('./engine/vram-engine.mjs')
    .then(({ default: createEngine }) => createEngine())
    .catch((error) => {
      engine = null;
      throw error;
    });
  return engine;
}
