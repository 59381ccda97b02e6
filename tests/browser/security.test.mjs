// Nothing leaves the origin, nothing that comes in becomes markup or code.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { Visitor, amount, dist, launch, serve, tell } from './harness.mjs';

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

// The policy -----------------------------------------------------------------------------------

function policyOf(name) {
  const html = readFileSync(`${dist}/${name}`, 'utf8');
  const [, text] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html);
  const rules = Object.fromEntries(text.split('; ').map((rule) => {
    const [directive, ...sources] = rule.split(' ');
    return [directive, sources];
  }));
  return { html, rules };
}

for (const [name, scripts, sends] of [
  ['index.html', ["'self'", "'wasm-unsafe-eval'"], ["'self'"]],
  ['vram-calculator.html', [/^'sha256-/, "'wasm-unsafe-eval'"], undefined],
]) {
  test(`${name}: a strict policy, before anything it could miss`, () => {
    const { html, rules } = policyOf(name);
    assert.deepEqual(rules['default-src'], ["'none'"]);
    assert.deepEqual(rules['base-uri'], ["'none'"]);
    assert.deepEqual(rules['form-action'], ["'none'"]);
    assert.deepEqual(rules['require-trusted-types-for'], ["'script'"]);
    assert.equal(rules['script-src'].length, scripts.length);
    scripts.forEach((wanted, i) => {
      const source = rules['script-src'][i];
      assert.ok(wanted instanceof RegExp ? wanted.test(source) : wanted === source, source);
    });
    assert.deepEqual(rules['connect-src'], sends);
    for (const [directive, sources] of Object.entries(rules)) {
      for (const source of sources) {
        assert.doesNotMatch(source, /unsafe-inline|'unsafe-eval'|^\*|^https?:|^blob:/, directive);
      }
    }
    assert.match(rules['style-src'].join(' '), /^'sha256-[^ ]+'$/);
    const start = html.indexOf('http-equiv="Content-Security-Policy"');
    assert.doesNotMatch(html.slice(0, start), /<(script|style|link|img)/);
    // What a policy would have to make exceptions for.
    const markup = html.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, '');
    assert.doesNotMatch(markup, /\son\w+=|\sstyle=|javascript:/i);
  });
}

test('the policy holds: no eval, no inline code, no markup from texts, no other origin', async () => {
  const visitor = await Visitor.arrive(browser, server.address);
  const outcome = await visitor.page.evaluate(async () => {
    const violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
    const refused = (act) => {
      try {
        act();
        return false;
      } catch (error) {
        return error.name;
      }
    };
    const settled = (promise) => promise.then(() => false, (error) => error.name);
    const result = {
      markup: refused(() => { document.createElement('div').innerHTML = '<b>bold</b>'; }),
      write: refused(() => document.write('<b>bold</b>')),
      fetched: await settled(fetch('https://example.org/')),
      sent: refused(() => { if (!navigator.sendBeacon('https://example.org/')) throw new Error(); }),
      evaluated: refused(() => setTimeout('window.evaluated = true')),
    };
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    const picture = document.createElement('img');
    picture.src = 'https://example.org/a.png';
    const handler = document.createElement('a');
    document.body.append(frame, picture, handler);
    new WebSocket('wss://example.org/').onerror = () => {};
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    return { ...result, violations, didEvaluate: window.evaluated === true };
  });
  assert.equal(outcome.markup, 'TypeError');
  assert.equal(outcome.write, 'TypeError');
  assert.equal(outcome.fetched, 'TypeError');
  assert.equal(outcome.didEvaluate, false);
  for (const wanted of ['connect-src https://example.org', 'frame-src https://example.org',
    'img-src https://example.org', 'connect-src wss://example.org', 'require-trusted-types-for']) {
    assert.ok(outcome.violations.some((each) => each.startsWith(wanted)),
      `${wanted} in ${outcome.violations.join(', ')}`);
  }
  for (const url of visitor.requests) {
    assert.ok(url.startsWith(server.address) || /^data:|example\.org/.test(url), url); // and error pages
  }
  await visitor.leave();
});

// What comes in --------------------------------------------------------------------------------

const kMarkup = [
  '<img src=x onerror=window.hacked=1>', '<script>window.hacked=1</script>',
  '"><svg onload=window.hacked=1>', "javascript:window.hacked=1", '</textarea><b>', '&lt;b&gt;',
  '{{constructor.constructor("window.hacked=1")()}}', '${window.hacked=1}', '%s%n%p', '‮gpu',
];

function hostileLinks() {
  const links = [];
  for (const text of kMarkup) {
    const encoded = encodeURIComponent(text);
    for (const key of ['model', 'gpu', 'context', 'arch.hidden_size', 'arch.layer_types', 'lang', 'tab', 'packed']) {
      links.push(`${key}=${encoded}`, `${key}=${text}`);
    }
    links.push(`${encoded}=1`, `tab=formats&number=${encoded}&format=${encoded}`);
    links.push(`compare=${encoded}&model=${encoded}&compare=&${encoded}`);
  }
  return links;
}

/** Whether anything is in the page that its own code would not make. */
const intruders = (visitor) => visitor.page.evaluate(() => {
  const foreign = [...document.querySelectorAll('img, iframe, object, embed, b, svg, a, form')];
  const scripts = [...document.querySelectorAll('script')].filter((each) => !/page\.js$/.test(each.src));
  return { hacked: window.hacked ?? 0, tags: [...foreign, ...scripts].map((each) => each.outerHTML) };
});

test('hostile links stay text', async () => {
  const visitor = await Visitor.arrive(browser, server.address);
  visitor.page.on('dialog', (dialog) => assert.fail(dialog.message()));
  const links = hostileLinks();
  for (const link of links) {
    await visitor.page.evaluate((fragment) => { location.hash = fragment; }, link);
    await visitor.drawn();
    assert.deepEqual(await intruders(visitor), { hacked: 0, tags: [] }, link);
  }
  assert.deepEqual(visitor.complaints, []);
  tell(`security: ${links.length} hostile links`);
  await visitor.leave();
});

test('hostile values in storage and in the clipboard stay text', async () => {
  const visitor = await Visitor.arrive(browser, server.address, { link: 'context=4096' });
  await visitor.type('Context', '8000');
  await visitor.page.evaluate((texts) => {
    for (const [i, key] of Object.keys(localStorage).entries()) {
      localStorage.setItem(key, texts[i % texts.length]);
    }
  }, kMarkup);
  await visitor.page.goto('about:blank');
  await visitor.open('');
  assert.ok(amount(await visitor.answer()).bytes > 0);
  await visitor.page.evaluate((texts) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', texts.join(''));
    clipboardData.setData('text/html', texts.join(''));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  }, kMarkup);
  await visitor.drawn();
  assert.deepEqual(await intruders(visitor), { hacked: 0, tags: [] });
  await visitor.leave();
});

