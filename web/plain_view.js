// The same result as text and a form, for browsers that cannot draw the app. Loaded only there.
// SPDX-License-Identifier: MIT
import createEngine from './engine/vram-engine.mjs';
import { download } from './loading.js';
import { strings } from './plain-strings.js';

const kStyle = `
  html, body { height: auto; overflow: auto; }
  #canvas, #mirror, #typing { display: none; }
  #plain { max-width: 60em; margin: 0 auto; padding: 24px 16px 64px; }
  #plain h1 { font-size: 24px; margin: 0 0 4px; }
  #plain h2 { font-size: 17px; margin: 28px 0 8px; }
  #plain p { margin: 6px 0; }
  #plain .quiet, #plain small { color: var(--quiet); }
  #plain .answer { font-size: 30px; font-weight: 650; margin: 18px 0 0; }
  #plain form { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 12px 16px; }
  #plain label { display: block; font-size: 14px; color: var(--quiet); }
  #plain select, #plain input { display: block; width: 100%; box-sizing: border-box; margin-top: 4px;
    padding: 7px 9px; font: inherit; font-size: 15px; color: var(--ink); background: var(--bar);
    border: 1px solid var(--track); border-radius: 7px; }
  #plain table { width: 100%; border-collapse: collapse; font-size: 15px; }
  #plain td { padding: 7px 0; border-top: 1px solid var(--track); vertical-align: top; }
  #plain td + td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  #plain code { display: block; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0; }
  #plain a, #plain button { color: var(--accent); background: none; border: 0; padding: 0; font: inherit; cursor: pointer; }
  #plain header { display: flex; justify-content: space-between; gap: 16px; align-items: baseline; }
`;

const kModes = ['inference', 'finetune', 'train', 'rl', 'multimodal'];
/** The fields of the form, and in which modes they are of use. */
const kServing = ['inference', 'multimodal'];
const kTraining = ['finetune', 'train', 'rl'];
const kFields = [
  ['mode', 'choice'],
  ['model', 'choice'],
  ['weights', 'choice', ['inference', 'multimodal', 'finetune', 'rl']],
  ['kv_cache', 'choice', kServing],
  ['context', 'number', ['inference']],
  ['text_tokens', 'number', ['multimodal']],
  ['seq_len', 'number', ['finetune', 'train']],
  ['completion_len', 'number', ['rl']],
  ['batch', 'number', kServing],
  ['micro_batch', 'number', kTraining],
  ['gpu', 'choice'],
  ['gpu_count', 'number'],
];

const kUnits = [['TiB', 2 ** 40], ['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]];

function amount(bytes) {
  const [unit, size] = kUnits.find(([, each]) => Math.abs(bytes) >= each) ?? ['B', 1];
  const value = bytes / size;
  return `${value >= 100 || unit === 'B' ? Math.round(value).toLocaleString('en') : value.toPrecision(3)} ${unit}`;
}

/** An element with attributes and children; texts are never read as markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function components(list, text) {
  return make('table', {}, ...list.map((each) => {
    const about = make('details', {}, make('summary', { className: 'quiet' }, text.formula),
      make('code', {}, each.formula), make('code', {}, `= ${each.substituted}`),
      make('small', {}, each.source ?? ''));
    return make('tr', {}, make('td', {}, each.label, each.formula ? about : null),
      make('td', {}, amount(each.bytes)));
  }));
}

const section = (title, ...content) => [make('h2', {}, title), ...content];
const paragraphs = (list) => list.map((each) => make('p', {}, each.message ?? each.reason));

/**
 * Shows the page and keeps it in step with the address.
 * @param {string} first the language to begin with
 * @param {(language: string) => void} onLanguage told when the visitor changes it
 */
export async function showPlainView(first, onLanguage) {
  const engine = await createEngine({ wasmBinary: await download('engine/vram-engine.wasm') });
  const root = make('div', { id: 'plain' });
  const sheet = new CSSStyleSheet(); // the page's policy lets no other styles in
  sheet.replaceSync(kStyle);
  document.adoptedStyleSheets = [sheet];
  document.body.append(root);
  let language = first;

  const options = {
    mode: () => kModes.map((id) => [id, strings[language][`choice.mode.${id}`]]),
    model: () => engine.models().map(({ id, name }) => [id, name]),
    gpu: () => engine.gpus().map(({ id, name }) => [id, name]),
    weights: () => engine.formats().filter(({ use }) => use === 'weights').map(({ id, name }) => [id, name ?? id]),
    kv_cache: () => engine.formats().filter(({ use }) => use === 'kv_cache').map(({ id, name }) => [id, name ?? id]),
  };

  function change(config, key, value) {
    location.hash = engine.toQuery({ ...config, [key]: value }); // hashchange draws again
  }

  /** What stands where nothing is set: the value that takes the place of nonsense. */
  const defaultOf = (key) => engine.fromQuery(`${key}=~`).problems[0]?.used ?? '';

  function field(config, [key, kind]) {
    const label = strings[language][`field.${key}.label`];
    if (kind === 'number') {
      const input = make('input', { type: 'number', min: 1, value: (config[key] ?? Number(defaultOf(key))) || '',
        placeholder: 'auto', onchange: () => change(config, key, Number(input.value) || undefined) });
      return make('label', {}, label, input);
    }
    const select = make('select', { onchange: () => change(config, key, select.value) },
      ...options[key]().map(([value, text]) => make('option', { value }, text)));
    select.value = config[key] ?? defaultOf(key);
    return make('label', {}, label, select);
  }

  function draw() {
    const text = strings[language];
    const { config, problems } = engine.fromQuery(location.hash.slice(1));
    const result = engine.estimate({ ...config, lang: language });
    const { fit } = result;
    const mode = config.mode ?? 'inference';
    const verdict = (fit.fits ? text.fits : text.over)
      .replace('{headroom}', amount(Math.abs(fit.headroom_bytes)));
    const gpu = engine.gpus().find(({ id }) => id === fit.gpu)?.name ?? fit.gpu;
    const switchLanguage = () => {
      language = language === 'zh' ? 'en' : 'zh';
      onLanguage(language);
      draw();
    };
    document.title = `${amount(result.per_gpu_bytes)} – ${text.title}`;
    root.replaceChildren(
      make('header', {}, make('h1', {}, text.title),
        make('button', { type: 'button', onclick: switchLanguage }, text.other_language)),
      make('p', { className: 'quiet' }, text.note),
      make('p', { className: 'answer', role: 'status' }, amount(result.per_gpu_bytes)),
      make('p', {}, `${text.per_gpu} · ${verdict}`),
      make('p', { className: 'quiet' }, `${text.usable.replace('{gpu}', gpu)}: ${amount(fit.usable_bytes)}`),
      make('p', { className: 'quiet' }, `${text.all_gpus}: ${amount(result.total_bytes)}`),
      make('p', { className: 'quiet' }, `${text.needed}: ${fit.gpus_needed ?? text.none}`),
      ...section(text.settings, make('form', { onsubmit: (event) => event.preventDefault() },
        ...kFields.filter(([, , modes]) => !modes || modes.includes(mode))
          .map((each) => field({ mode, ...config }, each)))),
      ...section(text.components, components(result.components, text)),
      ...section(text.phases, components(result.phases.map(({ label, bytes }) => ({ label, bytes })), text)),
      ...(problems.length ? section(text.problems, ...paragraphs(problems)) : []),
      ...(result.warnings.length ? section(text.warnings, ...paragraphs(result.warnings)) : []),
      ...section(text.link, make('p', {}, make('a', { href: location.href }, location.href))),
    );
  }

  addEventListener('hashchange', draw);
  draw();
}
