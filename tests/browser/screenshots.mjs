// Pictures of the page to look at after a change that shows, in build/screenshots/.
// SPDX-License-Identifier: MIT
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Visitor, launch, serve } from './harness.mjs';

const folder = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

const kScreens = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const kHundred = 'gpu=nvidia-h100-sxm&gpu_count=8';
const kScenes = {
  'first-visit': { link: '' },
  fits: { link: 'model=qwen2.5-7b&context=32768&gpu=rtx-4090' },
  over: { link: 'model=llama-3.1-70b&context=131072&gpu=rtx-4090' },
  'mixture-of-experts': { link: 'model=deepseek-v3&weights=fp8&gpu=nvidia-h200&tp=8&batch=16' },
  'bad-link': { link: 'model=gpt-9&context=abc&foo=1' },
  finetune: { link: 'mode=finetune&peft=qlora&model=qwen2.5-7b' },
  train: { link: `mode=train&model=llama-3.1-70b&${kHundred}&tp=8&zero_stage=1&recompute=full` },
  rl: { link: `mode=rl&model=qwen2.5-7b&${kHundred}&zero_stage=3` },
  multimodal: { link: 'mode=multimodal&model=gemma-3-27b&weights=q4_k_m&images=4' },
  'serving-program': { link: 'model=qwen3-32b&weights=fp8&runtime=vllm&gpu=nvidia-h100-sxm&batch=32' },
  map: { link: 'model=qwen2.5-7b', open: { en: 'Both', zh: '两者' }, role: 'radio', wheel: 480 },
  shortcuts: { link: '', open: { en: 'Keyboard shortcuts', zh: '键盘快捷键' }, only: 'laptop' },
  history: { link: 'model=qwen3-32b', open: { en: 'Recent configurations', zh: '最近的配置' }, only: 'laptop' },
  compare: { link: 'model=qwen3-32b&tab=compare&compare=2&model=qwen3-32b&weights=q4_k_m&compare=3&model=llama-3.1-70b&gpu=nvidia-h100-sxm&gpu_count=2' },
  gpus: { link: 'model=llama-3.1-70b&tab=gpus' },
  formats: { link: 'tab=formats&number=0.1&format=fp32' },
  formula: { link: 'model=gemma-3-27b&weights=q4_k_m', open: { en: 'KV cache', zh: 'KV 缓存' } },
};

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const server = await serve();
const browser = await launch();
for (const [scene, { link, open, role = 'button', only, wheel = 0 }] of Object.entries(kScenes)) {
  for (const [screen, size] of Object.entries(kScreens)) {
    if (only && only !== screen) continue;
    for (const scale of scene === 'first-visit' ? [1, 1.5, 2] : [1]) {
      for (const dark of [false, true]) {
        for (const language of ['en', 'zh']) {
          const options = { ...size, scale, dark, language, link };
          const visitor = await Visitor.arrive(browser, server.address, options);
          if (open) await visitor.click(role, open[language]);
          if (wheel) {
            await visitor.page.mouse.move(size.width / 2, size.height / 2);
            await visitor.page.mouse.wheel({ deltaY: wheel });
            await visitor.drawn();
          }
          const name = [scene, screen, `${scale}x`, dark ? 'dark' : 'light', language].join('-');
          await visitor.page.screenshot({ path: `${folder}${name}.png` });
          if (visitor.complaints.length) throw new Error(`${name}: ${visitor.complaints}`);
          await visitor.leave();
        }
      }
    }
  }
  console.log(scene);
}
await browser.close();
server.close();
console.log(`pictures are in ${folder}`);
