// The canvas's controls as invisible elements with ARIA roles, for screen readers and the keyboard.
// SPDX-License-Identifier: MIT

// In the order of accessibility.h: the role, and the element that does most of it by nature.
const kRoles = [
  ['', 'span'],
  ['heading', 'div'],
  ['status', 'div'],
  ['img', 'div'],
  ['progressbar', 'div'],
  ['separator', 'div'],
  ['link', 'button'],
  ['button', 'button'],
  ['button', 'button'],
  ['checkbox', 'button'],
  ['radio', 'button'],
  ['tab', 'button'],
  ['option', 'button'],
  ['menuitem', 'button'],
  ['combobox', 'button'],
  ['slider', 'div'],
  ['textbox', 'input'],
  ['group', 'div'],
  ['region', 'section'],
  ['navigation', 'nav'],
  ['tablist', 'div'],
  ['radiogroup', 'div'],
  ['listbox', 'div'],
  ['menu', 'div'],
  ['list', 'div'],
  ['listitem', 'div'],
  ['table', 'div'],
  ['row', 'div'],
  ['columnheader', 'div'],
  ['rowheader', 'div'],
  ['cell', 'div'],
  ['dialog', 'div'],
];
const kToggle = 8; // a button with aria-pressed

const kSelected = 1 << 8;
const kChecked = 1 << 9;
const kExpandable = 1 << 10;
const kExpanded = 1 << 11;
const kDisabled = 1 << 12;
const kModal = 1 << 13;
const kHasValue = 1 << 14;
const kIsGroup = 1 << 15;

const kRecordWords = 14;

// Roles of which one member is in the tab order, while the arrow keys lead to the others.
const kOneOfGroup = new Set(['tab', 'radio', 'option', 'menuitem']);
const kFollowsFocus = new Set(['tab', 'radio']); // going there is choosing it
const kSelectable = new Set(['tab', 'option']);
const kCheckable = new Set(['checkbox', 'radio']);
const kReadOut = new Set([
  '', 'heading', 'status', 'columnheader', 'rowheader', 'cell', 'listitem',
]);
const kHasValueText = new Set(['slider', 'progressbar']);

const kSteps = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
};
const kNeighbours = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const kAnnounceMilliseconds = 400;

const decoder = new TextDecoder();

