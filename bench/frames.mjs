// What a frame costs the processor on each tab, in a real browser: all but the calls of WebGL.
// SPDX-License-Identifier: MIT
import { Visitor, launch, serve } from '../tests/browser/harness.mjs';
import { report } from './report.mjs';

const kMoves = 60;
const kStops = 10; // of the slider, at least
const kTabs = {
  inference: '', training: 'mode=train&model=llama-3.1-70b&gpu=nvidia-h100-sxm&gpu_count=64&tp=8',
  map: '', compare: 'tab=compare&model=qwen3-32b&compare=2&compare=3&model=llama-3.1-70b&compare=4&model=deepseek-v3',
  gpus: 'tab=gpus', formats: 'tab=formats',
};

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const server = await serve();
const browser = await launch();
let busiest = 0;
let dearest = 0;
for (const [name, link] of Object.entries(kTabs)) {
  const visitor = await Visitor.arrive(browser, server.address, { width: 1440, height: 1000, link });
  if (name === 'map') await visitor.click('radio', 'Both');
  // The page tells the cost of its last frame; each is wanted.
  await visitor.page.evaluate(() => {
    window.costs = [];
    Object.defineProperty(window, 'vramFrameCost', { set: (cost) => window.costs.push(cost) });
  });
  const costsOf = async (moves) => {
    await visitor.page.evaluate(() => { window.costs = []; });
    for (const [x, y] of moves) await visitor.page.mouse.move(x, y);
    return visitor.page.evaluate(() => window.costs);
  };
  const line = Array.from({ length: kMoves }, (_, i) => [300 + i * 12, 400 + (i % 7) * 30]);
  await costsOf(line.slice(0, 10));
  const still = median(await costsOf(line));
  busiest = Math.max(busiest, still);
  let drag = 0;
  if (!link.includes('tab=')) {
    const slider = await visitor.find('slider', name === 'training' ? 'Sequence length' : 'Context');
    const { box, y } = await visitor.reveal(slider);
    await visitor.page.mouse.move(box.x + 8, y);
    await visitor.page.mouse.down();
    // Only some movements come to another stop: the dearest frames are those that estimate.
    const costs = await costsOf(Array.from({ length: kMoves }, (_, i) => [box.x + 8 + (box.width - 16) * i / kMoves, y]));
    drag = median(costs.sort((a, b) => b - a).slice(0, kStops));
    await visitor.page.mouse.up();
    dearest = Math.max(dearest, drag);
  }
  console.log(`  ${name.padEnd(28)} ${still.toFixed(2)} ms${drag ? `, ${drag.toFixed(2)} ms while a slider is dragged` : ''}`);
  await visitor.leave();
}
await browser.close();
server.close();
report('times', 'processor per frame on the busiest tab, milliseconds', busiest);
report('times', 'processor per frame while a slider is dragged, milliseconds', dearest);
