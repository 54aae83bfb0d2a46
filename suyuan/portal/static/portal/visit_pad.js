// 签名框 — a field that is signed in with a finger.
(() => {
  "use strict";
  // On a canvas 600 wide; a little more than suyuan/intake/ink.py asks, so that what is taken here is taken there.
  const LEAST_WAY = 100, LEAST_EXTENT = 30;

  /** isShut(): nobody signs yet; drawn(isStroke): the finger was lifted. Gives clear() and show(picture). */
  window.suyuanPad = (canvas, { isShut, drawn }) => {
    const pen = canvas.getContext("2d");
    let drawing = false, way = 0, last = [0, 0], low = [0, 0], high = [0, 0];
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    const reach = (to) => {
      low = low.map((one, axis) => Math.min(one, to[axis]));
      high = high.map((one, axis) => Math.max(one, to[axis]));
    };
    const clear = () => {
      way = 0;
      [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
    };
    clear();
    canvas.addEventListener("pointerdown", (event) => {
      if (isShut()) return;
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      last = place(event);
      reach(last);
      pen.beginPath();
      pen.moveTo(...last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      const to = place(event);
      way += Math.hypot(to[0] - last[0], to[1] - last[1]);
      last = to;
      reach(to);
      pen.lineTo(...to);
      pen.stroke();
    });
    const lift = () => {
      if (!drawing) return;
      drawing = false;
      drawn(way >= LEAST_WAY && Math.max(high[0] - low[0], high[1] - low[1]) >= LEAST_EXTENT);
    };
    for (const event of ["pointerup", "pointercancel"]) canvas.addEventListener(event, lift);
    return { clear, show: (picture) => pen.drawImage(picture, 0, 0) };
  };
})();
