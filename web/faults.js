// What can fail under a running app: its memory, its code, the canvas's graphics.
// SPDX-License-Identifier: MIT

const kContextMilliseconds = 8000; // browsers give graphics back within seconds, or not at all

// memory.copy, from the proposal of bulk memory: what every module of ours is compiled with.
const kNeededFeatures = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // a module
  1, 4, 1, 0x60, 0, 0, // of one function type, without parameters and results
  3, 2, 1, 0, // of one function
  5, 3, 1, 0, 1, // of one page of memory
  10, 14, 1, 12, 0, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 0, 0x0b, // that copies nothing
]);

/** Whether this browser can run the app's code at all. */
export const canRun = () =>
  typeof WebAssembly === 'object' && WebAssembly.validate(kNeededFeatures);

/** Emscripten's word for it, and the browsers' for an array that has no room. */
const isOutOfMemory = (error) =>
  /\bOOM\b|memory|allocation/i.test(error.message) &&
  (error instanceof WebAssembly.RuntimeError || error instanceof RangeError);

/** Title and text of the message for an error that has stopped the app. */
export function describeFailure(error, text) {
  return isOutOfMemory(error)
    ? [text.memory_title, text.memory_text]
    : [text.stopped_title, text.stopped_text];
}

/** Errors in the app's code outside of frames, as in an event's handler. */
export function watchErrors(onFailure) {
  const check = (error) => {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) onFailure(error);
  };
  addEventListener('error', (event) => check(event.error));
  addEventListener('unhandledrejection', (event) => check(event.reason));
}

/**
 * Tells the app when its graphics are lost and when they are back.
 * @param {HTMLCanvasElement} canvas
 * @param {object} app
 * @param {{onGone: () => void, onBack: () => void}} page told when they stay away, and if they
 *   come back all the same
 */
export function watchContext(canvas, app, { onGone, onBack }) {
  let timer = 0;
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // asks for it to be restored
    app._vram_context_lost();
    clearTimeout(timer);
    timer = setTimeout(onGone, kContextMilliseconds);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    clearTimeout(timer);
    app._vram_context_restored();
    onBack();
  });
}
