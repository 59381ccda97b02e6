// The page around the app: loads it, gives it a canvas, time, fonts, storage and an address.
// SPDX-License-Identifier: MIT
import { makeMirror } from './accessible_mirror.js';
import { watchAddress } from './address.js';
import { openClipboard } from './clipboard.js';
import { openExports } from './export_result.js';
import { watchFiles } from './import_files.js';
import { canRun, describeFailure, watchContext, watchErrors } from './faults.js';
import { listenToKeyboard, usesMacKeys } from './keyboard.js';
import {
  download, hideLoading, hideMessage, sharedProgress, showLoading, showMessage,
} from './loading.js';
import { showNotice } from './notice.js';
import { keepForOffline } from './offline.js';
import { listenToPointer } from './pointer.js';
import { strings } from './page-strings.js';

const kStoragePrefix = 'vram-calculator.';
const kFirstFonts = ['ui-regular', 'ui-semibold', 'mono-regular'];
const kChineseFont = 'cjk';
const kFontRetryMilliseconds = 5000;
const kWasmWeight = 4; // of the progress; a font is 1
const kShortWaitSeconds = 0.5; // vramIdle waits for these
const kContextAttributes = { alpha: false, antialias: false, depth: false, stencil: false };

const canvas = document.getElementById('canvas');
const darkTheme = matchMedia('(prefers-color-scheme: dark)');
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

// Storage and looks --------------------------------------------------------------------------

function remember(key, value) {
  try {
    localStorage.setItem(kStoragePrefix + key, value);
  } catch {
    // Blocked or full: the app works without.
  }
}

function recall(key) {
  try {
    return localStorage.getItem(kStoragePrefix + key) ?? '';
  } catch {
    return '';
  }
}

function preferredLanguage() {
  const remembered = recall('language');
  if (remembered in strings) return remembered;
  const wanted = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return wanted.find((each) => each in strings) ?? 'en';
}

/** Language and theme of everything around the canvas; no theme is the system's. */
function setLook(language, theme) {
  const { documentElement: html } = document;
  html.lang = language === 'zh' ? 'zh-Hans' : language;
  if (!theme) return;
  html.dataset.theme = theme;
  const colour = getComputedStyle(html).getPropertyValue('--bar').trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = colour;
}

function openAddress(address) {
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
}

async function showQrCode(link) {
  try {
    const qr = await import('./qr.js');
    qr.showQrCode(link, texts());
  } catch (error) {
    console.error(error);
    const again = { label: texts().retry, act: () => location.reload(), dismiss: texts().dismiss };
    showNotice(texts().loading_failed, again);
  }
}

// The app and its frames ---------------------------------------------------------------------

let app = null; // the module once it is there
let isBroken = false;
let isDrawing = false;
let animation = 0; // the pending requestAnimationFrame
let timer = 0; // the pending timeout
let timerSeconds = 0;
let idleWaiters = [];

/** A test's hooks: how many frames were drawn, and a promise for no frame being due. */
window.vramFrames = 0;
window.vramFrameCost = 0; // of the last one, in milliseconds, without WebGL
window.vramIdle = () => new Promise((resolve) => {
  requestAnimationFrame(() => { // the browser tells of changes of its own before this
    idleWaiters.push(resolve);
    settle();
  });
});

function settle() {
  const isWaiting = animation || (timer && timerSeconds <= kShortWaitSeconds);
  if ((isWaiting || !window.vramFrames) && !isBroken) return;
  for (const resolve of idleWaiters.splice(0)) resolve();
}

function requestFrame() {
  if (!animation && !isBroken) animation = requestAnimationFrame(drawFrame);
}

function drawFrame() {
  animation = 0;
  drawNow();
  settle();
}

