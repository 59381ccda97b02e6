// Mouse, wheel and fingers on the canvas.
// SPDX-License-Identifier: MIT

// A finger that has moved this many CSS pixels means it.
const kSlop = 8;
// The speed of a leaving finger is that of its last movements.
const kSpeedMilliseconds = 100;
const kLinePixels = 32; // of a wheel that counts lines

// PointerEvent.buttons has the right button second, as ImGui does.
const kButtons = [1, 2, 4];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} page what page.js lends: app, drawNow(), scale() in canvas pixels per CSS pixel
 * @param {{takeKeys: () => void, afterTap: () => void}} typing from keyboard.js
 */
export function listenToPointer(canvas, page, typing) {
  const { app, drawNow } = page;
  listenToMouse(canvas, page, typing);
  listenToFingers(canvas, page, typing);

  canvas.addEventListener('wheel', (event) => {
    if (event.ctrlKey) return; // the browser's zoom
    event.preventDefault();
    const unit = [1, kLinePixels, canvas.clientHeight][event.deltaMode] * page.scale();
    app._vram_wheel(event.deltaX * unit, event.deltaY * unit);
  }, { passive: false });

  // Otherwise a press would take the focus from the text area, and so the keys from the app.
  canvas.addEventListener('mousedown', (event) => event.preventDefault());
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'touch' || event.buttons) return;
    app._vram_pointer_gone();
    drawNow();
  });
}

const isFinger = (event) => event.pointerType === 'touch';

function listenToMouse(canvas, { app, drawNow, scale }, typing) {
  let pressed = 0;

  function follow(event) {
    if (isFinger(event)) return;
    app._vram_pointer(event.offsetX * scale(), event.offsetY * scale(), 0);
    const buttons = event.type === 'pointercancel' ? 0 : event.buttons;
    if (buttons === pressed) return;
    if (buttons & ~pressed) typing.takeKeys();
    // Some items take a press only when they were hovered in an earlier frame.
    drawNow();
    kButtons.forEach((bit, button) => {
      if ((buttons ^ pressed) & bit) app._vram_button(button, buttons & bit ? 1 : 0);
    });
    pressed = buttons;
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (isFinger(event)) return;
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  for (const type of ['pointermove', 'pointerup', 'pointercancel']) {
    canvas.addEventListener(type, follow);
  }
}

// One finger: a tap is a click; a movement drags the item under it, or else the content.
function listenToFingers(canvas, page, typing) {
  const { app, drawNow, scale } = page;
  let finger = null;

  const place = (x, y) => app._vram_pointer(x * scale(), y * scale(), 1);
  const leave = () => {
    app._vram_pointer_gone();
    drawNow();
  };

  function start(event) {
    const { pointerId: id, offsetX: x, offsetY: y, timeStamp: time } = event;
    const stopsGlide = app._vram_pan_stop();
    finger = { id, x, y, startX: x, startY: y, does: 'nothing yet', trail: [{ x, y, time }] };
    if (stopsGlide) finger.does = 'nothing';
    typing.takeKeys();
    place(x, y);
    drawNow(); // so that the item under the finger is known, and shows it
  }

  function decide(x, y) {
    const dx = x - finger.startX;
    const dy = y - finger.startY;
    if (Math.hypot(dx, dy) < kSlop) return;
    if (finger.does === 'nothing yet' && app._vram_finger_drags(Math.abs(dx) > Math.abs(dy))) {
      finger.does = 'drag';
      app._vram_button(0, 1);
      drawNow();
      return;
    }
    finger.does = 'pan';
    app._vram_pan_begin(dx, dy);
    leave();
  }

  function move(event) {
    const { offsetX: x, offsetY: y, timeStamp: time } = event;
    if (finger.does.startsWith('nothing')) decide(x, y);
    if (finger.does === 'drag') place(x, y);
    if (finger.does === 'pan') app._vram_pan((x - finger.x) * scale(), (y - finger.y) * scale());
    Object.assign(finger, { x, y });
    finger.trail.push({ x, y, time });
    while (finger.trail.length > 2 && finger.trail[0].time < time - kSpeedMilliseconds) {
      finger.trail.shift();
    }
  }

  function glide(time) {
    const from = finger.trail[0];
    const to = finger.trail.at(-1);
    const seconds = (to.time - from.time) / 1000;
    // A finger that rests before it leaves does not push.
    if (seconds <= 0 || time - to.time > kSpeedMilliseconds) return;
    const speed = scale() / seconds;
    app._vram_pan_end((to.x - from.x) * speed, (to.y - from.y) * speed);
  }

  function end(event) {
    const isTap = finger.does === 'nothing yet' && !app._vram_tooltip_is_shown();
    if (finger.does === 'pan') glide(event.timeStamp);
    if (isTap) {
      place(finger.startX, finger.startY);
      drawNow();
      app._vram_button(0, 1);
      drawNow();
    }
    if (isTap || finger.does === 'drag') {
      app._vram_button(0, 0);
      drawNow();
      drawNow(); // by now the app has said whether it wants text
      typing.afterTap();
    }
    finger = null;
    leave();
  }

  function cancel() {
    if (!finger) return;
    if (finger.does === 'drag') app._vram_button(0, 0);
    finger = null;
    leave();
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (!isFinger(event)) return;
    if (finger) cancel(); // two fingers are the browser's zoom
    else if (event.isPrimary) start(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (finger?.id === event.pointerId) move(event);
  });
  canvas.addEventListener('pointerup', (event) => {
    if (finger?.id === event.pointerId) end(event);
  });
  canvas.addEventListener('pointercancel', cancel);
}
