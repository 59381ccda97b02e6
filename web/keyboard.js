// Keys and typed text, by way of a hidden text area: input methods and phones need one.
// SPDX-License-Identifier: MIT

// Invisible text before the caret, so that a phone's backspace has something to delete and tell.
const kPad = '\u200b\u200b';

const kMoves = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
const kScrolls = ['PageUp', 'PageDown', ' '];
const kEdits = ['Backspace', 'Delete', 'Enter'];
const kClipboard = ['c', 'x', 'v'];
// Keys that Firefox would search the page with.
const kSearches = ['/', "'"];
const kWhileTyping = new Set([...kMoves, ...kEdits, 'PageUp', 'PageDown', 'Escape', 'Insert']);
const kOtherwise = new Set([...kMoves, ...kScrolls, ...kEdits, ...kSearches, 'Escape']);
const kShortcuts = new Set(['z', 'y']);
const kShortcutsWhileTyping = new Set([...kShortcuts, ...kMoves, ...kEdits, 'a']);

/** Whether shortcuts are made with the Command key. */
export const usesMacKeys = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * @param {HTMLTextAreaElement} area
 * @param {object} page what page.js lends: app, sendText(name, text, ...more), drawNow(), mirror
 * @returns what pointer.js and the app tell the keyboard
 */
export function listenToKeyboard(area, page) {
  const { app, sendText, mirror } = page;
  let field = 0; // the id of the text field that is typed into
  let isMovingFocus = false;
  let sent = ''; // what the app has got of the text being composed

  function focus() {
    isMovingFocus = true;
    area.focus({ preventScroll: true });
    isMovingFocus = false;
  }

  function blur() {
    isMovingFocus = true;
    area.blur();
    isMovingFocus = false;
  }

  function startAfresh() {
    sent = '';
    area.value = kPad;
    area.setSelectionRange(kPad.length, kPad.length);
  }

  // Text -------------------------------------------------------------------------------------

  // Brings the app's text from `sent` to what the area now holds.
  function sendChange() {
    const isWhole = area.value.startsWith(kPad);
    const text = isWhole ? area.value.slice(kPad.length) : area.value.replaceAll('\u200b', '');
    let same = 0;
    while (same < sent.length && sent[same] === text[same]) ++same;
    const padErased = isWhole ? 0 : Math.max(kPad.length - (area.value.length - text.length), 0);
    const erased = [...sent.slice(same)].length + padErased;
    if (erased) app._vram_erase(erased);
    if (text.length > same) sendText('_vram_text', text.slice(same));
    if (text.includes('\n')) { // a phone's Enter may come without a key
      sendText('_vram_key', 'Enter', 1, 0);
      sendText('_vram_key', 'Enter', 0, 0);
    }
    sent = text;
  }

  area.addEventListener('input', (event) => {
    sendChange();
    if (!event.isComposing) startAfresh();
  });
  area.addEventListener('compositionend', () => {
    sendChange(); // some browsers report the last change only here
    startAfresh();
  });
  area.addEventListener('blur', () => {
    startAfresh();
    // Not when the whole window loses the focus: typing goes on when it comes back.
    if (field && !isMovingFocus && document.hasFocus()) app._vram_end_typing();
  });

  // Keys -------------------------------------------------------------------------------------

  // The physical key, but letters and digits where the layout has them.
  function codeOf({ code, key }) {
    if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
    if (/^[0-9]$/.test(key) && !code.startsWith('Numpad')) return `Digit${key}`;
    return code;
  }

  // Not for keys pressed in a message of the page.
  const isForApp = ({ target }) =>
    target === area || target === document.body || mirror.contains(target);
  const isCommand = (event) => (usesMacKeys ? event.metaKey : event.ctrlKey);
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
  const makesText = (event) =>
    event.key.length === 1 && (isPlain(event) || event.getModifierState('AltGraph'));

  // Whether the browser is to do nothing of its own. All else stays with it.
  function isOurs(event) {
    if (isPlain(event)) return (field ? kWhileTyping : kOtherwise).has(event.key);
    if (usesMacKeys && field && event.altKey) return kWhileTyping.has(event.key);
    if (event.altKey || !isCommand(event)) return false;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (field ? kShortcutsWhileTyping : kShortcuts).has(key);
  }

  function send(event, down) {
    const modifiers = (event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) |
      (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0);
    sendText('_vram_key', codeOf(event), down, modifiers);
  }

  // Tab goes through the mirror's elements, which the browser does by itself once it is in there.
  function moveByTab(event) {
    if (!isPlain(event) || mirror.contains(event.target)) return;
    if (mirror.moveFocus(app._vram_last_used() >>> 0, event.shiftKey)) event.preventDefault();
  }

  addEventListener('keydown', (event) => {
    if (!isForApp(event)) return;
    if (event.isComposing || event.keyCode === 229) return; // belongs to the input method
    if (event.key === 'Tab') {
      moveByTab(event);
      return;
    }
    if (mirror.takesKey(event)) return;
    // The copy, cut and paste events follow.
    if (isCommand(event) && !event.altKey && kClipboard.includes(event.key.toLowerCase())) return;
    if (event.altKey && !usesMacKeys && !event.key.startsWith('Alt')) return; // menus, Back
    send(event, 1);
    // While Command is held no other key's release is told.
    if (usesMacKeys && event.metaKey && !event.key.startsWith('Meta')) send(event, 0);
    if (event.target !== area && makesText(event)) sendText('_vram_text', event.key);
    if (isOurs(event)) event.preventDefault();
  });

  addEventListener('keyup', (event) => {
    if (event.key !== 'Tab') send(event, 0);
  });

  addEventListener('focus', () => app._vram_page_focus(1));
  addEventListener('blur', () => app._vram_page_focus(0));

  // ------------------------------------------------------------------------------------------

  startAfresh();
  return {
    /** The canvas was pressed: keys are for the app. */
    takeKeys() {
      window.focus();
      mirror.dropFocus();
    },

    /** Brings up the phone's keyboard again where it was closed over a text field. */
    afterTap() {
      if (!field) return;
      blur();
      focus();
    },

    /** The app wants text for this field, with the caret there; or none, for field 0. */
    textInput(id, left, top, height, decimal) {
      const isOther = id !== field;
      field = id;
      if (id) {
        // Input methods open their list where the area is.
        area.style.transform = `translate(${left}px, ${top}px)`;
        area.style.height = `${height}px`;
      }
      if (!isOther) return;
      startAfresh();
      area.inputMode = !id ? 'none' : decimal ? 'decimal' : 'text';
      area.setAttribute('aria-label', (id && mirror.labelOf(id)) || document.title);
      if (id) {
        mirror.lendFocus();
        focus();
      } else if (!mirror.takeFocusBack(area)) {
        blur();
      }
    },
  };
}
