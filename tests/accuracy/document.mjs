// Writes docs/accuracy.md, its plots and the engine's table of errors to expect; --check compares.
//   node tests/accuracy/document.mjs [--check]
// SPDX-License-Identifier: MIT
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { compareAll } from './comparisons.mjs';
import { loadEngine } from './engine.mjs';
import { expectedErrors, expectedErrorsTable } from './expected_errors.mjs';
import { plotOf } from './plots.mjs';
import { rivalSummary } from './rivals.mjs';
import { factorOff, isWhole, summarise, worstOf } from './statistics.mjs';

const root = new URL('../../', import.meta.url);
const percent = (share, digits = 1) => (share === null ? '-' : `${(share * 100).toFixed(digits)} %`);

const kinds = {
  'inference-llamacpp': 'llama.cpp', 'inference-vllm': 'vLLM', 'inference-sglang': 'SGLang',
  'inference-hf': 'Transformers, inference', multimodal: 'Multimodal', training: 'Training',
  finetune: 'Fine-tuning', rlhf: 'RL',
};

const plots = [
  ['serving', 'Serving: llama.cpp, vLLM, SGLang', (row) => /llamacpp|vllm|sglang/.test(row.kind) &&
    row.component !== 'KV tokens', (row) => `${kinds[row.kind]}: ${row.component}`],
  ['transformers', 'Inference with Transformers', (row) => row.kind === 'inference-hf', (row) => row.component],
  ['training', 'Training, fine-tuning and RL: peaks', (row) => /training|finetune|rlhf/.test(row.kind),
    (row) => kinds[row.kind]],
  ['multimodal', 'Multimodal', (row) => row.kind === 'multimodal' && row.component !== 'KV tokens',
    (row) => row.component],
];

function amount(row, value) {
  if (row.component === 'KV tokens') return value.toLocaleString('en-GB');
  const mebibytes = value / 1024 ** 2;
  return `${mebibytes.toLocaleString('en-GB', { maximumFractionDigits: mebibytes < 100 ? 2 : 0 })} MiB`;
}

function table(head, lines) {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`,
    ...lines.map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)].join('\n');
}

function summaryTable(rows) {
  const named = (row) => `${kinds[row.kind] ?? row.kind}: ${row.component}`;
  const all = new Map(summarise(rows, named).map((each) => [each.name, each]));
  const whole = new Map(summarise(rows.filter(isWhole), named).map((each) => [each.name, each]));
  return table(['What', 'Cases', 'Median error', '90 % are within', 'Complete cases', 'Median error', '90 % are within'],
    [...all.values()].map((each) => {
      const full = whole.get(each.name);
      return [each.name, each.count, percent(each.median), percent(each.percentile90),
        full?.count ?? 0, full ? percent(full.median) : '-', full ? percent(full.percentile90) : '-'];
    }));
}

function caseTable(rows) {
  return table(['Case', 'What', 'Measured', 'Predicted', 'Error', 'Note'], rows.map((row) => [
    row.id, row.component, amount(row, row.measured), amount(row, row.predicted), percent(row.error),
    [...(row.marks ?? []), ...(factorOff(row) > 2 && row.reason ? [row.reason] : [])].join('; ')]));
}

function leftOut(rows) {
  const counts = new Map();
  for (const row of rows.filter((each) => each.outside)) {
    counts.set(row.outside, (counts.get(row.outside) ?? 0) + 1);
  }
  return table(['Why', 'Figures'], [...counts].sort((a, b) => b[1] - a[1]));
}

function documentOf(rows) {
  const counted = rows.filter((row) => row.error !== null && !row.outside);
  const template = readFileSync(new URL('accuracy_template.md', import.meta.url), 'utf8');
  const parts = {
    cases: new Set(rows.map((row) => row.id)).size, figures: counted.length,
    summary: summaryTable(counted),
    plots: plots.map(([name, title]) => `![${title}: predicted against measured](accuracy/${name}.svg)`).join('\n'),
    worst: table(['Case', 'What', 'Measured', 'Predicted', 'Error', 'Why'], worstOf(rows, 10).map((row) => [
      row.id, `${kinds[row.kind]}: ${row.component}`, amount(row, row.measured),
      amount(row, row.predicted), percent(row.error), [row.reason, ...(row.marks ?? [])].filter(Boolean).join('; ')])),
    rivals: table(['Rule', 'Against', 'Cases', 'Its median error', '90 % are within', 'Ours', '90 % are within', 'Source'],
      rivalSummary(rows).map((each) => [each.label, each.component, each.count, percent(each.median),
        percent(each.percentile90), percent(each.own), percent(each.own90), each.source])),
    expected: table(['Mode', 'Program', 'Cases', 'Median error', 'Measured, as a multiple of the prediction'],
      expectedErrors(rows).map((each) => [each.mode, each.runtime, each.cases, percent(each.median),
        `${each.low.toFixed(2)} to ${each.high.toFixed(2)}`])),
    left_out: leftOut(rows),
    all: Object.keys(kinds).filter((kind) => counted.some((row) => row.kind === kind)).map((kind) =>
      `### ${kinds[kind]}\n\n${caseTable(counted.filter((row) => row.kind === kind))}`).join('\n\n'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

function filesOf(rows) {
  const counted = rows.filter((row) => row.error !== null && !row.outside);
  const files = { 'docs/accuracy.md': documentOf(rows) };
  for (const [name, , belongs, groupOf] of plots) {
    files[`docs/accuracy/${name}.svg`] = plotOf(counted.filter(belongs), groupOf);
  }
  return { ...files, 'engine/schema/expected_errors.def': expectedErrorsTable(rows) };
}

function unexplained(rows) {
  return rows.filter((row) => isWhole(row) && factorOff(row) > 2 && !row.reason);
}

/** RL has a file of its own: the other's cases of it do not say enough. */
const cases = ['measured.json', 'measured_rl.json'].flatMap((name) =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')));
const rows = compareAll(cases, await loadEngine());
const isChecking = process.argv.includes('--check');
let defects = 0;
const complain = (text) => {
  console.error(text);
  ++defects;
};
for (const row of unexplained(rows)) {
  complain(`${row.id}: ${row.component} is off by ${factorOff(row).toFixed(1)} times without a reason`);
}
mkdirSync(new URL('docs/accuracy/', root), { recursive: true });
for (const [path, text] of Object.entries(filesOf(rows))) {
  const file = new URL(path, root);
  if (!isChecking) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) complain(`${path} is not current: node tests/accuracy/document.mjs`);
}
console.log(`accuracy: ${rows.length} figures of ${new Set(rows.map((row) => row.id)).size} cases, ${defects} defects`);
process.exitCode = isChecking && defects > 0 ? 1 : 0;
