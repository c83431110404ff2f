// One entity: its mentions in their sentences, names, company and time line.

/** Abbreviations and initials before a full stop that ends no sentence. */
const NO_END = /(?:^|[\s("“«])(?:\p{Lu}|Mr|Mrs|Ms|Dr|St|Gen|Col|Prof|Sen|Rep|Gov|No|vs)\.$/u;
const STOP = /[.!?…。！？]["'”’»)\]]*\s+/gu;
const SENTENCE_REACH = 240;

/** The number of the first mention that begins at or after a place. */
function firstMention(mentions, at) {
  let [low, high] = [0, mentions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (mentions[middle][1] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the sentence around `start..end` begins and ends: within its line and reach, and never inside a mention. */
function sentenceAround({ text, mentions }, start, end) {
  const lineStart = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const lineEnd = newline < 0 ? text.length : newline;
  let [from, to] = [lineStart, lineEnd];
  const [first, last] = [Math.max(lineStart, start - 2 * SENTENCE_REACH), Math.min(lineEnd, end + 2 * SENTENCE_REACH)];
  const close = mentions.slice(firstMention(mentions, first), firstMention(mentions, last));
  for (const stop of text.slice(first, last).matchAll(STOP)) {
    const dot = first + stop.index + 1;
    const next = first + stop.index + stop[0].length;
    const inside = close.some((mention) => mention[1] < dot && dot < mention[2]);
    if (inside || NO_END.test(text.slice(first, dot)) || /\p{Ll}/u.test(text[next] ?? "")) continue;
    if (next <= start) from = next;
    else if (dot >= end) {
      to = next;
      break;
    }
  }
  return [from, to];
}

/** A place not more than the reach away, at a space. */
function near(text, at, bound, step) {
  if (Math.abs(bound - at) <= SENTENCE_REACH) return bound;
  let place = at + step * SENTENCE_REACH;
  while (place !== at && !/\s/.test(text[place])) place -= step;
  return place;
}

/** The mentions of an entity in a document, those in one sentence together. */
function sentencesWith(details, entity) {
  const sentences = [];
  for (const mention of details.mentions) {
    const [, start, end, , , , of] = mention;
    if (of !== entity) continue;
    const [from, to] = sentenceAround(details, start, end);
    const last = sentences[sentences.length - 1];
    if (last && last.from === from && last.to === to) last.mentions.push(mention);
    else sentences.push({ from, to, mentions: [mention] });
  }
  return sentences;
}

function sentenceItem(doc, details, { from, to, mentions }) {
  const { text } = details;
  const first = mentions[0][1];
  const last = Math.max(...mentions.map(([, , end]) => end));
  const [start, end] = [near(text, first, from, -1), near(text, last, to, 1)];
  const words = [start > from ? "… " : ""];
  let at = start;
  for (const [id, begin, behind, label, kind] of mentions) {
    if (begin < at) continue;
    words.push(text.slice(at, begin),
      h(`a.m.${labelClass(label)}.${kindClass(kind)}`, { href: documentAddress(doc, id) }, text.slice(begin, behind)));
    at = behind;
  }
  words.push(text.slice(at, end).trimEnd(), end < to ? " …" : "");
  const reasons = mentions.map(([id, begin, behind, , kind, , , why]) => h("li", {},
    h("a", { href: documentAddress(doc, id) }, bdi(text.slice(begin, behind))), ` ${kind}: `,
    bdi(why ?? "the first name of the entity in the document")));
  return h("li", {}, h("p.sentence", { dir: "auto" }, words), h("ul.reasons", { "aria-label": "Why linked" }, reasons));
}

async function documentWithMentions(entity, { doc, mentions }) {
  const details = await item("document", doc);
  const sentences = sentencesWith(details, entity);
  return h("section.occurrence", {},
    h("h3", {}, dateNode(doc), " ",
      h("a", { href: documentAddress(doc) }, bdi(documentTitle(doc)))),
    h("p.source", {}, bdi(corpus.documents.id[doc]), `, ${counted(mentions, "mention")}`),
    h("ul.sentences", {}, sentences.map((sentence) => sentenceItem(doc, details, sentence))));
}

/** Mentions by day, month or year, whichever gives a readable number of bars. */
function timeLine(places) {
  const dated = places.filter(({ doc }) => !Number.isNaN(corpus.day[doc]));
  const undated = places.filter(({ doc }) => Number.isNaN(corpus.day[doc]));
  const note = undated.length > 0 && h("p.note", {},
    `${counted(undated.reduce((sum, { mentions }) => sum + mentions, 0), "mention")} in ` +
    `${counted(undated.length, "document")} without a date`);
  if (!dated.length) return [note];
  const days = dated.map(({ doc }) => corpus.day[doc]);
  const [first, last] = [days[0], days[days.length - 1]];
  const [unit, length, name] = last - first < 62 ? [1, 10, "day"] : last - first < 366 * 6 ? [30, 7, "month"] : [365, 4, "year"];
  const bars = new Map();
  // Every day, month or year from the first to the last, those without mentions too.
  for (let day = first; day <= last; day += Math.min(unit, 28)) bars.set(dateOf(day).slice(0, length), 0);
  for (const { doc, mentions } of dated) {
    const key = corpus.documents.date[doc].slice(0, length);
    bars.set(key, (bars.get(key) ?? 0) + mentions);
  }
  const most = Math.max(...bars.values());
  const [width, height] = [Math.max(bars.size, 12) * 10, 80];
  const described = [...bars].filter(([, count]) => count).map(([key, count]) => `${key}: ${count}`);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    [...bars].map(([key, count], at) => count > 0 && svg("rect", {
      x: at * 10 + 1, width: 8, y: height - (count / most) * (height - 4), height: (count / most) * (height - 4),
    }, svg("title", {}, `${key}: ${counted(count, "mention")}`))));
  const ends = [...bars.keys()];
  return [
    h("figure.time", { "aria-label": `Mentions by ${name}` },
      h("div.bars", {}, h("span.most", { "aria-hidden": "true" }, number(most)), drawing),
      h("figcaption", {}, h("span", {}, ends[0]), h("span", {}, `mentions by ${name}`), h("span", {}, ends[ends.length - 1])),
      h("details", {}, h("summary", {}, "As text"), h("p", {}, described.join("; ")))),
    note,
  ];
}

function companionItem([entity, shared], documents) {
  return h("li", {}, badge(corpus.entities.label[entity]), h("a", { href: entityAddress(entity) }, bdi(corpus.entities.name[entity])),
    h("meter", { min: 0, max: documents, value: shared, "aria-hidden": "true" }),
    h("span.count", { "aria-label": counted(shared, "document") }, number(shared)));
}

async function entityView({ id }) {
  const entity = corpus.entities.id.indexOf(id);
  if (entity < 0) return notThere("entity", id);
  const { name, label, kb_id } = corpus.entities;
  const { aliases, evidence } = await item("entity", entity);
  const places = documentsOf(entity);
  const mentions = places.reduce((sum, place) => sum + place.mentions, 0);
  const companions = companionsOf(entity);
  const together = inSteps(companions, 12, "entities", (pair) => companionItem(pair, places.length), h("ol.companions"));
  const occurrences = inSteps(places, 20, "documents", (place) => documentWithMentions(entity, place), h("div"));
  await occurrences.ready;
  return {
    title: name[entity],
    heading: [badge(label[entity]), " ", bdi(name[entity])],
    nodes: [
      h("p.facts", {}, `${counted(mentions, "mention")} in ${counted(places.length, "document")}`,
        kb_id[entity] !== null && [", knowledge id ", h("code", {}, kb_id[entity])], copyButton()),
      h("div.columns", {},
        h("div", {},
          h("section", {}, h("h2", {}, "Names"), h("ul.aliases", {}, aliases.map(({ text, count }) =>
            h("li", {}, bdi(text), " ", h("span.count", {}, number(count)))))),
          h("section", {}, h("h2", {}, "Time line"), timeLine(places)),
          evidence.length > 0 && h("details.evidence", {}, h("summary", {}, `Why its mentions are one (${counted(evidence.length, "reason")})`),
            h("ul", {}, evidence.map(({ rule, detail }) => h("li", {}, h("b", {}, rule), ": ", bdi(detail)))))),
        h("section", {}, h("h2", {}, "Appears with"), h("p.note", {}, `Documents in common, of ${number(places.length)}`),
          companions.length ? together.nodes : h("p", {}, "nobody else"))),
      h("section", {}, h("h2", {}, "Mentions"), occurrences.nodes),
    ],
  };
}
