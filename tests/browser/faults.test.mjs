// What breaks around the app: storage, clipboard, graphics, memory, downloads, windows, time. In
// each case the visitor's configuration must survive.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { Visitor, amount, dist, launch, serve, tell } from './harness.mjs';

const kLink = 'v=1&model=qwen3-32b&context=4096';
const kModel = 'Qwen3 32B';

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** A visitor who arrives with a configuration and must leave with it. */
function visit(name, options, body) {
  test(name, async () => {
    const visitor = await Visitor.arrive(browser, server.address, { link: kLink, ...options });
    try {
      await body(visitor);
      await keepsConfiguration(visitor);
      assert.deepEqual(visitor.complaints, options.complaints ?? []);
    } finally {
      await visitor.leave();
    }
  });
}

async function keepsConfiguration(visitor, context = 4096) {
  assert.equal((await visitor.valueOf('combobox', 'Model')).text, kModel);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, context);
}

/** The message that covers the page, once it is there. */
async function message(visitor) {
  await visitor.page.waitForSelector('#message:not([hidden])');
  return visitor.page.$eval('#message', (node) => node.innerText);
}

async function tryAgain(visitor) {
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('#message button')]);
  await visitor.drawn();
}

// Storage --------------------------------------------------------------------------------------

visit('storage is blocked: the address keeps the configuration', {
  beforeLoad: () => {
    const refuse = () => { throw new DOMException('blocked', 'SecurityError'); };
    for (const name of ['localStorage', 'sessionStorage', 'caches', 'indexedDB']) {
      Object.defineProperty(window, name, { get: refuse });
    }
    navigator.serviceWorker.register = () => Promise.reject(new DOMException('blocked', 'SecurityError'));
  },
}, async (visitor) => {
  await visitor.type('Context', '16384');
  await visitor.reload();
  await keepsConfiguration(visitor, 16384);
  await visitor.type('Context', '4096');
});

visit('storage is full: nothing is kept there, and nothing breaks', {
  beforeLoad: () => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  },
}, async (visitor) => {
  await visitor.click('button', 'Dark');
  await visitor.click('radio', 'GB');
  await visitor.type('Context', '16384');
  await visitor.reload();
  await keepsConfiguration(visitor, 16384);
  await visitor.type('Context', '4096');
});

visit('storage is corrupt: every value is replaced by junk, in turn', {}, async (visitor) => {
  const junk = ['', '\u0000', '💥%zz&=&', 'null', '{"a":', 'model=custom&'.repeat(9999), '\ud800'];
  await visitor.click('button', 'Dark');
  await visitor.type('Context', '16384');
  const keys = await visitor.page.evaluate(() => Object.keys(localStorage));
  assert.ok(keys.length >= 2, keys.join());
  for (const value of junk) {
    await visitor.page.evaluate((all, text) => {
      for (const key of all) localStorage.setItem(key, text);
    }, keys, value);
    await visitor.page.goto('about:blank');
    await visitor.open('');
    assert.ok(amount(await visitor.answer()).bytes > 0);
    assert.equal(await visitor.has('button', 'Dismiss'), false, 'nobody is to blame');
  }
  await visitor.page.goto('about:blank');
  await visitor.open(kLink);
});

// Clipboard ------------------------------------------------------------------------------------

visit('the clipboard is denied: it is said, and the link stands in the address', {
  beforeLoad: () => { document.execCommand = () => false; },
}, async (visitor) => {
  await visitor.context.overridePermissions(new URL(server.address).origin, []); // none
  await visitor.click('button', 'Share');
  await visitor.page.waitForFunction(() =>
    /Could not copy/.test(document.getElementById('mirror').textContent));
  assert.equal(await visitor.fragment(), kLink);
});

// Graphics -------------------------------------------------------------------------------------

/** The canvas as it is seen. */
const picture = async (visitor) => (await visitor.page.screenshot()).toString('base64');

const loseContext = (visitor) => visitor.page.evaluate(() => {
  const context = document.getElementById('canvas').getContext('webgl2');
  window.lost = context.getExtension('WEBGL_lose_context');
  window.lost.loseContext();
});

const kContextNoise = /CONTEXT_LOST_WEBGL/;

