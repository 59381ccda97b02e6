// The site without its server, its updates, and what a broken cache or release does to a visitor.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Visitor, amount, dist, launch, launchFirefox, serve } from './harness.mjs';

const kLink = 'v=1&model=qwen3-32b&context=4096';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A copy of the site with a server of its own, to be stopped, started and given new releases. */
class Site {
  static async open(t) {
    const site = new Site();
    site.folder = mkdtempSync(join(tmpdir(), 'vram-site-'));
    cpSync(dist, site.folder, { recursive: true });
    await site.start();
    t.after(async () => {
      await site.stop();
      rmSync(site.folder, { recursive: true });
    });
    return site;
  }

  async start() {
    this.server = await serve(this.folder, this.address ? Number(new URL(this.address).port) : 0);
    this.address = this.server.address;
  }

  async stop() {
    await this.server?.close();
    this.server = null;
  }

  path(name) {
    return join(this.folder, name);
  }

  /** Replaces page.js by one that tells which release it is, as a new build would. */
  release(number) {
    const hash = (bytes) => createHash('sha256').update(bytes).digest('base64');
    const old = readFileSync(this.path('page.js'));
    const page = Buffer.concat([old, Buffer.from(`\nwindow.vramRelease = ${number};\n`)]);
    const worker = readFileSync(this.path('service_worker.js'), 'utf8');
    const version = /kVersion = '(\w+)'/.exec(worker)[1];
    assert.ok(worker.includes(hash(old)));
    writeFileSync(this.path('page.js'), page);
    const renewed = worker.replace(hash(old), hash(page)).replace(version, `release${number}`);
    writeFileSync(this.path('service_worker.js'), renewed);
  }
}

/** Waits until the worker has kept the site. */
const isKept = (visitor) => visitor.page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  while (registration.active.state !== 'activated' || !navigator.serviceWorker.controller) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
});

const releaseOf = (visitor) => visitor.page.evaluate(() => window.vramRelease ?? 1);
const cacheNames = (visitor) => visitor.page.evaluate(() => caches.keys());

const notice = (visitor) => visitor.page.waitForSelector('#notice:not([hidden])');

/** What the worker has installed, or thrown away, after the page asks for news. */
const updateIsOver = (visitor) => visitor.page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  const worker = (await registration.update().catch(() => null))?.installing ?? registration.installing;
  while (worker?.state === 'installing') {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  return worker?.state ?? null;
});

async function usesWithoutServer(visitor, site) {
  await isKept(visitor);
  await site.stop();
  await visitor.reload();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  const before = amount(await visitor.answer()).bytes;
  await (await visitor.find('slider', 'Sequences at once')).focus();
  await visitor.key('End');
  assert.ok(amount(await visitor.answer()).bytes > before);
  await visitor.click('button', '中文');
  await visitor.page.waitForFunction(() => document.documentElement.lang === 'zh-Hans');
  await visitor.drawn();
  assert.ok(await visitor.has('slider', '上下文长度'));
  await visitor.click('button', 'EN');
  const tab = await visitor.newTab('v=1&context=2048');
  assert.equal((await tab.valueOf('slider', 'Context')).now, 2048);
  assert.deepEqual(tab.complaints, []);
  assert.deepEqual(visitor.complaints, []);
}

test('after one visit everything works with the server gone, in Chromium', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await usesWithoutServer(visitor, site);
  await visitor.leave();
});

test('after one visit everything works with the server gone, in Firefox', async (t) => {
  const site = await Site.open(t);
  const firefox = await launchFirefox();
  t.after(() => firefox.close());
  const visitor = await Visitor.arrive(firefox, site.address, { link: kLink });
  await usesWithoutServer(visitor, site);
});

test('browsers find nothing missing for an installation', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address);
  await isKept(visitor);
  const session = await visitor.page.createCDPSession();
  const manifest = await session.send('Page.getAppManifest');
  assert.equal(manifest.url, `${site.address}manifest.webmanifest`);
  assert.deepEqual(manifest.errors, []);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A test's visitor is a private one, whom browsers let install nothing.
  const others = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  assert.deepEqual(others, []);
  for (const { src, sizes, type } of JSON.parse(manifest.data).icons) {
    const [width, shown] = await visitor.page.evaluate(async (address) => {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      const answer = await fetch(address);
      return [picture.naturalWidth, answer.headers.get('content-type')];
    }, src);
    assert.equal(shown, type);
    if (sizes !== 'any') assert.equal(width, parseInt(sizes, 10));
  }
  await visitor.leave();
});

test('a new release waits, says so, and is loaded on request with the state kept', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  const [first] = await cacheNames(visitor);
  site.release(2);
  await visitor.reload();
  assert.equal(await releaseOf(visitor), 1); // this visit goes on with what it has
  await notice(visitor);
  assert.equal((await cacheNames(visitor)).length, 2);
  await visitor.type('Context', '16384');
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('#notice button')]);
  await visitor.drawn();
  assert.equal(await releaseOf(visitor), 2);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 16384);
  assert.equal((await visitor.valueOf('combobox', 'Model')).text, 'Qwen3 32B');
  const names = await cacheNames(visitor);
  assert.equal(names.length, 1);
  assert.notEqual(names[0], first);
  await site.stop();
  await visitor.reload();
  assert.equal(await releaseOf(visitor), 2);
  assert.deepEqual(visitor.complaints, []);
  await visitor.leave();
});

