// Registers the service worker, and tells when it has a newer version of the site.
// SPDX-License-Identifier: MIT
import { showNotice } from './notice.js';

const kWorker = 'service_worker.js';
const kUpdateMilliseconds = 60 * 60 * 1000; // a tab left open asks again after this

/** The address of the worker's script, which strict pages must vouch for. */
function workerAddress() {
  const policy = window.trustedTypes?.createPolicy('vram-worker', {
    createScriptURL: () => kWorker,
  });
  return policy ? policy.createScriptURL('') : kWorker;
}

/** Calls back when a worker is ready to take over from the one this page runs with. */
function watchForUpdate(registration, onReady) {
  const { serviceWorker } = navigator;
  const watch = (worker) => {
    if (!worker || !serviceWorker.controller) return; // the first one replaces nothing
    const check = () => worker.state === 'installed' && onReady(worker);
    worker.addEventListener('statechange', check);
    check();
  };
  watch(registration.waiting);
  registration.addEventListener('updatefound', () => watch(registration.installing));
}

function askNowAndThen(registration) {
  let asked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - asked < kUpdateMilliseconds) return;
    asked = Date.now();
    registration.update().catch(() => {}); // no network: the next time, then
  });
}

/**
 * Keeps the site for visits without a network. Pages without a manifest, such as the one-file
 * build, are left alone, and so are browsers that offer no worker here.
 * @param {() => Record<string, string>} texts of the page, in the language of the moment
 */
export async function keepForOffline(texts) {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !document.querySelector('link[rel="manifest"]')) return;
  let registration;
  try {
    registration = await serviceWorker.register(workerAddress(), { updateViaCache: 'none' });
  } catch {
    return; // storage is blocked; the site works with its server only
  }
  let isAsked = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isAsked) location.reload();
  });
  watchForUpdate(registration, (worker) => {
    const { update_text: text, update_reload: label, dismiss } = texts();
    const takeOver = () => {
      isAsked = true;
      if (worker.state === 'activated') location.reload(); // another tab was faster
      else worker.postMessage('take over');
    };
    showNotice(text, { label, act: takeOver, dismiss });
  });
  askNowAndThen(registration);
}
