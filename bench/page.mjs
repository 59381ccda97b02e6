// How long a visitor waits for the first result, and whether the page rests when nothing changes.
// SPDX-License-Identifier: MIT
import { Visitor, launch, serve } from '../tests/browser/harness.mjs';
import { report } from './report.mjs';

const kVisits = 5;
const kIdleMilliseconds = 5000;

const server = await serve();
const browser = await launch();
const times = [];
let idleFrames = 0;
for (let i = 0; i < kVisits; ++i) {
  const visitor = await Visitor.arrive(browser, server.address); // nothing is cached
  times.push(await visitor.page.evaluate(
    () => performance.getEntriesByName('vram-first-frame')[0].startTime));
  if (i === 0) {
    const frames = () => visitor.page.evaluate(() => window.vramFrames);
    const before = await frames();
    await new Promise((resolve) => setTimeout(resolve, kIdleMilliseconds));
    idleFrames = await frames() - before;
  }
  await visitor.leave();
}
await browser.close();
server.close();
console.log(`  first frames                 ${times.map((time) => Math.round(time)).join(' ')} ms`);
times.sort((a, b) => a - b);
report('times', 'first frame with a result, milliseconds', times[(kVisits - 1) / 2]);
report('times', 'frames in five idle seconds', idleFrames);
