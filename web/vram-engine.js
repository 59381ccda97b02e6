// The engine as an ES module for browsers and Node: objects in, objects out. The build appends this
// to the code Emscripten generates, which defines createVramModule.
// SPDX-License-Identifier: MIT

/** The bytes of vram-engine.wasm, read from a file under Node and fetched elsewhere. */
async function engineBytes() {
  const address = new URL("vram-engine.wasm", import.meta.url);
  if (address.protocol === "file:" && typeof process === "object") {
    const { readFile } = await import("node:fs/promises");
    return readFile(address);
  }
  const response = await fetch(address);
  if (!response.ok) throw new Error(`vram-engine.wasm: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

/** JSON has no NaN, no Infinity and no big integers; as text they are reported, not lost. */
function jsonValue(_key, value) {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint") return String(value);
  return value;
}

function configText(config, name) {
  if (config === undefined) return "{}";
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new TypeError(`${name}: the configuration must be an object`);
  }
  return JSON.stringify(config, jsonValue);
}

/** One axis of a sweep; typed arrays of values become plain ones. */
function axis(value, name) {
  if (typeof value !== "object" || value === null || value.values?.length === undefined) {
    throw new TypeError(`${name}: an axis is an object with a key and its values`);
  }
  return { key: value.key, values: Array.from(value.values) };
}

/** Heads of files are read, and of all together no more than the engine would look at of one. */
const kLargestHead = 24 * 1024 * 1024;

const kExportFormats = ["json", "csv", "markdown"];

/** The beginning of a file's bytes, as bytes. */
function headOf(data, room, name) {
  const isBuffer = Object.prototype.toString.call(data) === "[object ArrayBuffer]";
  if (!isBuffer && !ArrayBuffer.isView(data)) {
    throw new TypeError(`${name}: the bytes must be an ArrayBuffer or a typed array`);
  }
  const bytes = isBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return bytes.subarray(0, room);
}

/** Imports a file, or several that are parts of one model. */
function importFiles(module, name, data, options) {
  let room = kLargestHead;
  const heads = (Array.isArray(data) ? data : [data]).map((part) => {
    const head = headOf(part, room, name);
    room -= head.length;
    return head;
  });
  const text = configText(options, name);
  const lengths = heads.map((head) => head.length);
  const view = module.fileBytes(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const head of heads) {
    view.set(head, at);
    at += head.length;
  }
  return JSON.parse(module[name](JSON.stringify({ ...JSON.parse(text), lengths })));
}

/** Numbers of encodeNumber, which are texts where JSON has none: NaN and infinities. */
const numberValue = (key, value) => (/input|stored|error/.test(key) ? Number(value) : value);

/**
 * Loads the engine.
 * @param {{wasmBinary?: ArrayBuffer | Uint8Array}} [options] the module's bytes, if at hand
 */
export default async function createEngine(options = {}) {
  const wasmBinary = options.wasmBinary ?? (await engineBytes());
  const module = await createVramModule({ wasmBinary });
  const lists = {};
  const list = (name) => (lists[name] ??= module[name]());
  return {
    estimate: (config) => JSON.parse(module.estimate(configText(config, "estimate"))),
    solve(config, target) {
      const text = JSON.stringify({ target: target ?? null }, jsonValue);
      return JSON.parse(module.solve(`{"config":${configText(config, "solve")},${text.slice(1)}`));
    },
    plans(config, { gpu_count = null } = {}) {
      const text = JSON.stringify({ gpu_count }, jsonValue);
      return JSON.parse(module.plans(`{"config":${configText(config, "plans")},${text.slice(1)}`));
    },
    commands: (config) => JSON.parse(module.commands(configText(config, "commands"))),
    hardware: (config) => JSON.parse(module.hardware(configText(config, "hardware"))),
    fromQuery(text) {
      if (typeof text !== "string") throw new TypeError("fromQuery: the link must be a string");
      return JSON.parse(module.fromQuery(text));
    },
    toQuery(config) {
      // What fromQuery returns may be handed back as it is.
      const isDecoded = Array.isArray(config?.problems) && typeof config.config === "object";
      return module.toQuery(configText(isDecoded ? config.config : config, "toQuery"));
    },
    sweep(config, first, second) {
      const axes = { first: axis(first, "sweep") };
      if (second !== undefined) axes.second = axis(second, "sweep");
      const text = JSON.stringify(axes, jsonValue);
      return module.sweep(`{"config":${configText(config, "sweep")},${text.slice(1)}`).slice();
    },
    importHfConfig(text, options) {
      if (typeof text !== "string") {
        throw new TypeError("importHfConfig: the configuration must be a string");
      }
      const bytes = new TextEncoder().encode(text);
      return importFiles(module, "importHfConfig", bytes, options);
    },
    importSafetensorsHeader: (data, options) =>
      importFiles(module, "importSafetensorsHeader", data, options),
    importGguf: (data, options) => importFiles(module, "importGguf", data, options),
    importFiles: (data, options) => importFiles(module, "importFiles", data, options),
    hubFiles(query, options) {
      if (typeof query !== "string") throw new TypeError("hubFiles: the query must be a string");
      return JSON.parse(module.hubFiles(query, configText(options, "hubFiles")));
    },
    exportResult(config, format) {
      if (!kExportFormats.includes(format)) {
        throw new TypeError(`exportResult: the format must be one of ${kExportFormats.join(", ")}`);
      }
      return module.exportResult(configText(config, "exportResult"), format);
    },
    models: () => JSON.parse(list("models")),
    gpus: () => JSON.parse(list("gpus")),
    formats: () => JSON.parse(list("formats")),
    numberFormats: () => JSON.parse(list("numberFormats")),
    encodeNumber(format, x, { saturate = false, scale = 0, tensor_scale = 0 } = {}) {
      if (typeof format !== "string" || typeof x !== "number") {
        throw new TypeError("encodeNumber: takes the name of a format and a number");
      }
      return JSON.parse(module.encodeNumber(format, x, !!saturate, +scale, +tensor_scale), numberValue);
    },
  };
}
