// The engine under test: the WebAssembly module as it is shipped, or the command line program.
// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const shipped = fileURLToPath(new URL('../../dist/engine/vram-engine.mjs', import.meta.url));

function link(config) {
  const parts = [];
  const add = (key, value) => {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    parts.push(`${key}=${encodeURIComponent(text)}`);
  };
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined || value === null) continue;
    if (key !== 'arch') add(key, value);
    else for (const [fact, each] of Object.entries(value)) add(`arch.${fact}`, each);
  }
  return parts.join('&');
}

/** `program` runs one process per estimate: slow, but it needs no WebAssembly build. */
function commandLine(program) {
  const run = (...words) =>
    JSON.parse(execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 }));
  return {
    estimate: (config) => run('estimate', link(config)),
    models: () => run('models'),
    gpus: () => run('gpus'),
    formats: () => run('formats'),
  };
}

/** The engine at `path`: a module (.mjs) or a program; the shipped module where none is given. */
export async function loadEngine(path = shipped) {
  if (!path.endsWith('.mjs')) return commandLine(path);
  const { default: createEngine } = await import(pathToFileURL(path));
  return createEngine();
}
