// Predicted against measured bytes on logarithmic axes, as an SVG that needs nothing else.
// SPDX-License-Identifier: MIT

const kGibi = 1024 ** 3;
const side = 440;
const margin = { left: 58, right: 12, top: 12, bottom: 44 };
const palette = ['#3366cc', '#d9582b', '#1b8a5a', '#8a4fbf', '#b8860b', '#c2185b', '#00838f', '#5d4037'];

function axis(rows) {
  const exponents = rows.flatMap((row) => [row.measured, row.predicted])
    .map((bytes) => Math.log10(bytes / kGibi));
  const low = Math.floor(Math.min(...exponents));
  const high = Math.ceil(Math.max(...exponents));
  const span = side - margin.left - margin.right;
  const share = (bytes) => (Math.log10(bytes / kGibi) - low) / (high - low);
  return {
    low, high,
    x: (bytes) => (margin.left + share(bytes) * span).toFixed(1),
    y: (bytes) => (side - margin.bottom - share(bytes) * (side - margin.top - margin.bottom)).toFixed(1),
  };
}

function label(exponent) {
  const value = 10 ** exponent;
  return value < 1 ? `${Number((value * 1024).toPrecision(2))} MiB` : `${value} GiB`;
}

function gridOf({ low, high, x, y }) {
  const lines = [];
  for (let exponent = low; exponent <= high; ++exponent) {
    const at = 10 ** exponent * kGibi;
    const [left, right] = [x(10 ** low * kGibi), x(10 ** high * kGibi)];
    const [bottom, top] = [y(10 ** low * kGibi), y(10 ** high * kGibi)];
    lines.push(`<path d="M${left} ${y(at)}H${right}M${x(at)} ${bottom}V${top}" stroke="#d0d4da"/>`);
    lines.push(`<text x="${x(at)}" y="${Number(bottom) + 16}" text-anchor="middle">${label(exponent)}</text>`);
    lines.push(`<text x="${Number(left) - 6}" y="${Number(y(at)) + 4}" text-anchor="end">${label(exponent)}</text>`);
  }
  return lines;
}

/** A line where the prediction is `factor` times the measurement, as far as the axes go. */
function lineOf({ low, high, x, y }, factor, stroke) {
  const from = 10 ** low * kGibi * Math.max(1, 1 / factor);
  const to = 10 ** high * kGibi * Math.min(1, 1 / factor);
  return `<path d="M${x(from)} ${y(from * factor)}L${x(to)} ${y(to * factor)}" stroke="${stroke}"/>`;
}

/** The plot of `rows`, each group of `groupOf` in its own colour. */
export function plotOf(rows, groupOf) {
  const shown = rows.filter((row) => row.measured > 0 && row.predicted > 0);
  const scale = axis(shown);
  const groups = [...new Set(shown.map(groupOf))];
  const dots = shown.map((row) => {
    const colour = palette[groups.indexOf(groupOf(row)) % palette.length];
    return `<circle cx="${scale.x(row.measured)}" cy="${scale.y(row.predicted)}" r="3.5" ` +
      `fill="${colour}" fill-opacity="0.7"><title>${row.id}</title></circle>`;
  });
  const legend = groups.map((name, i) =>
    `<circle cx="${margin.left + 14}" cy="${margin.top + 14 + i * 17}" r="4" fill="${palette[i % palette.length]}"/>` +
    `<text x="${margin.left + 24}" y="${margin.top + 18 + i * 17}">${name}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}" ` +
      'font-family="system-ui, sans-serif" font-size="11" fill="#30343b" role="img" ' +
      'aria-label="Predicted against measured memory">',
    `<rect width="${side}" height="${side}" fill="#ffffff"/>`,
    ...gridOf(scale),
    '<g fill="none">', lineOf(scale, 1, '#30343b'), lineOf(scale, 2, '#9aa1ab'), lineOf(scale, 0.5, '#9aa1ab'), '</g>',
    ...dots, ...legend,
    `<text x="${side / 2}" y="${side - 8}" text-anchor="middle">measured</text>`,
    `<text x="14" y="${side / 2}" text-anchor="middle" transform="rotate(-90 14 ${side / 2})">predicted</text>`,
    '</svg>', '',
  ].join('\n');
}
