// A small message beside the app, with one thing to do about it.
// SPDX-License-Identifier: MIT

const notice = document.getElementById('notice');
const [action, close] = notice.querySelectorAll('button');

/** Takes the message away. */
export function hideNotice() {
  notice.hidden = true;
}

/**
 * Shows a message in place of the last one.
 * @param {string} text
 * @param {{label: string, act: () => void, dismiss: string}} offer what its buttons say and do
 */
export function showNotice(text, { label, act, dismiss }) {
  notice.hidden = false; // before the text, which is read out because it changes
  notice.querySelector('p').textContent = text;
  action.textContent = label;
  action.onclick = () => {
    hideNotice();
    act();
  };
  close.setAttribute('aria-label', dismiss);
  close.onclick = hideNotice;
}
