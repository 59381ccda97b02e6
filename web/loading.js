// What is shown until the app draws: the progress of the downloads, or why there is none.
// SPDX-License-Identifier: MIT

const loading = document.getElementById('loading');
const bar = loading.querySelector('progress');
const message = document.getElementById('message');

// A download of unknown size fills half of what is left of its bar with each of these.
const kHalfwayBytes = 150_000;

const kStallMilliseconds = 20_000; // without a byte, a download is given up
const kPausesMilliseconds = [400, 1600]; // before it is tried again

/** The server's own answer is that there is no such file: asking again changes nothing. */
class Refusal extends Error {}

/** The share of a download that is done. Servers may tell no size, or that of packed bytes. */
function share(received, total) {
  if (total > 0 && received <= total) return received / total;
  return 1 - 2 ** (-received / kHalfwayBytes);
}

/** A file that stands in the page itself: the one-file build holds all of them, packed. */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/** The chunks of a response's body, as one. */
async function readAll(response, onChunk) {
  const isPacked = response.headers.get('content-encoding');
  const total = isPacked ? 0 : Number(response.headers.get('content-length'));
  const chunks = [];
  let received = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    onChunk(share(received, total));
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function tryDownload(address, onProgress) {
  const stalled = new AbortController();
  let timer = 0;
  const expectMore = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), kStallMilliseconds);
  };
  expectMore();
  try {
    const response = await fetch(address, { signal: stalled.signal });
    if (!response.ok) throw new Refusal(`${address}: ${response.status}`);
    return await readAll(response, (now) => {
      expectMore();
      onProgress(now);
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Downloads a file; what breaks off or stands still is tried again.
 * @param {string} address
 * @param {(share: number) => void} [onProgress] told how much of it is there, from 0 to 1
 * @returns {Promise<Uint8Array>} rejected when the file cannot be had
 */
export async function download(address, onProgress = () => {}) {
  const inPage = document.getElementById(`file:${address}`);
  if (inPage) return unpacked(inPage.textContent);
  for (const pause of [...kPausesMilliseconds, null]) {
    try {
      const bytes = await tryDownload(address, onProgress);
      onProgress(1);
      return bytes;
    } catch (error) {
      if (error instanceof Refusal || pause === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * Makes progress callbacks for several downloads that fill one bar together.
 * @returns {(weight: number) => (share: number) => void}
 */
export function sharedProgress() {
  const parts = [];
  return (weight) => {
    const part = { weight, share: 0 };
    parts.push(part);
    return (now) => {
      part.share = now;
      const whole = parts.reduce((sum, each) => sum + each.weight, 0);
      const done = parts.reduce((sum, each) => sum + each.weight * each.share, 0);
      bar.value = Math.max(bar.value, done / whole); // a bar that goes back looks broken
    };
  };
}

/** @param {string} text */
export function showLoading(text) {
  loading.querySelector('p').textContent = text;
  bar.setAttribute('aria-label', text);
  bar.hidden = false;
}

/** The app has drawn itself: nothing of this is needed any more. */
export function hideLoading() {
  loading.hidden = true;
}

/**
 * Covers the page with a message.
 * @param {string} title
 * @param {string} text
 * @param {string} [retry] the label of a button that loads the page again
 */
export function showMessage(title, text, retry) {
  loading.hidden = true;
  message.querySelector('h1').textContent = title;
  message.querySelector('p').textContent = text;
  message.querySelector('h1').hidden = !title;
  const button = message.querySelector('button');
  button.hidden = !retry;
  button.textContent = retry ?? '';
  // Not the import again: browsers remember that a module could not be had.
  button.onclick = () => location.reload();
  message.hidden = false;
}

/** What the message was about has mended itself. */
export function hideMessage() {
  message.hidden = true;
}
