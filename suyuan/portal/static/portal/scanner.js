// 扫码页 — the camera or a photograph, and what its symbol says: the page of that code, unless the typed text says another.
(() => {
  "use strict";
  const place = document.querySelector("[data-scanner]");
  if (!place) return;
  const view = place.querySelector("[data-view]"), video = place.querySelector("video");
  const typed = document.querySelector("input[name=q]");
  let stream = null;

  const show = (name) => {
    for (const one of place.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== name;
  };
  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.srcObject = null;
    view.hidden = true;
  };
  const take = (text) => {
    stop();
    const code = window.suyuanReader.codeOf(text);
    if (!code) {
      place.querySelector("[data-said]").textContent = text;
      return show("other");
    }
    const own = typed.value.replace(/\s+/g, "").toUpperCase();
    if (own && own !== code) {
      place.querySelector("[data-symbol]").textContent = code;
      place.querySelector("[data-typed]").textContent = own;
      place.querySelector("[data-go]").href = place.dataset.page + code;
      return show("differs");
    }
    window.location.assign(place.dataset.page + code);
  };
  const start = async () => {
    show("");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return show("denied");
    }
    video.srcObject = stream;
    view.hidden = false;
    await video.play();
    const read = await window.suyuanReader.open(place);
    while (stream) {
      const found = await read(video).catch(() => []);
      if (found.length && stream) return take(found[0]);
      await new Promise((next) => setTimeout(next, 150));
    }
  };
  place.querySelector("[data-start]").addEventListener("click", start);
  place.querySelector("[data-stop]").addEventListener("click", stop);
  place.querySelector("[data-photo]").addEventListener("change", async (event) => {
    show("");
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    try {
      const read = await window.suyuanReader.open(place);
      const found = await read(await createImageBitmap(file));
      if (found.length) take(found[0]); else show("nothing");
    } catch {
      show("nothing");
    }
  });
})();
