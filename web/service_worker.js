// Keeps one version of the site for use without its server. The build writes the version and the
// files' hashes in; a version is kept whole or not at all.
// SPDX-License-Identifier: MIT

const kVersion = '@VERSION@';
const kFiles = JSON.parse('@FILES@'); // SHA-256 by relative path
const kOnDemand = new Set(JSON.parse('@ON_DEMAND@')); // kept once somebody needed them
const kPage = 'index.html';

const scope = new URL(registration.scope);
// Several copies of the site may live under paths of one origin.
const kPrefix = `vram-calculator:${scope.pathname}:`;
const kCache = kPrefix + kVersion;

// Hosts may send index.html on to the folder, and a page that was sent on cannot be kept.
const addressOf = (name) => new URL(name === kPage ? './' : name, scope).href;

/** The file of ours that an address means, if any. */
function nameOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
  const name = pathname.slice(scope.pathname.length) || kPage;
  return Object.hasOwn(kFiles, name) ? name : null;
}

class WrongVersion extends Error {}

/** A file as the server has it; `cache` as for fetch. */
async function fetched(name, cache) {
  const response = await fetch(addressOf(name), { cache });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const headers = {
    'content-type': response.headers.get('content-type') ?? 'application/octet-stream',
    'content-length': String(bytes.byteLength),
  };
  return { hash: btoa(String.fromCharCode(...digest)), response: new Response(bytes, { headers }) };
}

/**
 * A file from the server, if it is this version's. Servers that tell files apart by the second they
 * were written may say of a new one that the old is still good, so then it is asked for anew.
 */
async function fetchChecked(name) {
  for (const cache of ['no-cache', 'reload']) {
    const { hash, response } = await fetched(name, cache);
    if (hash === kFiles[name]) return response;
  }
  throw new WrongVersion(name);
}

async function keepAll() {
  const names = Object.keys(kFiles).filter((name) => !kOnDemand.has(name));
  const responses = await Promise.all(names.map(fetchChecked));
  const cache = await caches.open(kCache);
  try {
    await Promise.all(names.map((name, i) => cache.put(addressOf(name), responses[i])));
  } catch (error) {
    await caches.delete(kCache); // no room for all of it
    throw error;
  }
}

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(kPrefix) && name !== kCache);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The server has another version and part of ours is gone: nothing but the server helps. */
async function retire() {
  await caches.delete(kCache);
  await registration.unregister();
}

const strangers = new Set(); // pages of the server's version that this worker let through

/** What is not in the cache: files kept on demand, and what the browser has thrown away. */
async function answerFromServer(name, { request, resultingClientId }, cache) {
  let response;
  try {
    response = await fetchChecked(name);
  } catch (error) {
    if (!(error instanceof WrongVersion)) return Response.error();
    await retire();
    // A new page starts anew with the server's files; a file for an old page would not go with it.
    if (request.mode !== 'navigate') return Response.error();
    strangers.add(resultingClientId);
    return fetch(request);
  }
  cache.put(addressOf(name), response.clone()).catch(() => {}); // full: the next time, then
  return response;
}

async function answer(name, event) {
  if (strangers.has(event.clientId)) return fetch(event.request);
  const cache = await caches.open(kCache);
  return (await cache.match(addressOf(name))) ?? answerFromServer(name, event, cache);
}

addEventListener('install', (event) => event.waitUntil(keepAll()));

addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const name = request.method === 'GET' ? nameOf(request.url) : null;
  if (name) event.respondWith(answer(name, event));
});

addEventListener('message', ({ data }) => {
  if (data === 'take over') skipWaiting();
});
