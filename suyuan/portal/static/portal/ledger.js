// 账本验证 — checks a .tlog-proof in the browser, as suyuan/ledger/verifier.py does it: nothing is sent anywhere.
// Formats: RFC 6962 2.1; C2SP signed-note, tlog-checkpoint, tlog-cosignature (Ed25519), tlog-proof, tlog-policy.
(() => {
  "use strict";
  const encoder = new TextEncoder();
  const LOG = 1, COSIGNER = 4, LONGEST_PROOF = 63, LONGEST_TEXT = 1 << 20;

  class Rejected extends Error {
    constructor(code) { super(code); this.code = code; }
  }
  const need = (holds, code) => { if (!holds) throw new Rejected(code); };

  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const decoded = (text, code) => {
    let raw;
    try { raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); } catch { throw new Rejected(code); }
    need(base64(raw) === text, code);
    return raw;
  };
  const hashOf = (text, code) => { const raw = decoded(text, code); need(raw.length === 32, code); return raw; };
  const number = (text, code) => { need(/^(0|[1-9][0-9]{0,18})$/.test(text), code); return BigInt(text); };
  const bigEndian = (value, width) => Uint8Array.from({ length: width }, (_, at) => Number((value >> BigInt(8 * (width - 1 - at))) & 255n));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => {
    need(typeof text === "string" && /^([0-9a-f]{2})*$/.test(text), "proof.fact");
    return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  };

  const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
  const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

  async function checkInclusion(index, size, leaf, proof, root) {
    need(index < size, "proof.index");
    let place = index, last = size - 1n, at = leaf;
    for (const step of proof) {
      need(last > 0n, "proof.length");
      if (place & 1n || place === last) {
        at = await nodeHash(step, at);
        while (place && !(place & 1n)) { place >>= 1n; last >>= 1n; }
      } else at = await nodeHash(at, step);
      place >>= 1n; last >>= 1n;
    }
    need(last === 0n, "proof.length");
    need(same(at, root), "proof.root");
  }

  async function parseKey(text, kind) {
    const [name, known, ...rest] = text.split("+");
    const marked = decoded(rest.join("+"), "key.form");
    need(name && !/\s/.test(name) && marked.length === 33 && marked[0] === kind, "key.form");
    const id = (await sha256(encoder.encode(name + "\n"), marked)).slice(0, 4);
    need(hex(id) === known, "key.id");
    return { name, id: known, kind, public: marked.slice(1) };
  }

  async function signed(key, text, mark) {
    let message = encoder.encode(text);
    if (key.kind === COSIGNER) {
      let when = 0n;
      for (const byte of mark.slice(0, 8)) when = (when << 8n) | BigInt(byte);
      message = encoder.encode(`cosignature/v1\ntime ${when}\n${text}`);
      mark = mark.slice(8);
    }
    const imported = await crypto.subtle.importKey("raw", key.public, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, mark, message);
  }

  async function parsePolicy(text) {
    const policy = { logs: [], members: new Map(), quorum: null };
    const used = new Set();
    for (const line of text.split("\n")) {
      const words = line.trim().split(/[ \t]+/);
      if (!words[0] || words[0].startsWith("#")) continue;
      const free = (name) => need(name && name !== "none" && !policy.members.has(name), "policy.form");
      if (words[0] === "log") policy.logs.push(await parseKey(words[1] || "", LOG));
      else if (words[0] === "witness") {
        free(words[1]);
        policy.members.set(words[1], { key: await parseKey(words[2] || "", COSIGNER) });
      } else if (words[0] === "group") {
        free(words[1]);
        const others = words.slice(3);
        const least = { all: others.length, any: 1 }[words[2]] ?? Number(number(words[2] || "", "policy.form"));
        need(others.every((one) => policy.members.has(one) && !used.has(one)), "policy.form");
        need(new Set(others).size === others.length && least >= 1 && least <= others.length, "policy.form");
        others.forEach((one) => used.add(one));
        policy.members.set(words[1], { least, others });
      } else {
        need(words[0] === "quorum" && policy.quorum === null, "policy.form");
        need(words[1] === "none" || policy.members.has(words[1]), "policy.form");
        policy.quorum = words[1];
      }
    }
    need(policy.quorum !== null, "policy.form");
    return policy;
  }

  async function checkNote(note, policy) {
    const gap = note.lastIndexOf("\n\n");
    need(gap > 0 && note.length <= LONGEST_TEXT && note.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f]/.test(note), "note.form");
    const text = note.slice(0, gap + 1);
    const keys = [...policy.logs, ...[...policy.members.values()].flatMap((one) => (one.key ? [one.key] : []))];
    const signers = new Set();
    for (const line of note.slice(gap + 2, -1).split("\n")) {
      need(line.startsWith("\u2014 "), "note.form");
      const [name, coded] = line.slice(2).split(" ", 2);
      const mark = decoded(coded || "", "note.form");
      need(name && mark.length > 4 && line === `\u2014 ${name} ${coded}`, "note.form");
      const key = keys.find((one) => one.name === name && one.id === hex(mark.slice(0, 4)));
      if (!key) continue;
      need(await signed(key, text, mark.slice(4)), "note.signature");
      signers.add(key);
    }
    const lines = text.split("\n");
    need(lines.length >= 4 && lines[0], "checkpoint.form");
    const checkpoint = { origin: lines[0], size: number(lines[1], "checkpoint.form"), root: hashOf(lines[2], "checkpoint.form"), by: null };
    if (checkpoint.origin.endsWith("/promise")) {
      need(lines[3].startsWith("by "), "checkpoint.form");
      checkpoint.by = number(lines[3].slice(3), "checkpoint.form");
    }
    need([...signers].some((key) => key.kind === LOG && key.name === checkpoint.origin), "checkpoint.unknown_log");
    const met = (name) => {
      if (name === "none") return true;
      const one = policy.members.get(name);
      return one.key ? signers.has(one.key) : one.others.filter(met).length >= one.least;
    };
    need(checkpoint.by !== null || met(policy.quorum), "checkpoint.quorum");
    return checkpoint;
  }

  /** Checks a proof against a policy (both text): {fact, index, at, log, size, by}, or throws Rejected. */
  async function check(text, policyText) {
    const policy = await parsePolicy(policyText);
    const gap = text.indexOf("\n\n");
    need(gap > 0 && text.length <= LONGEST_TEXT, "proof.form");
    const lines = text.slice(0, gap).split("\n");
    need(lines[0] === "c2sp.org/tlog-proof@v1" && lines.length >= 3, "proof.form");
    need(lines[1].startsWith("extra ") && lines[2].startsWith("index "), "proof.form");
    need(lines.length - 3 <= LONGEST_PROOF, "proof.length");
    const index = number(lines[2].slice(6), "proof.form");
    let told;
    const extra = decoded(lines[1].slice(6), "proof.form");
    try { told = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(extra)); } catch { throw new Rejected("proof.fact"); }
    need(told && typeof told.fact === "string" && Number.isInteger(told.kind) && told.kind >= 0 && told.kind < 256, "proof.fact");
    need(Number.isSafeInteger(told.at) && told.at >= 0 && told.at < 2 ** 36, "proof.fact");
    const commitment = await sha256(unhex(told.salt), encoder.encode(told.fact));
    const entry = join(Uint8Array.of(1, told.kind), bigEndian(BigInt(told.at), 8), commitment);
    const path = lines.slice(3).map((line) => hashOf(line, "proof.form"));
    const checkpoint = await checkNote(text.slice(gap + 2), policy);
    await checkInclusion(index, checkpoint.size, await leafHash(entry), path, checkpoint.root);
    return { fact: told.fact, kind: told.kind, index: String(index), at: new Date(told.at * 1000), log: checkpoint.origin, size: String(checkpoint.size), by: checkpoint.by === null ? null : new Date(Number(checkpoint.by) * 1000) };
  }
  window.suyuanLedger = { check, Rejected };

  // The page: a chosen file or pasted text is checked; what comes out is shown, in words that stand in the page.
  const form = document.querySelector("[data-verify]");
  if (!form) return;
  const said = form.parentElement.querySelector("[data-verdict]");
  const show = (name, detail) => {
    for (const one of said.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== name;
    said.querySelector("[data-detail]").textContent = detail;
    said.hidden = false;
  };
  const run = async () => {
    const text = form.querySelector("textarea").value;
    if (!text.trim()) return;
    try {
      const own = form.querySelector("[name=policy]").value.trim();
      const policy = own || await (await fetch(form.dataset.policy)).text();
      const found = await check(text.endsWith("\n") ? text : text + "\n", policy);
      const rows = Object.entries(JSON.parse(found.fact)).map(([name, value]) => `${name}: ${value}`);
      show(found.by ? "promised" : "proven", [`${found.log} · ${found.index} / ${found.size} · ${found.at.toISOString()}`, ...rows].join("\n"));
    } catch (reason) {
      if (reason instanceof Rejected) show("rejected", reason.code);
      else show("unable", String(reason));
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  form.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file || file.size > LONGEST_TEXT) return;
    form.querySelector("textarea").value = await file.text();
    run();
  });
})();
