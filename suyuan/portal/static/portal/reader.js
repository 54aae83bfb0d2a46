// 识码 — reads symbols in a picture: by the browser itself where it can (BarcodeDetector), else by zxing, fetched on first use.
(() => {
  "use strict";
  const NATIVE = ["data_matrix", "qr_code", "code_128"];
  const OURS = ["DataMatrix", "QRCode", "Code128"];
  let reading = null;

  const native = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!NATIVE.every((one) => formats.includes(one))) return null;
    const detector = new window.BarcodeDetector({ formats: NATIVE });
    return async (picture) => (await detector.detect(picture)).map((one) => one.rawValue);
  };
  const load = (address) => new Promise((done, failed) => {
    if (window.ZXingWASM) return done();
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
  const pixels = (picture) => {
    const canvas = document.createElement("canvas");
    const width = picture.videoWidth || picture.width, height = picture.videoHeight || picture.height;
    const scale = Math.min(1, 1600 / Math.max(width, height, 1));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };
  const ours = async (place) => {
    await load(place.dataset.zxing);
    const wasm = place.dataset.wasm;
    window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
    return async (picture) => {
      const found = await window.ZXingWASM.readBarcodes(pixels(picture), { formats: OURS, tryHarder: true, textMode: "Plain" });
      return found.filter((one) => one.isValid).map((one) => one.text);
    };
  };
  /** Gives a function: a picture (video, image, bitmap) -> the texts of its symbols. ``place`` names the two files. */
  const open = (place) => {
    reading = reading || native().then((read) => read || ours(place));
    reading.catch(() => { reading = null; });
    return reading;
  };
  /** Takes the code out of what a symbol says, as suyuan/codes/label.py does it; "" where there is none. */
  const codeOf = (text) => {
    const bare = (part) => part.replace(/[\s\u0004\u001c-\u001f]+/g, "").toUpperCase();
    const known = /^(?:[0-9A-Z]{3}[PMC][0-9A-Z]{20}|[0-9A-Z]{3}[PMC][0-9A-Z]{13}R[PMC])$/;
    const whole = bare(text);
    if (known.test(whole)) return whole;
    const parts = whole.split(/[^0-9A-Z]+/).filter((part) => known.test(part));
    return new Set(parts).size === 1 ? parts[0] : "";
  };
  window.suyuanReader = { open, codeOf };
})();
