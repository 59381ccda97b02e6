// Every mode of the page: its tab, its controls, and that the number shown is the engine's.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

import { assertShows } from './harness.mjs';
import { engine, visit } from './visits.mjs';

const kTabs = {
  inference: 'Inference', finetune: 'Fine-tuning', train: 'Training', rl: 'RL', multimodal: 'Multimodal',
};

/** What each slider does to the bytes of one device: more of it never needs less, or never more. */
const kNeverLess = [
  'Context', 'Sequences at once', 'Sequence length', 'Micro-batch', 'Group size', 'Prompt length',
  'Completion length', 'LoRA rank', 'Text tokens', 'Images', 'Image width', 'Image height', 'Audio',
  'Video', 'Prefill chunk', 'Runtime overhead',
];
const kNeverMore = ['GPUs', 'Data parallel'];
/** And these are to be seen in the number at once. */
const kSeen = {
  inference: ['Context', 'Sequences at once'],
  finetune: ['Sequence length', 'Micro-batch'],
  train: ['Sequence length', 'Micro-batch'],
  rl: ['Completion length', 'Group size', 'Micro-batch'],
  multimodal: ['Text tokens', 'Sequences at once'],
};

/** The engine's bytes for what the address says, which the page must show. */
async function checkedBytes(visitor) {
  const { config } = engine.fromQuery(await visitor.fragment());
  const result = engine.estimate(config);
  assertShows(await visitor.answer(), result.per_gpu_bytes);
  assert.deepEqual(result.problems, []);
  return result.per_gpu_bytes;
}

const names = (visitor, role) => visitor.page.$$eval(`[role="${role}"]`,
  (nodes) => nodes.map((node) => node.getAttribute('aria-label')));

const unfold = async (visitor) => {
  await visitor.click('button', 'Parallelism');
  await visitor.click('button', 'Advanced');
};

visit('each tab opens its mode, and Back leads to the one before', {}, async (visitor) => {
  for (const [mode, label] of Object.entries(kTabs)) {
    await visitor.click('tab', label);
    const { config } = engine.fromQuery(await visitor.fragment());
    assert.equal(config.mode ?? 'inference', mode);
    const chosen = await visitor.page.$eval(`[role="tab"][aria-label="${label}"]`,
      (tab) => tab.getAttribute('aria-selected'));
    assert.equal(chosen, 'true');
    await checkedBytes(visitor);
  }
  await visitor.page.goBack();
  await visitor.drawn();
  assert.equal(engine.fromQuery(await visitor.fragment()).config.mode, 'rl');
});

visit('arrow keys lead from tab to tab', {}, async (visitor) => {
  await (await visitor.find('tab', 'Inference')).focus();
  for (const mode of ['finetune', 'train', 'rl', 'multimodal']) {
    await visitor.key('ArrowRight');
    assert.equal(engine.fromQuery(await visitor.fragment()).config.mode, mode);
  }
});