// What goes out --------------------------------------------------------------------------------

/** Records the requests of every page and worker of a browser, from their first one on. */
async function record(page) {
  const urls = [];
  const session = await page.createCDPSession();
  const listen = async (each) => {
    each.on('Network.requestWillBeSent', ({ request }) => urls.push(request.url));
    each.on('Network.webSocketCreated', ({ url }) => urls.push(url));
    await each.send('Network.enable');
  };
  page.browser().on('targetcreated', async (target) => {
    if (target.type() === 'service_worker') await listen(await target.createCDPSession());
  });
  await listen(session);
  return urls;
}

/** The names of all controls of a role that are there now. */
const names = (visitor, role) => visitor.page.$$eval(`[role="${role}"]`, (nodes) =>
  nodes.filter((node) => !node.ariaDisabled).map((node) => node.ariaLabel));

async function press(visitor, role, name) {
  await visitor.page.evaluate((wanted, label) => {
    const nodes = [...document.querySelectorAll(`[role="${wanted}"]`)];
    nodes.find((node) => node.ariaLabel === label)?.click();
  }, role, name);
  await visitor.drawn();
}

test('a tour of the whole app sends nothing anywhere', async () => {
  const context = await browser.createBrowserContext();
  const visitor = new Visitor(context, await context.newPage(), server.address);
  const urls = await record(visitor.page);
  await visitor.open('v=1&model=qwen2.5-vl-7b');
  await visitor.page.evaluate(() => { window.open = () => null; });
  await visitor.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  let pressed = 0;
  for (const language of ['中文', 'EN']) {
    for (const tab of await names(visitor, 'tab')) {
      await press(visitor, 'tab', tab);
      // All that opens, closes, shares and chooses; what is a way out is what links are for.
      const buttons = (await names(visitor, 'button')).filter((name) => !/^(中文|EN)$/.test(name));
      for (const name of buttons.slice(0, 40)) {
        await press(visitor, 'button', name);
        ++pressed;
        await visitor.page.evaluate(() => document.querySelector('dialog')?.close());
      }
      await visitor.page.keyboard.press('Escape');
      for (const name of (await names(visitor, 'radio')).slice(0, 12)) {
        await press(visitor, 'radio', name);
        ++pressed;
      }
      await visitor.drawn();
    }
    await press(visitor, 'button', language);
  }
  await visitor.page.waitForNetworkIdle();
  for (const url of [...urls, ...visitor.requests]) {
    assert.ok(url.startsWith(server.address) || /^(data|about):/.test(url), url);
    // What stands behind '#' is the browser's own business; servers never get it.
    assert.doesNotMatch(url.split('#')[0], /model|context=/, 'a configuration in a request');
  }
  assert.ok(urls.length > 10 && pressed > 50);
  tell(`security: ${urls.length} requests recorded over a tour of ${pressed} controls`);
  await context.close();
});
