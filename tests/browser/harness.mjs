// Serves dist/ and drives browsers through the accessible mirror, as a person's tools would.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import puppeteer from 'puppeteer-core';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Notices of the software renderer, which only test machines have. */
const kRendererNoise = /GL Driver Message|software WebGL|GroupMarkerNotSet|WEBGL_debug_renderer_info|WebGL warning|llvmpipe/;

const kArguments = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export const dist = `${root}dist`;

/** Tells how much was tried, now and at the end of scripts/test.sh. */
export function tell(text) {
  console.log(`# ${text}`);
  if (process.env.VRAM_COUNTS) appendFileSync(process.env.VRAM_COUNTS, `${text}\n`);
}

/** Starts a server for a folder; `address` ends with a slash. Port 0 is any free one. */
export async function serve(folder = dist, port = 0) {
  const server = spawn('python3', [`${root}tools/serve.py`, folder, '--port', port, '--no-open']);
  const address = await new Promise((resolve, reject) => {
    server.stdout.on('data', (text) => {
      const found = /http:\/\/\S+/.exec(text);
      if (found) resolve(found[0]);
    });
    server.stderr.on('data', (text) => reject(new Error(String(text))));
    server.on('exit', () => reject(new Error('the server ended')));
  });
  const ended = new Promise((resolve) => { server.on('exit', resolve); });
  return { address, close: () => { server.kill(); return ended; } };
}

export async function launch(...more) {
  const paths = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const executablePath = paths.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found; run scripts/setup.sh --tests');
  return puppeteer.launch({ executablePath, args: [...kArguments, ...more] });
}

/** Firefox without a screen draws with WebGL 2 only where there is an X server. */
async function virtualScreen() {
  if (process.env.DISPLAY) return null;
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const number = await new Promise((resolve, reject) => {
    screen.stdout.on('data', (text) => resolve(String(text).trim()));
    screen.on('error', reject);
    screen.on('exit', () => reject(new Error('Xvfb ended')));
  });
  process.env.DISPLAY = `:${number}`;
  return screen;
}

export async function launchFirefox() {
  const paths = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
  const executablePath = paths.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Firefox found; run scripts/setup.sh --tests');
  const screen = await virtualScreen();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: { 'webgl.force-enabled': true },
  });
  if (screen) {
    browser.on('disconnected', () => {
      screen.kill();
      delete process.env.DISPLAY;
    });
  }
  return browser;
}

/** Whether Firefox drives the page, which cannot emulate all that Chromium can. */
export const isFirefox = async (browser) => /firefox/i.test(await browser.version());

export async function engine() {
  const { default: createEngine } = await import(`${root}dist/engine/vram-engine.mjs`);
  return createEngine();
}

/** The first amount of a text, in bytes: "16.2 GiB" with the precision it is written in. */
export function amount(text) {
  const [, number, unit] = /([\d.,]+) (KiB|MiB|GiB|TiB|kB|MB|GB|TB|B)\b/.exec(text);
  const scale = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40,
    kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }[unit];
  const digits = number.replaceAll(',', '');
  const decimals = digits.split('.')[1]?.length ?? 0;
  return { bytes: Number(digits) * scale, rounding: (scale * 10 ** -decimals) / 2 };
}

/** Asserts that a text shows so many bytes, as far as it is rounded. */
export function assertShows(text, bytes) {
  const shown = amount(text);
  assert.ok(Math.abs(shown.bytes - bytes) <= shown.rounding * 1.001, `${text} is not ${bytes} B`);
}

