// A dialog with a link as a QR code, for the camera of a phone. Loaded when it is first asked for.
// SPDX-License-Identifier: MIT
import { generate } from 'lean-qr';

const kSvg = 'http://www.w3.org/2000/svg';
const kQuietModules = 4; // of white around the code: ISO/IEC 18004, 6.3.8

/** The dark modules, run by run, as the outline of one shape. */
function outline(code) {
  let path = '';
  for (let y = 0; y < code.size; ++y) {
    for (let x = 0; x < code.size; ++x) {
      const start = x;
      while (code.get(x, y)) ++x;
      if (x > start) path += `M${start} ${y}h${x - start}v1H${start}z`;
    }
  }
  return path;
}

function picture(link, label) {
  const code = generate(link);
  const svg = document.createElementNS(kSvg, 'svg');
  const size = code.size + 2 * kQuietModules;
  svg.setAttribute('viewBox', `${-kQuietModules} ${-kQuietModules} ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(kSvg, 'path');
  path.setAttribute('d', outline(code));
  svg.append(path);
  return svg;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * Shows a link as a QR code until the visitor closes it.
 * @param {string} link
 * @param {Record<string, string>} texts of the page
 */
export function showQrCode(link, texts) {
  const dialog = document.createElement('dialog');
  dialog.id = 'qr';
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-label', texts.qr_title);
  const close = element('button', texts.close);
  close.type = 'button';
  close.onclick = () => dialog.close();
  const isFile = location.protocol === 'file:';
  dialog.append(
    element('h1', texts.qr_title),
    picture(link, texts.qr_picture),
    element('p', isFile ? texts.qr_file_text : texts.qr_text),
    close,
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