test('the notice can be dismissed; the next visit has the new release', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  site.release(2);
  await visitor.reload();
  await notice(visitor);
  await visitor.page.click('#notice button:last-child');
  assert.equal(await visitor.page.$('#notice:not([hidden])'), null);
  await visitor.page.goto('about:blank'); // the last page of the old release is gone
  await visitor.open(kLink);
  await isKept(visitor);
  if (await releaseOf(visitor) === 1) await visitor.reload(); // it was still activating
  assert.equal(await releaseOf(visitor), 2);
  await visitor.leave();
});

test('a server that calls a new file unchanged is asked for it anew', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  const old = JSON.stringify(readFileSync(site.path('page.js'), 'utf8'));
  site.release(2);
  // What the browser's cache gives the worker where the server says that nothing changed.
  const path = site.path('service_worker.js');
  writeFileSync(path, `{
    const honest = self.fetch;
    self.fetch = (address, options) => options?.cache === 'no-cache' && /page\\.js$/.test(address)
      ? Promise.resolve(new Response(${old})) : honest(address, options);
  }
  ${readFileSync(path, 'utf8')}`);
  await visitor.reload();
  await notice(visitor);
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('#notice button')]);
  await visitor.drawn();
  assert.equal(await releaseOf(visitor), 2);
  await visitor.leave();
});

test('half a release on the server is not taken, and what was kept goes on', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  const old = readFileSync(site.path('page.js'));
  site.release(2);
  const renewed = readFileSync(site.path('page.js'));
  const packed = readFileSync(site.path('qr.js'));
  const halves = {
    'a file is still the old one': () => writeFileSync(site.path('page.js'), old),
    'a file is cut short': () => writeFileSync(site.path('page.js'), renewed.subarray(0, 999)),
    'a file is missing': () => rmSync(site.path('qr.js')),
  };
  for (const [name, spoil] of Object.entries(halves)) {
    spoil();
    assert.equal(await updateIsOver(visitor), 'redundant', name);
    assert.equal((await cacheNames(visitor)).length, 1, name);
    await visitor.reload();
    assert.equal(await releaseOf(visitor), 1, name);
    writeFileSync(site.path('page.js'), renewed);
    writeFileSync(site.path('qr.js'), packed);
  }
  assert.equal(await updateIsOver(visitor), 'installed'); // the upload is complete
  await notice(visitor);
  await visitor.leave();
});

test('no room in the cache: the site works on, with its server', async (t) => {
  const site = await Site.open(t);
  const worker = readFileSync(site.path('service_worker.js'), 'utf8');
  // The cache takes three files and is full.
  writeFileSync(site.path('service_worker.js'), `let left = 3;
    const put = Cache.prototype.put;
    Cache.prototype.put = function (...all) {
      return left-- > 0 ? put.apply(this, all) : Promise.reject(new DOMException('', 'QuotaExceededError'));
    };
    ${worker}`);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await visitor.page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()));
  assert.deepEqual(await cacheNames(visitor), []);
  await visitor.reload();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  await visitor.leave();
});

const loseFiles = (visitor, wanted) => visitor.page.evaluate(async (names) => {
  const cache = await caches.open((await caches.keys())[0]);
  for (const name of names) await cache.delete(new URL(name, location.href.split('#')[0]).href);
}, wanted);

test('files that the browser threw away are fetched again', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  await loseFiles(visitor, ['./', 'page.js', 'app.wasm']);
  await visitor.reload();
  await visitor.page.waitForNetworkIdle();
  await site.stop();
  await visitor.reload();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  assert.deepEqual(visitor.complaints, []);
  await visitor.leave();
});

test('files lost and a newer release on the server: a message, then the new release', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  site.release(2);
  const wasm = readFileSync(site.path('app.wasm'));
  const worker = readFileSync(site.path('service_worker.js'), 'utf8');
  // The new release has another app.wasm as well: an empty custom section behind the old one.
  const other = Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])]);
  const hash = (bytes) => createHash('sha256').update(bytes).digest('base64');
  writeFileSync(site.path('app.wasm'), other);
  writeFileSync(site.path('service_worker.js'), worker.replace(hash(wasm), hash(other)));
  await loseFiles(visitor, ['app.wasm']);
  await visitor.page.reload();
  await visitor.page.waitForSelector('#message:not([hidden]) button:not([hidden])');
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('#message button')]);
  await visitor.drawn();
  assert.equal(await releaseOf(visitor), 2);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  await visitor.leave();
});

test('the page itself lost and a newer release on the server: the new release', async (t) => {
  const site = await Site.open(t);
  const visitor = await Visitor.arrive(browser, site.address, { link: kLink });
  await isKept(visitor);
  site.release(2);
  const index = Buffer.concat([readFileSync(site.path('index.html')), Buffer.from('\n')]);
  writeFileSync(site.path('index.html'), index);
  await loseFiles(visitor, ['./', 'app.wasm']);
  await visitor.reload();
  assert.equal(await releaseOf(visitor), 2);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  await visitor.leave();
});
