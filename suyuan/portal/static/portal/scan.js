// 扫码 — reads a label with the camera where the browser itself can (BarcodeDetector); else the button stays hidden.
(() => {
  "use strict";
  const box = document.querySelector("dialog.scan-box");
  if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = box.querySelector("video");
  let stream = null;
  let target = null;

  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.srcObject = null;
  };
  const take = (text) => {
    target.value = text.replace(/[\s\u001c-\u001f\u0004]+/g, "").toUpperCase();
    box.close();
    target.focus();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const look = async (detector) => {
    while (stream) {
      const found = await detector.detect(video).catch(() => []);
      if (found.length && stream) return take(found[0].rawValue);
      await new Promise((next) => setTimeout(next, 150));
    }
  };
  const start = async (input) => {
    target = input;
    const formats = await window.BarcodeDetector.getSupportedFormats();
    const wanted = ["data_matrix", "qr_code", "code_128", "code_39"].filter((each) => formats.includes(each));
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    look(new window.BarcodeDetector({ formats: wanted }));
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