/** A visitor with storage of their own. Collects everything the console complains about. */
export class Visitor {
  static async arrive(browser, address, options = {}) {
    const { width = 1280, height = 800, scale = 1, dark = false, language, link = '' } = options;
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const visitor = new Visitor(context, page, address);
    await page.setViewport({ width, height, deviceScaleFactor: scale, hasTouch: !!options.touch });
    const kept = { language };
    if (await isFirefox(browser)) {
      kept.theme = dark ? 'dark' : 'light';
      kept.language ??= 'en';
    } else {
      const scheme = { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' };
      await page.emulateMediaFeatures([scheme]);
    }
    await page.evaluateOnNewDocument((values) => {
      if (!/^(https?|file):/.test(location.href)) return; // empty pages have no storage
      for (const [key, value] of Object.entries(values)) {
        if (value && !localStorage.getItem(`vram-calculator.${key}`)) {
          localStorage.setItem(`vram-calculator.${key}`, value);
        }
      }
    }, kept);
    if (options.beforeLoad) await page.evaluateOnNewDocument(options.beforeLoad);
    await visitor.open(link);
    return visitor;
  }

  /** Another tab of the same visitor. */
  async newTab(link = '') {
    const tab = new Visitor(this.context, await this.context.newPage(), this.address);
    await tab.open(link);
    return tab;
  }

  constructor(context, page, address) {
    this.context = context;
    this.page = page;
    this.address = address;
    this.complaints = [];
    this.requests = [];
    page.on('console', (message) => {
      const isBad = ['error', 'warn', 'warning'].includes(message.type());
      if (isBad && !kRendererNoise.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  async open(link) {
    await this.page.goto(this.address + (link ? `#${link}` : ''));
    await this.drawn();
  }

  async reload() {
    await this.page.reload();
    await this.drawn();
  }

  /** Everything the mirror says, as text. */
  text() {
    return this.page.$eval('#mirror', (mirror) => mirror.textContent);
  }

  /** Waits until the page has drawn and nothing more is due. */
  async drawn() {
    await this.page.waitForFunction(() => window.vramFrames > 0);
    await this.page.evaluate(() => window.vramIdle());
  }

  find(role, name, { exact = true } = {}) {
    const operator = exact ? '=' : '*=';
    return this.page.waitForSelector(`[role="${role}"][aria-label${operator}"${name}"]`);
  }

  async has(role, name) {
    return (await this.page.$(`[role="${role}"][aria-label="${name}"]`)) !== null;
  }

  async centre(element) {
    const box = await element.boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
  }

  /** Brings a control into view as the Tab key would, and tells where it is. */
  async reveal(element) {
    const { height } = this.page.viewport();
    const place = await this.centre(element);
    if (place.y > 0 && place.y < height) return place;
    await element.focus();
    await this.drawn();
    return this.centre(element);
  }

  /** A real click of the mouse where the control is. */
  async click(role, name, options) {
    const element = await this.find(role, name, options);
    const { x, y } = await this.reveal(element);
    await this.page.mouse.click(x, y);
    await this.drawn();
  }

  async key(name) {
    await this.page.keyboard.press(name);
    await this.drawn();
  }

  /** Drags a slider's grip to a share of its length. */
  async drag(name, from, to) {
    const { box, y } = await this.reveal(await this.find('slider', name));
    await this.page.mouse.move(box.x + 8 + (box.width - 16) * from, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + 8 + (box.width - 16) * to, y, { steps: 8 });
    await this.page.mouse.up();
    await this.drawn();
  }

  /** Types into a text field in place of what is there. */
  async type(name, text) {
    await this.click('textbox', name);
    await this.page.keyboard.down('Control');
    await this.page.keyboard.press('KeyA');
    await this.page.keyboard.up('Control');
    await this.page.keyboard.type(text);
    await this.key('Enter');
  }

  valueOf(role, name) {
    return this.page.$eval(`[role="${role}"][aria-label="${name}"]`, (node) => ({
      now: Number(node.getAttribute('aria-valuenow')),
      text: node.getAttribute('aria-valuetext') || node.value || node.textContent,
      value: node.value,
    }));
  }

  /** The answer as it is read out. */
  answer() {
    return this.page.$eval('[role="status"]', (node) => node.textContent);
  }

  fragment() {
    return this.page.evaluate(() => location.hash.slice(1));
  }

  leave() {
    return this.context.close();
  }
}
