// 完整 — what a record still lacks, asked as suyuan/domain/inspections.py asks it, in the words of the rules, and where: what
// is found missing after the firm has signed and gone costs every signature.
(() => {
  "use strict";
  const given = document.getElementById("visit-rules");
  if (!given) return;
  const asked = JSON.parse(given.textContent);
  const { rules, unseen, day, ordered, near, largest, longest, most, shown, least } = asked;
  const clock = window.suyuanClock;
  const say = (rule, value = "", limit = "") => rules[rule].replaceAll("{limit}", limit).replaceAll("{value}", value);
  const hides = new RegExp(`[${unseen}]|\\p{Cs}`, "u"); // and half a sign, which no text can carry
  const legalDay = (moment) => new Date(moment).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  const isAfter = (moment, other) => Date.parse(moment) > new Date(other).getTime() + near * 1000;

  function* beginning({ began_at }, says) {
    if (!began_at) yield ["began_at", says.saysBegin];
    else if (legalDay(began_at) !== day) yield ["began_at", say("inspection.day", legalDay(began_at))];
    else if (isAfter(ordered, began_at)) yield ["began_at", say("inspection.before_order")];
    else if (isAfter(began_at, clock.now())) yield ["began_at", say("inspection.times")];
  }
  function* lookedAt({ measures, points }) {
    if (!measures.length) yield ["measures", say("inspection.measures")];
    for (const name of asked.points) {
      const found = points[name];
      if (!found) yield [`points-${name}`, say("inspection.unanswered")];
      else if (found.answer !== "in_order" && !found.words) yield [`points-${name}`, say("inspection.unsaid")];
    }
  }
  const isOfAnotherTime = ({ taken_at }) => legalDay(taken_at) < day || isAfter(taken_at, clock.now());
  function* lists({ codes, photos }, typed, says) {
    for (const { code, words } of codes) {
      if (!words && window.suyuanReader.codeOf(code) !== code) yield ["codes", say("inspection.code", code)];
    }
    if ((typed.code || "").trim()) yield ["codes", says.saysTyped];
    if (photos.some(isOfAnotherTime)) yield ["photos", say("inspection.photo_time")];
    if ((typed.said || "").trim()) yield ["statements", says.saysTyped];
  }
  function* signing({ present, refused, witness }) {
    if (Boolean(refused) !== Boolean(witness)) yield ["refused", say("inspection.unsigned")];
    else if (!present && !refused) yield ["present", say("inspection.present")];
  }
  // [field, text, how many characters it may have] of all texts
  function* texts(record) {
    for (const name of ["present", "witness"]) yield [name, record[name] || "", longest.name];
    for (const name of ["refused", "words"]) yield [name, record[name] || "", longest.words];
    for (const [name, one] of Object.entries(record.points)) yield [`points-${name}`, one.words || "", longest.words];
    for (const list of ["codes", "statements", "photos"]) {
      for (const { code = "", who = "", words = "" } of record[list]) {
        yield* [[list, code, longest.code], [list, who, longest.name], [list, words, longest.words]];
      }
    }
  }
  function* bounds(record) {
    for (const [list, limit] of Object.entries(most)) {
      if (record[list].length > limit) yield [list, say("inspection.many", "", limit)];
    }
    for (const [field, text, limit] of texts(record)) {
      if (text.length <= limit) continue;
      const signs = [...text]; // as the platform counts them
      if (signs.length > limit) yield [field, say("inspection.long", signs.slice(0, shown).join(""), limit)];
    }
    const fields = new Set([...texts(record)].filter(([, text]) => hides.test(text)).map(([field]) => field));
    for (const field of fields) yield [field, say("inspection.unseen")];
  }
  /** Bytes of a record once all have signed it. */
  const size = (record) => {
    const each = Object.fromEntries(asked.signers.map((who) => [who, "0".repeat(64)]));
    const ended_at = clock.now().toISOString();
    return new Blob([JSON.stringify({ ...record, ended_at, signatures: each, signed: each })]).size;
  };

  const MOST_WAYS = 3; // to places that lack the same
  const NAMES = "legend, h2, label, summary";
  const named = (field) => document.getElementById(field).querySelector(NAMES).textContent.trim();
  const go = (field) => {
    const box = document.getElementById(field);
    const fold = box.closest("details");
    if (fold) fold.open = true;
    box.focus();
    box.scrollIntoView({ block: "start" });
  };
  /** Give a link to a field; the text alone where there is no such place. */
  const way = (field, text) => {
    if (!document.getElementById(field)) return text;
    const link = Object.assign(document.createElement("a"), { href: `#${field}`, textContent: text });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(field);
    });
    return link;
  };

  window.suyuanWhole = {
    say,
    longest,
    hasBegun: (record) => beginning(record, {}).next().done,
    go,
    way,
    /** Tell beside each place what is wrong there. */
    mark: (found) => {
      for (const one of document.querySelectorAll(".visit .wrong")) one.hidden = true;
      for (const [field, text] of found) {
        const box = document.getElementById(field), beside = box && box.querySelector(".wrong");
        if (!beside) continue;
        Object.assign(beside, { textContent: beside.hidden ? text : `${beside.textContent} ${text}`, hidden: !text });
        if (beside.closest("details")) beside.closest("details").open = true;
      }
    },
    /** Tell it all in one place, what is the same once. */
    list: (note, found) => {
      const places = new Map();
      for (const [field, text] of found) places.set(text, [...(places.get(text) || []), field]);
      const lines = [...places].map(([text, fields]) => {
        const line = document.createElement("li");
        line.append(text, ...fields.slice(0, MOST_WAYS).map((field) => way(field, named(field))));
        if (fields.length > MOST_WAYS) line.append(`+ ${fields.length - MOST_WAYS}`);
        return line;
      });
      note.querySelector("ul").replaceChildren(...lines);
      note.hidden = !found.length;
    },
    /** Give [field, words] of all that must be mended before anybody signs. typed: not added yet. */
    missing: (record, typed, says) => [
      ...beginning(record, says),
      ...lookedAt(record),
      ...lists(record, typed, says),
      ...signing(record),
      ...bounds(record),
      ...(size(record) > largest ? [["words", say("inspection.large")]] : []),
    ],
    /** Give the same of the signatures themselves, before the record is sent. */
    unsigned: ({ signatures, refused }) => {
      const officers = Object.keys(signatures).filter((who) => who !== "firm").length;
      return [
        ...(officers < least ? [["signatures", say("inspection.officers_sign")]] : []),
        ...(signatures.firm || refused ? [] : [["refused", say("inspection.unsigned")]]),
      ];
    },
  };
})();
