// The tables the comparison prints.
// SPDX-License-Identifier: MIT
import { worstOf } from './statistics.mjs';

const percent = (share) => (share === null ? '-' : `${(share * 100).toFixed(2)} %`);

function amount(row, value) {
  if (!Number.isFinite(value)) return '-';
  if (row.component === 'KV tokens') return value.toLocaleString('en-GB');
  return `${(value / 1024 ** 2).toLocaleString('en-GB', { maximumFractionDigits: 2 })} MiB`;
}

function printTable(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => String(line[i]).length)));
  for (const line of lines) {
    console.log(line.map((cell, i) => (i < 2 ? String(cell).padEnd(widths[i])
      : i < 5 ? String(cell).padStart(widths[i]) : cell)).join('  ').trimEnd());
  }
}

function note(row) {
  const parts = [];
  if (row.outside) parts.push(`[${row.outside}]`);
  if (row.marks?.length) parts.push(row.marks.join(', '));
  if (row.problems?.length) parts.push(`problems: ${row.problems.map((each) => each.key).join(', ')}`);
  return parts.join('; ');
}

/** Every comparison; those outside of what the engine answers only if asked for. */
export function printRows(rows, all) {
  const shown = rows.filter((row) => all || !row.outside);
  printTable([['case', 'component', 'measured', 'predicted', 'error', ''],
    ...shown.map((row) => [row.id, row.component, amount(row, row.measured),
      amount(row, row.predicted), percent(row.error), note(row)])]);
  const left = rows.length - shown.length;
  if (left > 0) console.log(`\n${left} more that no configuration describes (--all shows them)`);
}

export function printWorst(rows, count = 10) {
  const worst = worstOf(rows, count);
  console.log('\nworst');
  printTable([['case', 'component', 'measured', 'predicted', 'error', 'kind'],
    ...worst.map((row) => [row.id, row.component, amount(row, row.measured),
      amount(row, row.predicted), percent(row.error), `${row.kind} ${row.reason ?? ''} ${note(row)}`])]);
}

/** How far published rules of thumb are off where the calculator was compared too. */
export function printRivals(rivals) {
  console.log('\nrules of thumb on the same cases');
  printTable([['rule', 'against', 'cases', 'median', 'calculator', 'source'],
    ...rivals.map((each) => [each.label, each.component, each.count, percent(each.median),
      percent(each.own), each.source])]);
}

export function printSummary(title, groups) {
  console.log(`\n${title}`);
  printTable([['kind', 'cases', 'median', '90th percentile', ''],
    ...groups.map((group) => [group.name, group.count, percent(group.median),
      percent(group.percentile90), ''])]);
}