/** Writes one attribute, text or style of an entry's element, unless it is there already. */
function set(entry, name, value) {
  if (entry.written[name] === value) return;
  entry.written[name] = value;
  const { element } = entry;
  if (name === 'text') element.textContent = value;
  else if (name in element.style) element.style[name] = value;
  else if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function setStates(entry, flags) {
  const whether = (bit) => (flags & bit ? 'true' : 'false');
  const { role } = entry;
  if (kSelectable.has(role)) set(entry, 'aria-selected', whether(kSelected));
  if (kCheckable.has(role)) set(entry, 'aria-checked', whether(kChecked));
  if (entry.kind === kToggle) set(entry, 'aria-pressed', whether(kChecked));
  set(entry, 'aria-expanded', flags & kExpandable ? whether(kExpanded) : null);
  set(entry, 'aria-disabled', flags & kDisabled ? 'true' : null);
  set(entry, 'aria-modal', flags & kModal ? 'true' : null);
  entry.isDisabled = (flags & kDisabled) !== 0;
  entry.isChosen = (flags & (kSelected | kChecked)) !== 0;
}

function setText(entry, label, valueText, isGroup) {
  const { role, element } = entry;
  entry.label = label;
  if (kReadOut.has(role) && !isGroup) {
    set(entry, 'text', label && valueText ? `${label} ${valueText}` : label || valueText);
    return;
  }
  set(entry, 'aria-label', label || null);
  if (role === 'textbox') {
    if (element.value !== valueText) element.value = valueText;
  } else if (kHasValueText.has(role)) {
    set(entry, 'aria-valuetext', valueText || null);
  } else if (entry.takesFocus) {
    set(entry, 'text', valueText);
  } else {
    set(entry, 'aria-description', valueText || null);
  }
}

function setRange(entry, value, minimum, maximum) {
  Object.assign(entry, { minimum, maximum });
  set(entry, 'aria-valuenow', value);
  set(entry, 'aria-valuemin', minimum);
  set(entry, 'aria-valuemax', maximum);
}

function setPlace(entry, x, y, width, height) {
  set(entry, 'transform', `translate(${x}px, ${y}px)`);
  set(entry, 'width', `${Math.max(width, 1)}px`);
  set(entry, 'height', `${Math.max(height, 1)}px`);
}

/** Makes an element's children these, in this order; those already in place are not moved. */
function setChildren(parent, elements) {
  let next = parent.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

/** One stop of the Tab key per control, but per group of tabs or choices. */
function setTabStops(entries) {
  const stops = new Map(); // by group
  for (const entry of entries) {
    if (!kOneOfGroup.has(entry.role) || !entry.parent || entry.isDisabled) continue;
    const isBetter = entry.isChosen && !stops.get(entry.parent)?.isChosen;
    if (isBetter || !stops.has(entry.parent)) stops.set(entry.parent, entry);
  }
  for (const entry of entries) {
    if (!entry.takesFocus) continue;
    const isMember = kOneOfGroup.has(entry.role) && entry.parent;
    const isStop = isMember ? stops.get(entry.parent) === entry : !entry.isDisabled;
    set(entry, 'tabindex', isStop ? 0 : -1);
  }
}

/**
 * @param {HTMLElement} root holds the elements
 * @param {HTMLElement} announcer a polite live region
 * @param {object} page what page.js lends: app, sendText(name, text, ...more), drawNow(), scale()
 */
export function makeMirror(root, announcer, page) {
  const { app, sendText, drawNow, scale } = page;
  const entryOf = new WeakMap(); // by element
  let entries = new Map(); // by key, in reading order
  let modal = null;
  let beforeModal = null; // the entry to go back to
  let typedInto = null; // the text field that the text area stands in for
  let isQuiet = false; // the focus is moved by us, not by the visitor
  let announcing = 0;

  const focused = () => entryOf.get(document.activeElement) ?? null;
  const isShown = (entry) => entry !== null && entries.get(entry.key) === entry;

  function focusQuietly(entry) {
    isQuiet = true;
    entry.element.focus({ preventScroll: true });
    isQuiet = false;
    app._vram_focus(entry.id);
  }

  function make(key, id, kind) {
    const [role, tag] = kRoles[kind];
    const element = document.createElement(tag);
    if (role) element.setAttribute('role', role);
    if (tag === 'button') element.type = 'button';
    if (role === 'combobox') element.setAttribute('aria-haspopup', 'listbox');
    if (role === 'status') element.setAttribute('aria-live', 'off'); // announce() does it
    const takesFocus = tag === 'button' || tag === 'input' || role === 'slider';
    const entry = { key, id, kind, role, element, takesFocus, parent: null, written: {} };
    entryOf.set(element, entry);
    return entry;
  }

  // While a modal group is there, nothing else can be reached, and the focus is in it.
  function setModal(now, had) {
    const before = modal;
    modal = now;
    if (!before && !now) return;
    for (const child of root.children) {
      const isInert = now !== null && child !== now.element;
      if (child.inert !== isInert) child.inert = isInert;
    }
    if (now && now !== before) {
      beforeModal ??= had;
      const inside = now.element.querySelector('[tabindex="0"]');
      if (had && inside && !now.element.contains(document.activeElement)) inside.focus();
    } else if (!now) {
      if (isShown(beforeModal) && !focused()) focusQuietly(beforeModal);
      beforeModal = null;
    }
  }

  function show(at, count, textsAt, textsSize) {
    const { buffer } = app.HEAPU8;
    const words = new Uint32Array(buffer, at, count * kRecordWords);
    const floats = new Float32Array(buffer, at, count * kRecordWords);
    const doubles = new Float64Array(buffer, at, (count * kRecordWords) / 2);
    const texts = decoder.decode(new Uint8Array(buffer, textsAt, textsSize)).split('\0');
    const ratio = scale();
    const had = focused();
    const old = entries;
    entries = new Map();
    const children = new Map([[root, []]]);
    let topModal = null;

    for (let i = 0; i < count; ++i) {
      const word = i * kRecordWords;
      const [id, parentId, flags, level] = words.subarray(word, word + 4);
      let key = id;
      while (entries.has(key)) key += 2 ** 32; // texts may be alike
      const kind = flags & 0xff;
      const known = old.get(key);
      const entry = known?.kind === kind ? known : make(key, id, kind);
      entries.set(key, entry);
      entry.parent = parentId ? entries.get(parentId) : null;
      setStates(entry, flags);
      setText(entry, texts[2 * i], texts[2 * i + 1], flags & kIsGroup);
      if (entry.role === 'heading') set(entry, 'aria-level', level || 2);
      if (flags & kHasValue) setRange(entry, ...doubles.subarray(word / 2 + 4, word / 2 + 7));
      // The children of a group are placed from the corner of the page, so groups stay there.
      if (flags & kIsGroup) children.set(entry.element, []);
      else setPlace(entry, ...floats.subarray(word + 4, word + 8).map((pixels) => pixels / ratio));
      if (flags & kModal) topModal = entry;
      (children.get(entry.parent?.element) ?? children.get(root)).push(entry.element);
    }
    for (const entry of old.values()) if (!isShown(entry)) entry.element.remove();
    for (const [parent, elements] of children) setChildren(parent, elements);
    setTabStops([...entries.values()]);
    setModal(topModal, had ?? typedInto);
    if (had && !focused()) {
      if (isShown(had)) focusQuietly(had); // it was moved, which drops the focus
      else app._vram_focus(0);
    }
  }

  function announce(text) {
    clearTimeout(announcing);
    announcing = setTimeout(() => {
      announcer.textContent = text;
    }, kAnnounceMilliseconds);
  }

  root.addEventListener('click', ({ target }) => {
    const entry = entryOf.get(target);
    if (entry?.takesFocus && !entry.isDisabled && target.type === 'button') {
      app._vram_activate(entry.id);
    }
  });

  root.addEventListener('input', ({ target }) => {
    const entry = entryOf.get(target);
    if (entry.role === 'textbox') sendText('_vram_set_text', target.value, entry.id);
  });

  root.addEventListener('focusin', ({ target }) => {
    const entry = entryOf.get(target);
    if (isQuiet || !entry) return;
    app._vram_focus(entry.id);
    if (entry.role !== 'textbox' || entry.isDisabled) return;
    // The app's own field is to be typed into, and the text area takes over from here.
    app._vram_activate(entry.id);
    drawNow();
    drawNow();
  });

  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (!isQuiet && !root.contains(relatedTarget)) app._vram_focus(0);
  });

  // Keys -------------------------------------------------------------------------------------

  function adjustByKey(entry, key) {
    if (key in kSteps) app._vram_adjust_by(entry.id, kSteps[key]);
    else if (key === 'Home') app._vram_adjust_to(entry.id, entry.minimum);
    else if (key === 'End') app._vram_adjust_to(entry.id, entry.maximum);
    else return false;
    return true;
  }

  function goToMember(entry, key) {
    const members = [...entries.values()].filter(
      (other) => other.parent === entry.parent && other.role === entry.role && !other.isDisabled);
    const here = members.indexOf(entry);
    let to;
    if (key === 'Home') to = members[0];
    else if (key === 'End') to = members.at(-1);
    else if (key in kNeighbours) {
      to = members[(here + kNeighbours[key] + members.length) % members.length];
    }
    if (!to) return false;
    to.element.focus({ preventScroll: true });
    if (kFollowsFocus.has(to.role)) app._vram_activate(to.id);
    return true;
  }

  /** Whether a key pressed in the mirror has its meaning there, and is not for the app. */
  function takesKey(event) {
    const entry = entryOf.get(event.target);
    if (!entry || event.ctrlKey || event.altKey || event.metaKey) return false;
    const { key } = event;
    let isDone = false;
    if (entry.role === 'slider') isDone = adjustByKey(entry, key);
    else if (kOneOfGroup.has(entry.role)) isDone = goToMember(entry, key);
    else if (entry.role === 'combobox' && key === 'ArrowDown') {
      app._vram_activate(entry.id);
      isDone = true;
    } else if (entry.role === 'textbox') {
      if (key === 'Enter') app._vram_activate(entry.id);
      return key !== 'Escape';
    }
    if (isDone) event.preventDefault();
    return isDone || key === 'Enter' || key === ' '; // these two are clicks
  }

  /**
   * Moves the focus to the stop after or before a control.
   * @returns {boolean} false at the end, where the browser moves it out of the page
   */
  function moveFocus(fromId, backwards) {
    const stops = [...(modal?.element ?? root).querySelectorAll('[tabindex="0"]')];
    const from = entries.get(fromId)?.element;
    const side = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    const there = stops.filter((stop) => !from || from.compareDocumentPosition(stop) & side);
    const to = backwards ? there.at(-1) : there[0];
    if (!to || (!from && backwards)) return false;
    to.focus({ preventScroll: true });
    return true;
  }

  return {
    show,
    announce,
    takesKey,
    moveFocus,
    contains: (element) => root.contains(element),
    labelOf: (id) => entries.get(id)?.label ?? '',
    /** Takes the keyboard's focus off the controls, as a mouse or finger is used. */
    dropFocus() {
      focused()?.element.blur();
    },
    /** The text area is about to take the focus from a text field of the mirror. */
    lendFocus() {
      if (focused()?.role === 'textbox') typedInto = focused();
    },
    /** Typing is over: gives the focus back, if the text area had it for a field of the mirror. */
    takeFocusBack(area) {
      const entry = typedInto;
      typedInto = null;
      if (!isShown(entry) || document.activeElement !== area) return false;
      focusQuietly(entry);
      return true;
    },
  };
}