for (const [mode, label] of Object.entries(kTabs)) {
  visit(`${label}: each slider moves the number the right way`, { link: `mode=${mode}&peft=lora` }, async (visitor) => {
    await unfold(visitor);
    for (const name of await names(visitor, 'slider')) {
      const before = await checkedBytes(visitor);
      const slider = await visitor.find('slider', name);
      const was = (await visitor.valueOf('slider', name)).now;
      await slider.focus();
      await visitor.key('ArrowRight');
      await visitor.key('ArrowRight');
      const now = (await visitor.valueOf('slider', name)).now;
      const after = await checkedBytes(visitor);
      if (kNeverLess.includes(name)) assert.ok(after >= before, `${name}: ${before} to ${after}`);
      if (kNeverMore.includes(name)) assert.ok(after <= before, `${name}: ${before} to ${after}`);
      if (kSeen[mode].includes(name)) {
        assert.ok(now > was && after > before, `${name}: ${was} to ${now}, ${before} to ${after}`);
      }
    }
  });

  visit(`${label}: every choice shows the engine's number`, { link: `mode=${mode}&model=qwen3-30b-a3b&gpu_count=8` }, async (visitor) => {
    await unfold(visitor);
    const groups = await visitor.page.$$eval('[role="radiogroup"]', (nodes) => nodes.map((node) => ({
      name: node.getAttribute('aria-label'),
      radios: [...node.querySelectorAll('[role="radio"]')].map((radio) => radio.getAttribute('aria-label')),
    })));
    assert.ok(groups.length > 2);
    for (const { name, radios } of groups) {
      for (const radio of radios) {
        const selector = `[role="radiogroup"][aria-label="${name}"] [role="radio"][aria-label="${radio}"]`;
        const element = await visitor.page.$(selector);
        if (!element) continue; // another choice of this group took it away
        const { x, y } = await visitor.reveal(element);
        await visitor.page.mouse.click(x, y);
        await visitor.drawn();
        await checkedBytes(visitor);
      }
    }
  });

  for (const [width, language] of [[360, 'en'], [360, 'zh'], [800, 'en'], [1280, 'zh']]) {
    visit(`${label}: nothing sticks out at ${width} px in ${language}`, {
      width, height: 900, language, link: `mode=${mode}&model=deepseek-v3&gpu=rtx-pro-6000-server&gpu_count=8&pp=2&video_seconds=3`,
    }, async (visitor) => {
      const out = await visitor.page.$$eval('#mirror *', (nodes, limit) => nodes
        .filter((node) => !node.matches('[role$="group"], [role="tablist"]'))
        .map((node) => ({ name: node.ariaLabel ?? node.textContent, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.left < 0 || box.right > limit + 0.5)
        .map(({ name, box }) => `${name}: ${box.left} to ${box.right}`), width);
      assert.deepEqual(out, []);
    });
  }
}

visit('lists open, are searched and choose: the optimizer', { link: 'mode=train' }, async (visitor) => {
  const before = await checkedBytes(visitor);
  await visitor.click('combobox', 'Optimizer');
  await visitor.page.keyboard.type('8-bit lion');
  await visitor.key('Enter');
  assert.match(await visitor.fragment(), /optimizer=lion_8bit/);
  assert.ok(await checkedBytes(visitor) < before);
});

visit('chips choose what gets an adapter', { link: 'mode=finetune&peft=lora' }, async (visitor) => {
  const before = await checkedBytes(visitor);
  for (const name of ['gate', 'up', 'down']) await visitor.click('checkbox', name);
  assert.match(await visitor.fragment(), /lora_targets=q,k,v,o/);
  assert.ok(await checkedBytes(visitor) < before);
});

visit('switches and automatic values', { link: 'mode=rl&gpu_count=8' }, async (visitor) => {
  await visitor.click('checkbox', 'Engine sleeps while training');
  assert.match(await visitor.fragment(), /rollout_sleep=true/);
  const on = await checkedBytes(visitor);
  const off = '[role="radiogroup"][aria-label="Reference model"] [aria-label="Off"]';
  const { x, y } = await visitor.reveal(await visitor.page.$(off));
  await visitor.page.mouse.click(x, y);
  await visitor.drawn();
  assert.match(await visitor.fragment(), /reference_model=false/);
  assert.ok(await checkedBytes(visitor) <= on);
});

visit('a parallel plan that stops working gives way to the newest choice', {
  link: 'mode=train&gpu_count=8&tp=2&pp=2',
}, async (visitor) => {
  await visitor.type('GPUs', '6');
  assert.equal((await visitor.valueOf('slider', 'GPUs')).now, 6);
  await checkedBytes(visitor);
  await visitor.click('button', 'Parallelism');
  await visitor.type('Pipeline parallel', '100');
  const text = await visitor.page.$eval('#mirror', (mirror) => mirror.textContent);
  assert.match(text, /32/);
  await checkedBytes(visitor);
});