/** Draws a frame at once, without waiting for the screen. */
function drawNow() {
  if (isBroken) return;
  if (isDrawing) { // the app moved the focus, which asks for frames
    requestFrame();
    return;
  }
  clearTimeout(timer);
  timer = 0;
  fitCanvas();
  let wait;
  isDrawing = true;
  try {
    wait = app._vram_frame(performance.now(), canvas.width, canvas.height, ratio);
  } catch (error) {
    stop(error);
    return;
  }
  isDrawing = false;
  window.vramFrameCost = app._vram_frame_cost();
  if (++window.vramFrames === 1) performance.mark('vram-first-frame');
  if (wait === 0) requestFrame();
  if (wait > 0) {
    timerSeconds = wait;
    timer = setTimeout(requestFrame, wait * 1000);
  }
}

/** In the language that is shown, which a link may have chosen for this visit. */
const texts = () => strings[document.documentElement.lang.slice(0, 2)] ?? strings.en;

/** The app has failed for good. */
function stop(error) {
  if (isBroken) return;
  isBroken = true;
  cancelAnimationFrame(animation);
  animation = 0;
  console.error(error);
  showMessage(...describeFailure(error, texts()), texts().retry);
  settle();
}

/** A text in the app's memory, to be freed. */
function give(text) {
  const size = app.lengthBytesUTF8(text) + 1;
  const at = app._malloc(size);
  app.stringToUTF8(text, at, size);
  return at;
}

/** Calls an exported function with a text, which C++ gets as a pointer. */
function sendText(name, text, ...more) {
  const at = give(text);
  const result = app[name](at, ...more);
  app._free(at);
  return result;
}

// The canvas has one pixel for each of the screen's ------------------------------------------

let ratio = devicePixelRatio; // canvas pixels per CSS pixel
let cssSize = [canvas.clientWidth, canvas.clientHeight];
let exactSize = null; // in device pixels, where the browser knows

function fitCanvas() {
  ratio = devicePixelRatio; // a change of zoom may come without any event
  const size = cssSize.map((length, i) => {
    const rounded = Math.round(length * ratio);
    // Under emulation the browser gives CSS pixels here.
    const isExact = exactSize && Math.abs(exactSize[i] - rounded) <= 1;
    return Math.max(isExact ? exactSize[i] : rounded, 1);
  });
  if (canvas.width !== size[0]) canvas.width = size[0];
  if (canvas.height !== size[1]) canvas.height = size[1];
}

function watchCanvas() {
  const observer = new ResizeObserver(([entry]) => {
    cssSize = [entry.contentRect.width, entry.contentRect.height];
    const exact = entry.devicePixelContentBoxSize?.[0];
    exactSize = exact ? [exact.inlineSize, exact.blockSize] : null;
    refit();
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }
  // The observer is silent when zooming leaves the device pixels as they are.
  addEventListener('resize', measure);
  watchRatio();
}

function measure() {
  const { width, height } = canvas.getBoundingClientRect();
  cssSize = [width, height];
  refit();
}

/** A window moved to a screen of other density may have no other size. */
function watchRatio() {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener('change', () => {
    measure();
    watchRatio();
  }, { once: true });
}

function refit() {
  if (!app) return;
  app._vram_wake();
  drawNow(); // before the browser shows the old picture stretched
}

// Fonts --------------------------------------------------------------------------------------

const fontsUnderWay = new Set();

const fontAddress = (name) => `fonts/${name}.ttf`;

function giveFont(name, bytes) {
  const at = app._malloc(bytes.length);
  app.HEAPU8.set(bytes, at);
  sendText('_vram_font', name, at, bytes.length);
  app._free(at);
}

async function requestFont(name) {
  if (fontsUnderWay.has(name)) return;
  fontsUnderWay.add(name);
  try {
    giveFont(name, await download(fontAddress(name)));
    fontsUnderWay.delete(name);
  } catch {
    setTimeout(() => fontsUnderWay.delete(name), kFontRetryMilliseconds);
  }
}

// Start --------------------------------------------------------------------------------------

/** Fetches everything the first frame needs, all at once. */
async function fetchAll(fonts) {
  const progress = sharedProgress();
  const fetchFont = async (name) => {
    const onProgress = progress(1);
    try {
      return await download(fontAddress(name), onProgress);
    } catch (error) {
      if (name === kFirstFonts[0]) throw error; // no text can be drawn without it
      return null;
    }
  };
  const [glue, wasm, ...files] = await Promise.all([
    import('./app.js'),
    download('app.wasm', progress(kWasmWeight)),
    ...fonts.map(fetchFont),
  ]);
  return { makeModule: glue.default, wasm, files };
}

/** Connects the app with the page, in both directions. */
function connect(platform) {
  const page = { app, sendText, drawNow, scale: () => ratio };
  const address = watchAddress((fragment) => sendText('_vram_open_link', fragment));
  const announcer = document.getElementById('announcer');
  const mirror = makeMirror(document.getElementById('mirror'), announcer, page);
  const typing = listenToKeyboard(document.getElementById('typing'), { ...page, mirror });
  listenToPointer(canvas, page, typing);
  watchErrors(stop);
  watchContext(canvas, app, {
    onGone: () => showMessage(texts().context_title, texts().context_text, texts().retry),
    onBack: hideMessage,
  });
  watchCanvas();
  darkTheme.addEventListener('change', () => app._vram_system_theme(darkTheme.matches ? 1 : 0));
  addEventListener('pageshow', requestFrame);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) app._vram_wake(); // its timers have slept
  });
  const copyText = openClipboard(page);
  const files = watchFiles({ ...page, link: () => location.hash.slice(1) });
  Object.assign(platform, {
    pickFiles: files.pick,
    ...openExports({ ...page, copyText }),
    give,
    remember,
    recall,
    requestFont,
    requestFrame,
    openAddress,
    showQrCode,
    copyText,
    setLink: address.set,
    shareAddress: address.whole,
    setLook: (language, dark) => setLook(language, dark ? 'dark' : 'light'),
    setCursor: (name) => { canvas.style.cursor = name; },
    textInput: (id, x, y, height, decimal) =>
      typing.textInput(id, x / ratio, y / ratio, height / ratio, decimal),
    showAccessible: mirror.show,
    announce: mirror.announce,
  });
}