visit('the graphics are lost and come back: the same picture', {}, async (visitor) => {
  await visitor.page.mouse.move(2, 400);
  await visitor.drawn();
  const before = await picture(visitor);
  await loseContext(visitor);
  await visitor.page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
  await (await visitor.find('slider', 'Sequences at once')).focus();
  await visitor.page.keyboard.press('ArrowRight'); // the mirror works without graphics
  await visitor.page.keyboard.press('ArrowLeft');
  await visitor.page.evaluate(() => window.lost.restoreContext());
  await visitor.page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
  await visitor.page.evaluate(() => document.activeElement.blur());
  await visitor.drawn();
  await visitor.page.mouse.move(3, 400);
  await visitor.page.mouse.move(2, 400);
  await visitor.drawn();
  assert.equal(await picture(visitor) === before, true);
  visitor.complaints = visitor.complaints.filter((text) => !kContextNoise.test(text));
});

visit('the graphics are lost for good: a message, and the state after another try', {
  beforeLoad: () => { // eight seconds are long for a test
    const wait = window.setTimeout;
    window.setTimeout = (act, pause, ...rest) => wait(act, pause === 8000 ? 100 : pause, ...rest);
  },
}, async (visitor) => {
  await loseContext(visitor);
  assert.match(await message(visitor), /stopped drawing/);
  await tryAgain(visitor);
  visitor.complaints = visitor.complaints.filter((text) => !kContextNoise.test(text));
});

// Memory ---------------------------------------------------------------------------------------

for (const [name, bytes] of [['more than there is', 512 * 2 ** 20], ['what just fits once', 7 * 2 ** 20]]) {
  visit(`WebAssembly gets no more memory (a pasted text of ${name})`, {
    beforeLoad: () => {
      const { grow } = WebAssembly.Memory.prototype;
      WebAssembly.Memory.prototype.grow = function (pages) {
        if (window.isFull) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
        return grow.call(this, pages);
      };
    },
  }, async (visitor) => {
    await visitor.page.evaluate((size) => {
      window.isFull = true;
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'x'.repeat(Math.min(size, 2 ** 26)));
      for (let i = 0; i < 4; ++i) {
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
      }
    }, bytes);
    assert.match(await message(visitor), /Out of memory/);
    assert.match(visitor.complaints.join(), /OOM|memory/i);
    visitor.complaints = [];
    await tryAgain(visitor);
  });
}

visit('an error in the app stops it with a message', {
  beforeLoad: () => {
    // Another trap than memory: what a broken module would raise.
    window.fail = () => dispatchEvent(new ErrorEvent('error', {
      error: new WebAssembly.RuntimeError('unreachable'),
    }));
  },
}, async (visitor) => {
  await visitor.page.evaluate(() => window.fail());
  assert.match(await message(visitor), /has stopped/);
  visitor.complaints = [];
  await tryAgain(visitor);
});

// Downloads ------------------------------------------------------------------------------------

const kTypes = {
  '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json',
};

/** Serves the site, but app.wasm as `sendWasm(response, bytes, attempt)` does. */
async function serveBadly(t, sendWasm) {
  let attempts = 0;
  const bad = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.slice(1) || 'index.html';
    if (path === 'service_worker.js') { // these tests are about first visits
      response.writeHead(404).end();
      return;
    }
    const bytes = readFileSync(join(dist, path));
    response.setHeader('content-type', kTypes[extname(path)] ?? 'application/octet-stream');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-length', bytes.length);
    if (path === 'app.wasm') sendWasm(response, bytes, ++attempts);
    else response.end(bytes);
  });
  await new Promise((resolve) => { bad.listen(0, '127.0.0.1', resolve); });
  t.after(() => bad.closeAllConnections());
  t.after(() => bad.close());
  return `http://127.0.0.1:${bad.address().port}/`;
}

async function visitBadly(t, address, before) {
  const context = await browser.createBrowserContext();
  t.after(() => context.close());
  const visitor = new Visitor(context, await context.newPage(), address);
  if (before) await visitor.page.evaluateOnNewDocument(before);
  await visitor.page.goto(`${address}#${kLink}`);
  return visitor;
}

