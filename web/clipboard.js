// The clipboard: through the browser's copy, cut and paste events, which need no permission.
// SPDX-License-Identifier: MIT

// The app answers a shortcut within this many frames.
const kFrames = 3;

/**
 * @param {object} page what page.js lends: app, sendText(name, text), drawNow()
 * @returns {(text: string) => void} puts text on the clipboard
 */
export function openClipboard({ app, sendText, drawNow }) {
  let isAnswering = false; // a copy event waits for the app's text
  let answer = null;

  function press(letter) {
    app._vram_shortcut(letter.charCodeAt(0));
    for (let frame = 0; frame < kFrames; ++frame) drawNow();
  }

  const tell = (isCopied) => app._vram_copied(isCopied ? 1 : 0);

  // Without the clipboard interface, as on plain http: makes the browser ask us for the text.
  function copyByCommand(text) {
    answer = text;
    const isCopied = document.execCommand('copy') && answer === null;
    answer = null;
    tell(isCopied);
  }

  for (const [type, letter] of [['copy', 'C'], ['cut', 'X']]) {
    document.addEventListener(type, (event) => {
      if (answer === null) {
        isAnswering = true;
        press(letter);
        isAnswering = false;
      }
      if (answer === null) return;
      event.clipboardData.setData('text/plain', answer);
      event.preventDefault();
      answer = null;
    });
  }

  document.addEventListener('paste', (event) => {
    event.preventDefault();
    sendText('_vram_clipboard', event.clipboardData.getData('text/plain'));
    press('V');
  });

  return (text) => {
    if (isAnswering) answer = text;
    else if (!navigator.clipboard) copyByCommand(text);
    else navigator.clipboard.writeText(text).then(() => tell(true), () => copyByCommand(text));
  };
}
