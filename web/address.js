// The fragment of the address: written by the app, read when the visitor changes it.
// SPDX-License-Identifier: MIT

// Browsers refuse scripts that write the address too often; Safari allows 100 times in 30 seconds.
const kLeastMilliseconds = 250;
const kMillisecondsAfterRefusal = 5000;

const fragment = () => location.hash.slice(1);

/**
 * @param {(fragment: string) => void} onLink called when the visitor goes to another fragment
 * @returns {{set: (fragment: string, push: boolean) => void, whole: (fragment: string) => string}}
 */
export function watchAddress(onLink) {
  let asked = fragment(); // as the app wrote it
  let shown = fragment(); // as the browser spells it
  let waiting = false; // `asked` is still to be written
  let timer = 0;
  let earliest = 0;

  const whole = (text) => location.href.split('#')[0] + (text ? `#${text}` : '');

  function write(push) {
    clearTimeout(timer);
    timer = 0;
    try {
      history[push ? 'pushState' : 'replaceState'](null, '', whole(asked));
      waiting = false;
      earliest = performance.now() + kLeastMilliseconds;
    } catch {
      waiting = true;
      earliest = performance.now() + kMillisecondsAfterRefusal;
      timer = setTimeout(write, kMillisecondsAfterRefusal, false);
    }
    shown = fragment();
  }

  function flush() {
    if (waiting) write(false);
  }

  function set(text, push) {
    if (text === asked) return;
    if (push) {
      flush();
      asked = text;
      write(true);
      return;
    }
    asked = text;
    waiting = true;
    const pause = earliest - performance.now();
    if (pause <= 0) write(false);
    else if (!timer) timer = setTimeout(write, pause, false);
  }

  function moved() {
    const now = fragment();
    if (now === shown && !waiting) return;
    // What was still to be written belongs to the entry that was left.
    clearTimeout(timer);
    timer = 0;
    waiting = false;
    asked = shown = now;
    onLink(now);
  }

  addEventListener('popstate', moved);
  addEventListener('hashchange', moved);
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) flush();
  });
  return { set, whole };
}