function start(language, fonts, files) {
  const fragment = location.hash.slice(1);
  const settings = [darkTheme.matches, reducedMotion.matches, usesMacKeys].map(Number);
  const languageAt = give(language);
  const isStarted = sendText('_vram_start', fragment, languageAt, ...settings);
  app._free(languageAt);
  if (!isStarted) throw new Error('no WebGL context');
  fonts.forEach((name, i) => files[i] && giveFont(name, files[i]));
}

/** The result as text, where nothing can be drawn. */
async function showPlain(language, text) {
  try {
    const { showPlainView } = await import('./plain.js');
    await showPlainView(language, (chosen) => {
      remember('language', chosen);
      setLook(chosen, '');
    });
    hideLoading();
  } catch (error) {
    console.error(error);
    showMessage(text.no_webgl2_title, text.no_webgl2_text);
  }
}

async function load() {
  const language = preferredLanguage();
  const text = strings[language];
  const theme = recall('theme');
  setLook(language, ['light', 'dark'].includes(theme) ? theme : '');
  showLoading(text.loading);
  if (!canRun()) {
    showMessage(text.unsupported_title, text.unsupported_text);
    return;
  }
  if (!canvas.getContext('webgl2', kContextAttributes)) {
    await showPlain(language, text);
    return;
  }
  const fonts = language === 'zh' ? [...kFirstFonts, kChineseFont] : kFirstFonts;
  let fetched;
  try {
    fetched = await fetchAll(fonts);
  } catch (error) {
    console.error(error);
    showMessage('', text.loading_failed, text.retry);
    return;
  }
  try {
    const platform = {};
    app = await fetched.makeModule({ wasmBinary: fetched.wasm, platform });
    connect(platform);
    start(language, fonts, fetched.files);
    drawNow();
    hideLoading();
    keepForOffline(texts);
  } catch (error) {
    console.error(error);
    isBroken = true;
    const isDamaged = /CompileError|LinkError/.test(error); // on its way here; Emscripten wraps it
    if (isDamaged) showMessage('', text.loading_failed, text.retry);
    else showMessage(...describeFailure(error, text), text.retry);
  }
}

load();
