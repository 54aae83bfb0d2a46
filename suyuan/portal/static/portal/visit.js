// 现场检查 — the page of a visit: every stroke is kept on the device at once, and sent in one piece, once.
(() => {
  "use strict";
  const form = document.querySelector("form[data-visit]");
  if (!form || !window.suyuanVisits) return;
  const says = form.dataset, number = says.visit, store = window.suyuanVisits, rules = window.suyuanWhole;
  const clock = window.suyuanClock;
  const find = (chosen) => form.querySelector(chosen);
  const every = (chosen) => [...form.querySelectorAll(chosen)];
  const state = find("[data-state]"), problems = find("[data-problems]");
  const now = () => clock.now().toISOString();
  const made = (tag, more, ...inside) => {
    const one = Object.assign(document.createElement(tag), more);
    one.append(...inside);
    return one;
  };
  // Of a device that several people use, each keeps a draft of its own.
  const key = `${number}:${says.account}`;
  // typed: what stands in a box and is no part of the record yet
  const blank = () => ({
    record_id: crypto.randomUUID(), began_at: "",
    measures: [], points: {}, codes: [], photos: [], statements: [], signatures: {}, signed: {}, typed: {},
  });
  let draft = blank(), version = 0, lacks = [], isTold = false;
  let waiting = Promise.resolve(), news = "", isStanding = true;

  const tell = (text, tone = "info") => {
    state.textContent = text;
    state.className = `note tone-${tone}`;
    state.hidden = !text;
    isStanding = false;
  };
  const isOpen = () => form.dataset.ready === "yes";
  const open = (is) => {
    form.dataset.ready = is ? "yes" : "";
    for (const part of form.children) part.inert = !is && part !== state;
  };
  // How things stand: what was last kept stays said, whatever becomes known beside it; an alarm is not talked over.
  const stand = (text) => {
    if (text === undefined && !isStanding) return;
    news = text ?? news;
    if (!isOpen()) return;
    const ready = form.dataset.equipped ? says.saysOnline : "";
    if (navigator.onLine) tell([news, ready].filter(Boolean).join(" · "));
    else tell(says.saysOffline, "warn");
    isStanding = true;
  };
  // Of the pages of one visit one writes; the others only show, and say so.
  const elsewhere = () => {
    open(false);
    tell(`${says.saysElsewhere} `, "warn");
    const here = made("button", { type: "button", className: "btn btn-quiet btn-small", textContent: says.saysHere });
    here.addEventListener("click", () => hold(true));
    state.append(here);
  };
  // gone: pictures that the draft names no more; they go once that is kept
  const keep = (said, gone = []) => {
    const whole = structuredClone(draft);
    waiting = waiting.then(() => store.keep(key, whole, version)).then((next) => {
      if (!next) return elsewhere();
      version = next;
      for (const one of gone) store.dropFile(key, one).catch(() => undefined);
      stand(said || `${says.saysKept} · ${clock.now().toLocaleTimeString()}`);
    }).catch(() => tell(says.saysStore, "bad"));
    return waiting;
  };

  // what is filled in
  const point = (box) => {
    const answer = box.querySelector("input:checked"), field = box.querySelector("textarea");
    const words = field.value.trim();
    draft.typed[field.id] = answer ? "" : words;
    if (answer) draft.points[box.dataset.point] = words ? { answer: answer.value, words } : { answer: answer.value };
  };
  const stroke = (event) => {
    const at = event.target;
    if (at.dataset.typed) {
      draft.typed[at.dataset.typed] = at.value;
      check();
      return keep();
    }
    if (at.name === "measures") draft.measures = every("[name=measures]:checked").map((one) => one.value);
    else if (at.closest("[data-point]")) point(at.closest("[data-point]"));
    else if (at.dataset.text) draft[at.dataset.text] = at.value;
    else return undefined;
    return changed();
  };
  form.addEventListener("input", stroke);
  find("#visit-code").addEventListener("change", stroke); // of the scanner
  find("[data-begin]").addEventListener("click", () => {
    draft.began_at = now();
    show();
    changed();
  });

  // lists: codes, statements, photographs
  const line = (list, index, ...inside) => {
    const remove = made("button", { type: "button", className: "btn btn-quiet btn-small", textContent: says.saysRemove });
    remove.addEventListener("click", () => {
      const [gone] = draft[list].splice(index, 1);
      show();
      changed(list === "photos" ? [gone.sha256] : []);
    });
    return made("li", {}, ...inside, remove);
  };
  const about = (one, label) => {
    const words = made("input", { className: "form-control", value: one.words || "", placeholder: label });
    words.maxLength = rules.longest.words;
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
      field.value = draft.typed.code = "";
      field.focus();
    },
    statements: () => {
      const who = find("#visit-who"), words = find("#visit-said");
      if (!words.value.trim()) return words.focus();
      draft.statements.push({ who: who.value.trim(), words: words.value.trim() });
      words.value = draft.typed.said = "";
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
  // bytes that photographs may have together, once everybody has signed
  const room = () => every("canvas[data-sign]").reduce((left, one) => left - one.width * one.height * 4, says.together);
  find("#visit-photo").addEventListener("change", async (event) => {
    const refused = [], heavy = [], lost = [];
    let left = (await files()).reduce((all, [, blob]) => all - blob.size, room()); // signatures go with the next change
    for (const file of event.target.files) {
      const is_picture = ["image/jpeg", "image/png"].includes(file.type);
      if (!is_picture || file.size > says.largest || draft.photos.length >= says.photos) {
        refused.push(file.name);
        continue;
      }
      const sha256 = await store.hash(file);
      if (draft.photos.some((one) => one.sha256 === sha256)) continue;
      if (file.size > left) {
        heavy.push(file.name);
        continue;
      }
      left -= file.size;
      const isKept = await store.keepFile(key, sha256, file).then(() => true, () => false);
      if (isKept) draft.photos.push({ sha256, taken_at: now() });
      else lost.push(file.name);
    }
    if (refused.length + heavy.length + lost.length < event.target.files.length) changed();
    event.target.value = "";
    show();
    const told = find("[data-list=photos] > .wrong");
    const why = [[says.saysPhoto, refused], [rules.say("inspection.files_large"), heavy], [says.saysRoom, lost]]
      .flatMap(([text, names]) => (names.length ? [`${text} ${names.join(", ")}`] : []));
    Object.assign(told, { textContent: why.join(" "), hidden: !why.length });
  });

  // signatures: each is over all that is filled in, so whatever changes clears them, and the visit has not ended yet
  const pads = {};
  const content = () => {
    const { signatures, signed, ...told } = whole();
    return store.canonical(told);
  };
  const unsign = (...gone) => {
    const pictures = gone.map((who) => draft.signatures[who]).filter(Boolean);
    for (const who of gone) for (const part of [draft.signatures, draft.signed]) delete part[who];
    return pictures;
  };
  const warn = (text) => Object.assign(find("[data-wrong=signatures]"), { textContent: text, hidden: !text });
  const changed = (gone = []) => {
    const had = Object.keys(draft.signatures);
    delete draft.ended_at;
    for (const who of Object.keys(pads)) pads[who].clear();
    gone.push(...unsign(...had));
    check();
    if (had.length) warn(says.saysUnsigned);
    return keep(had.length ? says.saysUnsigned : "", gone);
  };
  // Who refuses to sign does not; and nobody does while something is missing.
  const isShut = (who) => lacks.length > 0 || (who === "firm" && Boolean(whole().refused));
  // A clock that was put right meanwhile ends no visit before it began.
  const end = () => { draft.ended_at = draft.ended_at || [draft.began_at, now()].sort()[1]; };
  const sign = async (canvas, who) => {
    warn("");
    end();
    const seen = content();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const [sha256, over] = await Promise.all([blob, new Blob([seen])].map(store.hash));
    await store.keepFile(key, sha256, blob);
    if (content() !== seen) return undefined; // changed meanwhile: what was drawn is cleared already
    const gone = draft.signatures[who] === sha256 ? [] : unsign(who);
    if (Object.values(draft.signatures).includes(sha256) && !draft.signatures[who]) {
      pads[who].clear();
      warn(rules.say("inspection.signature_shared"));
      return keep("", gone);
    }
    draft.signatures[who] = sha256;
    draft.signed[who] = over;
    check();
    return keep("", gone);
  };
  for (const canvas of every("canvas[data-sign]")) {
    const who = canvas.dataset.sign;
    const unkept = () => {
      pads[who].clear();
      warn(says.saysStore);
    };
    const drawn = (isStroke) => (
      isStroke || draft.signatures[who] ? sign(canvas, who).catch(unkept) : warn(says.saysFaint));
    pads[who] = window.suyuanPad(canvas, { isShut: () => isShut(who), drawn });
    canvas.addEventListener("click", () => {
      if (isShut(who)) point_out(lacks.length ? lacks : [["refused", ""]]);
    });
    find(`[data-clear=${who}]`).addEventListener("click", () => {
      pads[who].clear();
      keep("", unsign(who));
    });
  }
  const redraw = async (who) => {
    const blob = draft.signatures[who] && await store.file(key, draft.signatures[who]);
    if (blob) pads[who].show(await createImageBitmap(blob));
  };

  // what is shown
  const showTime = () => {
    find("[data-clock]").hidden = clock.isKnown();
    find("[data-began]").textContent = draft.began_at ? new Date(draft.began_at).toLocaleString() : "";
    find("[data-begin]").disabled = rules.hasBegun(draft);
  };
  const show = () => {
    showTime();
    for (const list of Object.keys(shown)) items(list).replaceChildren(...draft[list].map(shown[list]));
  };
  const fill = () => {
    for (const box of every("[name=measures]")) box.checked = draft.measures.includes(box.value);
    for (const box of every("[data-point]")) {
      const said = draft.points[box.dataset.point] || {}, field = box.querySelector("textarea");
      for (const one of box.querySelectorAll("input")) one.checked = one.value === said.answer;
      field.value = said.words || draft.typed[field.id] || "";
    }
    for (const field of every("[data-text]")) field.value = draft[field.dataset.text] || "";
    for (const field of every("[data-typed]")) field.value = draft.typed[field.dataset.typed] || "";
    for (const who of Object.keys(pads)) pads[who].clear();
    find("details").open = Boolean(draft.refused);
    show();
    check();
    return Promise.all(Object.keys(pads).map(redraw));
  };

  // what is missing: signing is closed until nothing is; told beside its place, too, once somebody wants to go on
  const point_out = (found) => {
    isTold = true;
    rules.mark(found);
    rules.go(found[0][0]);
  };
  const check = () => {
    lacks = rules.missing(whole(), draft.typed, says);
    rules.list(find("[data-missing]"), lacks);
    for (const who of Object.keys(pads)) find(`[data-sign=${who}]`).toggleAttribute("data-shut", isShut(who));
    if (isTold) rules.mark(lacks);
  };

  // sending
  const cookie = (ending) => (document.cookie.split("; ").find((one) => one.includes(ending)) || "=").split("=")[1];
  // "" where the server does not know us any more and sends us elsewhere: to sign in, say.
  const token = async () => {
    const answer = await fetch(says.page, { cache: "no-store", credentials: "same-origin" });
    clock.heard(answer);
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
    return { record_id, began_at, ended_at, measures, points, codes, photos, statements, signatures, signed, ...text };
  };
  const files = async () => {
    const names = [...new Set([...draft.photos.map((one) => one.sha256), ...Object.values(draft.signatures)])];
    const blobs = await Promise.all(names.map((name) => store.file(key, name)));
    return names.map((name, at) => [name, blobs[at]]).filter(([, blob]) => blob);
  };
  const complain = (found) => {
    isTold = false;
    rules.mark(found);
    problems.replaceChildren(...found.map(([field, text]) => made("p", {}, rules.way(field, text))));
    problems.hidden = !found.length;
    if (found.length) problems.focus();
  };
  const send = async () => {
    end();
    await keep();
    if (!isOpen()) return undefined;
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
    window.suyuanShelf.forget(says);
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
    complain([]);
    const found = lacks.length ? lacks : rules.unsigned(whole());
    if (found.length) return point_out(found);
    sending = true;
    await send().catch(() => tell(says.saysFailed, "bad"));
    sending = false;
  });

  // without a network
  const equipped = () => {
    form.dataset.equipped = "yes";
    stand();
  };
  for (const event of ["online", "offline"]) window.addEventListener(event, () => stand());
  clock.follow(says.worker, () => {
    showTime();
    if (form.isConnected) check();
  });
  window.suyuanDevice?.watch(says.account, () => window.suyuanShelf.shut(says));
  const begin = async () => {
    const kept = await store.draft(key);
    if (says.closed && !kept) return location.replace(says.done);
    if (kept && !kept.signed) Object.assign(kept, { signatures: {}, signed: {} }); // signed before it was told what over
    draft = { ...blank(), ...kept };
    version = draft.version || 0;
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    await fill();
    left.hidden = !says.closed;
    open(true);
    stand(says.closed);
  };
  const unkept = () => open(true) || tell(says.saysStore, "bad");
  const granted = (isLate) => (isLate ? location.reload() : begin().catch(unkept)); // late: the other may have sent it
  const hold = (steal) => store.hold(key, steal, { granted, waits: elsewhere, lost: elsewhere });
  clock.learn(says.now);
  open(false);
  hold(false);
  if (navigator.onLine && !says.closed) window.suyuanShelf.keep(says, equipped).catch(() => undefined);
})();
