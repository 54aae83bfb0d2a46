// 扫码 — reads a label with the camera into a field of a form.
(() => {
  "use strict";
  const box = document.querySelector("dialog.scan-box");
  if (!box || !navigator.mediaDevices) return;
  const video = box.querySelector("video");
  let stream = null;
  let target = null;

  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.srcObject = null;
  };
  const take = (text) => {
    target.value = window.suyuanReader.codeOf(text) || text.replace(/[\s\u001c-\u001f\u0004]+/g, "").toUpperCase();
    box.close();
    target.focus();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const start = async (input) => {
    target = input;
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    const read = await window.suyuanReader.open(box);
    while (stream) {
      const found = await read(video).catch(() => []);
      if (found.length && stream) return take(found[0]);
      await new Promise((next) => setTimeout(next, 150));
    }
  };
  box.addEventListener("close", stop);
  box.querySelector("[data-close]").addEventListener("click", () => box.close());
  for (const button of document.querySelectorAll("[data-scan]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      box.showModal();
      start(document.getElementById(button.dataset.scan)).catch(() => box.close());
    });
  }
})();
