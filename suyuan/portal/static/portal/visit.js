// 现场检查 — the page of a visit: every stroke is kept on the device at once, and sent in one piece, once.
(() => {
  "use strict";
  const form = document.querySelector("form[data-visit]");
  if (!form || !window.suyuanVisits) return;
  const says = form.dataset, number = says.visit, store = window.suyuanVisits;
  const find = (chosen) => form.querySelector(chosen);
  const every = (chosen) => [...form.querySelectorAll(chosen)];
  const state = find("[data-state]"), problems = find("[data-problems]");
  // The platform's time counts, not the device's: what lies between is taken when the page is first opened.
  const now = () => new Date(Date.now() + (draft.offset || 0)).toISOString();
  const made = (tag, more, ...inside) => {
    const one = Object.assign(document.createElement(tag), more);
    one.append(...inside);
    return one;
  };
  // Of a device that several people use, each keeps a draft of its own.
  const key = `${number}:${says.account}`;
  let draft = { record_id: "", began_at: "", measures: [], points: {}, codes: [], photos: [], statements: [], signatures: {}, signed: {} };
  let waiting = Promise.resolve();

  const tell = (text, tone = "info") => {
    state.textContent = text;
    state.className = `note tone-${tone}`;
  };
  const stand = (text) => tell(navigator.onLine ? text || says.saysOnline : says.saysOffline, navigator.onLine ? "info" : "warn");
  const keep = (news) => {
    const whole = structuredClone(draft);
    waiting = waiting.then(() => store.keep(key, whole)).then(
      () => stand(news || `${says.saysKept} · ${new Date().toLocaleTimeString()}`),
      () => tell(says.saysStore, "bad"),
    );
    return waiting;
  };

  // what is filled in
  const point = (box) => {
    const answer = box.querySelector("input:checked"), words = box.querySelector("textarea").value.trim();
    if (answer) draft.points[box.dataset.point] = words ? { answer: answer.value, words } : { answer: answer.value };
  };
  form.addEventListener("input", (event) => {
    const at = event.target;
    if (at.name === "measures") draft.measures = every("[name=measures]:checked").map((one) => one.value);
    else if (at.closest("[data-point]")) point(at.closest("[data-point]"));
    else if (at.dataset.text) draft[at.dataset.text] = at.value;
    else return;
    changed();
  });
  find("[data-begin]").addEventListener("click", () => {
    draft.began_at = draft.began_at || now();
    show();
    changed();
  });

  // lists: codes, statements, photographs
  const line = (list, index, ...inside) => {
    const remove = made("button", { type: "button", className: "btn btn-quiet btn-small", textContent: says.saysRemove });
    remove.addEventListener("click", () => {
      const [gone] = draft[list].splice(index, 1);
      if (list === "photos" && !draft.photos.some((one) => one.sha256 === gone.sha256)) store.dropFile(key, gone.sha256);
      show();
      changed();
    });
    return made("li", {}, ...inside, remove);
  };
  const about = (one, label) => {
    const words = made("input", { className: "form-control", maxLength: 4000, value: one.words || "", placeholder: label });
    words.setAttribute("aria-label", label);
    words.addEventListener("input", () => {
      if (words.value.trim()) one.words = words.value.trim();
      else delete one.words;
      changed();
    });
    return words;
  };
  const items = (list) => find(`[data-list=${list}] [data-items]`);
  const shown = {
    codes: (one, index) => {
      const plain = window.suyuanReader && window.suyuanReader.codeOf(one.code) === one.code;
      return line("codes", index, made("span", { className: "code", textContent: one.code }),
        about(one, plain ? says.saysAbout : says.saysStrange));
    },
    statements: (one, index) => line("statements", index, made("b", { textContent: one.who }),
      made("p", { className: "said", textContent: one.words })),
    photos: (one, index) => {
      const picture = made("canvas", { width: 160, height: 120 });
      store.file(key, one.sha256).then((blob) => blob && createImageBitmap(blob)).then((whole) => {
        if (!whole) return;
        const scale = Math.min(160 / whole.width, 120 / whole.height);
        picture.getContext("2d").drawImage(whole, 0, 0, whole.width * scale, whole.height * scale);
      }).catch(() => undefined);
      return line("photos", index, picture, made("span", { className: "code soft", textContent: `${one.sha256.slice(0, 16)}…` }),
        about(one, says.saysAbout));
    },
  };
  const take = {
    codes: () => {
      const field = find("#visit-code");
      const read = window.suyuanReader ? window.suyuanReader.codeOf(field.value) : "";
      const code = read || field.value.trim().toUpperCase();
      if (code && !draft.codes.some((one) => one.code === code)) draft.codes.push({ code });
      field.value = "";
      field.focus();
    },
    statements: () => {
      const who = find("#visit-who"), words = find("#visit-said");
      if (!words.value.trim()) return words.focus();
      draft.statements.push({ who: who.value.trim(), words: words.value.trim() });
      words.value = "";
    },
  };
  for (const button of every("[data-add]")) {
    button.addEventListener("click", () => {
      take[button.dataset.add]();
      show();
      changed();
    });
  }
  find("#visit-code").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find("[data-add=codes]").click();
  });
  find("#visit-photo").addEventListener("change", async (event) => {
    const refused = [];
    for (const file of event.target.files) {
      const is_picture = ["image/jpeg", "image/png"].includes(file.type);
      if (!is_picture || file.size > says.largest || draft.photos.length >= says.photos) {
        refused.push(file.name);
        continue;
      }
      const sha256 = await store.hash(file);
      if (draft.photos.some((one) => one.sha256 === sha256)) continue;
      await store.keepFile(key, sha256, file);
      draft.photos.push({ sha256, taken_at: now() });
    }
    if (refused.length < event.target.files.length) changed();
    event.target.value = "";
    show();
    const told = find("[data-list=photos] > .wrong");
    Object.assign(told, { textContent: `${says.saysPhoto} ${refused.join(", ")}`, hidden: !refused.length });
  });

  // signatures: each is over all that is filled in, so whatever changes clears them, and the visit has not ended yet
  const LEAST_INK = 100; // points of a canvas 600 wide
  const pads = {};
  const canonical = (one) => {
    if (Array.isArray(one)) return `[${one.map(canonical)}]`;
    if (!one || typeof one !== "object") return JSON.stringify(one);
    return `{${Object.keys(one).sort().map((name) => `${JSON.stringify(name)}:${canonical(one[name])}`)}}`;
  };
  const content = () => {
    const { signatures, signed, ...told } = whole();
    return canonical(told);
  };
  const unsign = (who) => {
    const gone = draft.signatures[who];
    delete draft.signatures[who];
    delete draft.signed[who];
    if (!gone || Object.values(draft.signatures).includes(gone)) return Promise.resolve();
    return store.dropFile(key, gone);
  };
  const warn = (text) => Object.assign(find("[data-wrong=signatures]"), { textContent: text, hidden: !text });
  const changed = () => {
    const had = Object.keys(draft.signatures);
    delete draft.ended_at;
    for (const who of Object.keys(pads)) pads[who]();
    had.forEach(unsign);
    if (had.length) warn(says.saysUnsigned);
    return keep(had.length ? says.saysUnsigned : "");
  };
  for (const canvas of every("canvas[data-sign]")) {
    const who = canvas.dataset.sign, pen = canvas.getContext("2d");
    let drawing = false, ink = 0, last = [0, 0];
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    pads[who] = () => {
      ink = 0;
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
    };
    pads[who]();
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      last = place(event);
      pen.beginPath();
      pen.moveTo(...last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      const to = place(event);
      ink += Math.hypot(to[0] - last[0], to[1] - last[1]);
      last = to;
      pen.lineTo(...to);
      pen.stroke();
    });
    canvas.addEventListener("pointerup", async () => {
      if (!drawing) return;
      drawing = false;
      if (ink < LEAST_INK && !draft.signatures[who]) return warn(says.saysFaint);
      warn("");
      draft.ended_at = draft.ended_at || now();
      const seen = content();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const [sha256, over] = await Promise.all([blob, new Blob([seen])].map(store.hash));
      await store.keepFile(key, sha256, blob);
      if (content() !== seen) return; // changed meanwhile: what was drawn is cleared already
      if (draft.signatures[who] !== sha256) await unsign(who);
      draft.signatures[who] = sha256;
      draft.signed[who] = over;
      keep();
    });
    find(`[data-clear=${who}]`).addEventListener("click", async () => {
      pads[who]();
      await unsign(who);
      keep();
    });
  }
  const redraw = async (who) => {
    const blob = draft.signatures[who] && await store.file(key, draft.signatures[who]);
    if (!blob) return;
    const picture = await createImageBitmap(blob);
    find(`[data-sign=${who}]`).getContext("2d").drawImage(picture, 0, 0);
  };

  // what is shown
  const show = () => {
    find("[data-began]").textContent = draft.began_at ? new Date(draft.began_at).toLocaleString() : "";
    find("[data-begin]").disabled = Boolean(draft.began_at);
    for (const list of Object.keys(shown)) items(list).replaceChildren(...draft[list].map(shown[list]));
  };
  const fill = () => {
    for (const box of every("[name=measures]")) box.checked = draft.measures.includes(box.value);
    for (const box of every("[data-point]")) {
      const said = draft.points[box.dataset.point];
      if (!said) continue;
      box.querySelector(`[value=${said.answer}]`).checked = true;
      box.querySelector("textarea").value = said.words || "";
    }
    for (const field of every("[data-text]")) field.value = draft[field.dataset.text] || "";
    find("details").open = Boolean(draft.refused);
    show();
    return Promise.all(Object.keys(pads).map(redraw));
  };

  // sending
  const cookie = (ending) => (document.cookie.split("; ").find((one) => one.includes(ending)) || "=").split("=")[1];
  // "" where the server does not know us any more and sends us elsewhere: to sign in, say.
  const token = async () => {
    const answer = await fetch(says.page, { cache: "no-store", credentials: "same-origin" });
    return answer.ok && [says.page, says.done].includes(new URL(answer.url).pathname) ? cookie("suyuan_csrf") : "";
  };
  const signIn = () => {
    tell(`${says.saysLogin} `, "warn");
    state.append(made("a", { href: says.login, textContent: says.saysAnew }));
  };
  const whole = () => {
    const text = {};
    for (const name of ["present", "refused", "witness", "words"]) if ((draft[name] || "").trim()) text[name] = draft[name].trim();
    const { record_id, began_at, ended_at, measures, points, codes, photos, statements, signatures, signed } = draft;
    return { record_id, began_at: began_at || ended_at, ended_at, measures, points, codes, photos, statements, signatures, signed, ...text };
  };
  const files = async () => {
    const names = [...new Set([...draft.photos.map((one) => one.sha256), ...Object.values(draft.signatures)])];
    const blobs = await Promise.all(names.map((name) => store.file(key, name)));
    return names.map((name, at) => [name, blobs[at]]).filter(([, blob]) => blob);
  };
  const complain = (found) => {
    for (const one of every(".wrong")) one.hidden = true;
    problems.replaceChildren(...found.map(([field, text]) => {
      const box = document.getElementById(field);
      const beside = box ? box.querySelector(".wrong") : find(`[data-wrong=${field || "none"}], [data-list=${field || "none"}] > .wrong`);
      if (beside) Object.assign(beside, { hidden: false, textContent: text });
      if (beside && beside.closest("details")) beside.closest("details").open = true;
      return made("p", {}, box ? made("a", { href: `#${field}`, textContent: text }) : text);
    }));
    problems.hidden = !found.length;
    if (found.length) problems.focus();
  };
  const send = async () => {
    draft.ended_at = draft.ended_at || now();
    await keep();
    tell(says.saysSending);
    const csrf = await token();
    if (!csrf) return signIn();
    const body = new FormData();
    body.append("standing", says.standing);
    body.append("record", new Blob([JSON.stringify(whole())], { type: "application/json" }), "record.json");
    for (const [name, blob] of await files()) body.append("file", blob, name);
    const answer = await fetch(says.send, { method: "POST", body, headers: { "X-CSRFToken": csrf }, credentials: "same-origin" });
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return signIn();
    const told = await answer.json();
    if (told.record_id === draft.record_id) return forget(); // the server holds this record: only then it may go from here
    complain(told.problems);
    if (answer.status !== 422) left.hidden = false; // no mend makes the platform take it
    stand(says.saysKept);
  };
  const forget = async () => {
    await store.forget(key);
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (worker) worker.postMessage({ forget: [says.page] });
    location.assign(says.done);
  };

  // what the platform does not take: it stays until somebody says otherwise
  const left = find("[data-left]");
  find("[data-save]").addEventListener("click", async () => {
    const points = every("[data-point]").map((box) => {
      const said = draft.points[box.dataset.point];
      const answer = said && box.querySelector(`[value=${said.answer}]`).closest("label").textContent.trim();
      return [box.querySelector("legend").textContent.trim(), answer || "", (said && said.words) || ""];
    });
    window.suyuanLeft.save(`${number} ${draft.record_id.slice(0, 8)}`, whole(), points, await files());
  });
  find("[data-discard]").addEventListener("click", () => {
    if (window.confirm(says.saysDiscard)) forget();
  });

  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    complain([]);
    await send().catch(() => tell(says.saysFailed, "bad"));
    sending = false;
  });

  // without a network
  const parts = () => [says.page, says.zxing, says.wasm,
    ...[...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.src || one.href),
    ...[...document.querySelectorAll("use")].map((one) => one.href.baseVal.split("#")[0])];
  const equip = async () => {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(says.worker);
    const ready = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      form.dataset.equipped = "yes";
      stand(says.saysOnline);
    };
    ready.active.postMessage({ keep: [...new Set(parts())].filter(Boolean) }, [channel.port2]);
  };
  window.addEventListener("online", () => stand());
  window.addEventListener("offline", () => stand());
  const begin = async () => {
    const kept = await store.draft(key);
    if (says.closed && !kept) return location.replace(says.done);
    if (kept && !kept.signed) Object.assign(kept, { signatures: {}, signed: {} }); // signed before it was told what over
    draft = kept || { ...draft, record_id: crypto.randomUUID(), offset: Date.parse(says.now) - Date.now() };
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    await fill();
    form.dataset.ready = "yes";
    left.hidden = !says.closed;
    stand(says.closed);
  };
  begin().catch(() => tell(says.saysStore, "bad"));
  if (navigator.onLine && !says.closed) equip().catch(() => undefined);
})();
