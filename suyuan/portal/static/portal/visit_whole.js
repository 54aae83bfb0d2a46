// 完整 — what a record still lacks, asked as suyuan/domain/inspections.py asks it, in the words of the rules, and where: what
// is found missing after the firm has signed and gone costs every signature.
(() => {
  "use strict";
  const given = document.getElementById("visit-rules");
  if (!given) return;
  const { rules, unseen, day, largest, least } = JSON.parse(given.textContent);
  const say = (rule, value = "") => rules[rule].replaceAll("{value}", value);
  const hides = new RegExp(`[${unseen}]`, "u");
  const legalDay = (moment) => new Date(moment).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  const isOfDay = (moment) => legalDay(moment) === day;

  function* beginning({ began_at }, says) {
    if (!began_at) yield ["began_at", says.saysBegin];
    else if (!isOfDay(began_at)) yield ["began_at", say("inspection.day", legalDay(began_at))];
  }
  function* lookedAt({ measures, points }, names) {
    if (!measures.length) yield ["measures", say("inspection.measures")];
    for (const name of names) {
      const found = points[name];
      if (!found) yield [`points-${name}`, say("inspection.unanswered")];
      else if (found.answer !== "in_order" && !found.words) yield [`points-${name}`, say("inspection.unsaid")];
    }
  }
  function* lists({ codes, photos }, typed, says) {
    for (const { code, words } of codes) {
      if (!words && window.suyuanReader.codeOf(code) !== code) yield ["codes", say("inspection.code", code)];
    }
    if ((typed.code || "").trim()) yield ["codes", says.saysTyped];
    if (photos.some((one) => legalDay(one.taken_at) < day)) yield ["photos", say("inspection.photo_time")];
    if ((typed.said || "").trim()) yield ["statements", says.saysTyped];
  }
  function* signing({ present, refused, witness }) {
    if (Boolean(refused) !== Boolean(witness)) yield ["refused", say("inspection.unsigned")];
    else if (!present && !refused) yield ["present", say("inspection.present")];
  }
  function* hidden(record) {
    const texts = ["present", "refused", "witness", "words"].map((name) => [name, record[name]]);
    texts.push(...Object.entries(record.points).map(([name, one]) => [`points-${name}`, one.words]));
    for (const list of ["codes", "statements", "photos"]) {
      texts.push(...record[list].flatMap((one) => [one.code, one.who, one.words].map((text) => [list, text])));
    }
    const fields = new Set(texts.filter(([, text]) => hides.test(text || "")).map(([field]) => field));
    for (const field of fields) yield [field, say("inspection.unseen")];
  }

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
    isOfDay,
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
    /** Give [field, words] of all that must be mended before anybody signs. names: of the points; typed: not added yet. */
    missing: (record, names, typed, says) => {
      const size = new Blob([JSON.stringify(record)]).size;
      return [
        ...beginning(record, says),
        ...lookedAt(record, names),
        ...lists(record, typed, says),
        ...signing(record),
        ...hidden(record),
        ...(size > largest ? [["words", say("inspection.large")]] : []),
      ];
    },
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
