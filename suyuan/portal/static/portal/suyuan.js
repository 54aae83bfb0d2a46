// 溯源 — small helps; every page works without them.
(() => {
  "use strict";

  // The error summary takes the focus when a page comes back with errors.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A dropped or chosen file says its name; one drop zone per form.
  for (const zone of document.querySelectorAll(".drop")) {
    const input = zone.querySelector("input[type=file]");
    const said = zone.querySelector("[data-file-name]");
    for (const event of ["dragenter", "dragover"]) zone.addEventListener(event, () => zone.classList.add("over"));
    for (const event of ["dragleave", "drop"]) zone.addEventListener(event, () => zone.classList.remove("over"));
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file && file.size > Number(input.dataset.most || Infinity)) {
        said.textContent = input.dataset.tooLarge;
        input.value = "";
        return;
      }
      said.textContent = file ? `${file.name} · ${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB` : "";
    });
  }

  // A form is sent once; the button says so.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      const button = event.submitter;
      if (button && button.dataset.busy) setTimeout(() => { button.textContent = button.dataset.busy; });
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A day picker answers at once.
  for (const input of document.querySelectorAll("[data-submit]")) {
    input.addEventListener("change", () => { if (input.value) input.form.requestSubmit(); });
  }
  // A link to pass on: marked when touched, copied by its button.
  for (const input of document.querySelectorAll("[data-select]")) input.addEventListener("focus", () => input.select());
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.textContent = button.dataset.done;
    });
  }
  // A passkey that broke off says so instead of failing in silence.
  document.addEventListener("allauth.error", (event) => {
    const said = document.querySelector("[data-passkey-error]");
    if (!said) return;
    event.preventDefault();
    said.hidden = false;
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  window.addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details:not(.account)")) box.open = true;
  });
  document.addEventListener("click", (event) => {
    const box = document.querySelector("details.account[open]");
    if (box && !box.contains(event.target)) box.open = false;
  });
})();