test('a slow download shows how far it is', async (t) => {
  const steps = 20;
  const address = await serveBadly(t, async (response, bytes) => {
    for (let i = 0; i < steps; ++i) {
      response.write(bytes.subarray(bytes.length * i / steps, bytes.length * (i + 1) / steps));
      await new Promise((resolve) => { setTimeout(resolve, 60); });
    }
    response.end();
  });
  const visitor = await visitBadly(t, address, () => {
    window.seen = [];
    const look = () => {
      const bar = document.querySelector('progress');
      if (bar && !bar.hidden) window.seen.push(bar.value);
      if (!window.vramFrames) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await visitor.drawn();
  const seen = await visitor.page.evaluate(() => window.seen);
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b), 'the bar goes back');
  assert.ok(new Set(seen).size >= 5, `only ${new Set(seen).size} steps were seen`);
  await keepsConfiguration(visitor);
});

test('a download that breaks off is tried again without a word', async (t) => {
  const address = await serveBadly(t, (response, bytes, attempt) => {
    if (attempt > 2) {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, bytes.length / 2));
    setTimeout(() => response.destroy(), 50);
  });
  const visitor = await visitBadly(t, address);
  await visitor.drawn();
  await keepsConfiguration(visitor);
});

test('a download that stands still is given up and tried again', async (t) => {
  const address = await serveBadly(t, (response, bytes, attempt) => {
    if (attempt > 1) response.end(bytes);
    else response.write(bytes.subarray(0, 1000)); // and nothing more
  });
  const visitor = await visitBadly(t, address, () => {
    const wait = window.setTimeout;
    window.setTimeout = (act, pause, ...rest) => wait(act, pause === 20_000 ? 300 : pause, ...rest);
  });
  await visitor.drawn();
  await keepsConfiguration(visitor);
});

for (const [name, send] of [
  ['is refused', (response) => response.writeHead(404).end()],
  ['is damaged', (response, bytes) => response.end(Buffer.from(bytes).fill(7, 1000, 9000))],
]) {
  test(`a download that ${name}: a message, and the state after another try`, async (t) => {
    let isMended = false;
    const address = await serveBadly(t, (response, bytes) => {
      if (isMended) response.end(bytes);
      else send(response.removeHeader('content-length') ?? response, bytes);
    });
    const visitor = await visitBadly(t, address);
    assert.match(await message(visitor), /could not be loaded/);
    isMended = true;
    await tryAgain(visitor);
    await keepsConfiguration(visitor);
  });
}

// Windows and time -----------------------------------------------------------------------------

visit('a storm of sizes and zooms', {}, async (visitor) => {
  const kSizes = 120;
  let seed = 7;
  const random = (low, high) => {
    seed = (seed * 48271) % 2147483647; // Park and Miller's generator: the same storm every time
    return low + Math.floor((seed / 2147483647) * (high - low));
  };
  for (let i = 0; i < kSizes; ++i) {
    await visitor.page.setViewport({
      width: random(1, 2200), height: random(1, 1400), deviceScaleFactor: random(2, 13) / 4,
    });
  }
  await visitor.page.setViewport({ width: 1280, height: 800, deviceScaleFactor: 1 });
  await visitor.page.waitForFunction(() => {
    const { width, height } = document.getElementById('canvas');
    return width === 1280 && height === 800;
  }); // a browser tells of sizes some time after it has them
  tell(`faults: ${kSizes} sizes of the window`);
});

visit('windows narrower than any text', {}, async (visitor) => {
  for (const width of [240, 200, 120, 40, 8, 1]) {
    await visitor.page.setViewport({ width, height: 600, deviceScaleFactor: 1 });
    await visitor.page.waitForFunction((wanted) =>
      document.getElementById('canvas').width === wanted, {}, width);
    await visitor.drawn();
  }
  await visitor.page.setViewport({ width: 1280, height: 800, deviceScaleFactor: 1 });
  await visitor.drawn();
});

visit('a tab that was hidden for eight hours', {}, async (visitor) => {
  const asked = await visitor.page.evaluate(async () => {
    let isHidden = true;
    Object.defineProperty(document, 'hidden', { get: () => isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
    const hours = 8 * 3600 * 1000;
    const { now } = performance;
    performance.now = () => now.call(performance) + hours;
    const today = Date.now;
    Date.now = () => today() + hours;
    await navigator.serviceWorker.ready;
    let updates = 0;
    ServiceWorkerRegistration.prototype.update = () => Promise.resolve(++updates);
    isHidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    await window.vramIdle();
    return updates;
  });
  assert.equal(asked, 1, 'a newer version is asked for');
  await visitor.type('Context', '16384');
  await keepsConfiguration(visitor, 16384);
  await visitor.type('Context', '4096');
});
