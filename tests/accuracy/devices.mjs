// The device of a measurement: a preset's id, and the memory its driver offered where a log says.
// SPDX-License-Identifier: MIT

const kinds = [
  [/h200/, 'nvidia-h200'], [/h100.*(pcie)/, 'nvidia-h100-pcie'], [/h100.*nvl/, 'nvidia-h100-nvl'],
  [/h100/, 'nvidia-h100-sxm'], [/h20\b/, 'nvidia-h20'], [/h800/, 'nvidia-h800-sxm'],
  [/a100.*(40\s*g|39\.)/, 'nvidia-a100-40-sxm'], [/a100.*pcie/, 'nvidia-a100-80-pcie'],
  [/a100/, 'nvidia-a100-80-sxm'], [/a800/, 'nvidia-a800-80'], [/a10g/, 'nvidia-a10g'],
  [/a10\b/, 'nvidia-a10'], [/a40/, 'nvidia-a40'], [/a30\b/, 'nvidia-a30'],
  [/l40s/, 'nvidia-l40s'], [/l40/, 'nvidia-l40'], [/l20\b/, 'nvidia-l20'], [/\bl4\b/, 'nvidia-l4'],
  [/b200/, 'nvidia-b200'], [/mi300x/, 'amd-mi300x'], [/\bt4\b/, 'nvidia-t4'],
  [/v100.*32/, 'nvidia-v100-32'], [/v100/, 'nvidia-v100-16'], [/p40/, 'nvidia-p40'],
  [/p100/, 'nvidia-p100-16'], [/a6000/, 'rtx-a6000'], [/6000 ada/, 'rtx-6000-ada'],
  [/gb10|spark/, 'dgx-spark-gb10'], [/m2 ultra/, 'apple-m2-ultra'], [/m2 max/, 'apple-m2-max'],
  [/m3 max/, 'apple-m3-max'], [/m1 max/, 'apple-m1-max'],
];

/** Cards by capacity, for logs that name no card but its memory. */
const byCapacity = [
  [11, 'gtx-1080-ti'], [16, 'nvidia-t4'], [22, 'nvidia-a10g'], [24, 'rtx-4090'], [32, 'rtx-5090'],
  [40, 'nvidia-a100-40-sxm'], [45, 'nvidia-l40s'], [48, 'rtx-a6000'], [80, 'nvidia-a100-80-sxm'],
  [96, 'nvidia-h20'], [141, 'nvidia-h200'], [192, 'amd-mi300x'],
];

function consumerCard(text, presets) {
  const match = text.match(/(?:rtx|gtx|rx)\s*(\d{4})(\s*(?:ti|super|xtx|xt|d))*/);
  if (!match) return null;
  const id = match[0].trim().replace(/\s+/g, '-');
  return presets.find((preset) => preset.id === id || preset.id.startsWith(`${id}-`))?.id ?? null;
}

/**
 * `{gpu, count, gibibytes, known}` of a text like "4x A100 40G (39.38GiB)". `gibibytes` is what the
 * text says the driver offers, undefined where it does not.
 */
export function deviceOf(value, presets) {
  const list = Array.isArray(value) ? value : [value];
  const text = String(list[0] ?? '').toLowerCase();
  const count = list.length > 1 ? list.length : Number(text.match(/^(\d+)\s*x/)?.[1] ?? 1);
  const gibibytes = Number(text.match(/\(?([\d.]+)\s*gib/)?.[1]) || undefined;
  const found = kinds.find(([pattern]) => pattern.test(text))?.[1] ?? consumerCard(text, presets);
  if (found && presets.some((preset) => preset.id === found)) {
    return { gpu: found, count, gibibytes, known: true };
  }
  const size = gibibytes ?? Number(text.match(/([\d.]+)\s*gb/)?.[1]);
  const nearest = byCapacity.find(([capacity]) => size <= capacity + 1)?.[1];
  return { gpu: nearest ?? 'nvidia-h200', count, gibibytes, known: Boolean(nearest) };
}
