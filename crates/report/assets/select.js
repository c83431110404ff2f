// Search and filters: which entities, in which order, and with which counts.

/** Letters without case and marks, so that "Erdogan" finds "Erdoğan". */
const isPlain = /^[\x20-\x7e]*$/;
const fold = (text) =>
  isPlain.test(text) ? text.toLowerCase() : text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const keysOf = {
  entities: () =>
    corpus.entities.name.map((name, entity) =>
      fold([name, ...corpus.entities.also[entity], corpus.entities.kb_id[entity] ?? ""].join("\t"))),
  documents: () => corpus.documents.id.map((id, doc) => fold(`${corpus.documents.title[doc] ?? ""}\t${id}`)),
};
const keys = {};

/** What search looks through for each entity or document. */
const searchKeys = (kind) => (keys[kind] ??= keysOf[kind]());

/** Whether the text of an entity or document holds every word of the query. */
function matcher(kind, query) {
  const words = fold(query ?? "").split(/\s+/).filter(Boolean);
  if (!words.length) return () => true;
  const texts = searchKeys(kind);
  return (item) => words.every((word) => texts[item].includes(word));
}

/** Whether a document is of the period and folder (with those below it). */
function documentFilter({ from, to, folder }) {
  const [first, last] = [dayOf(from), dayOf(to)];
  const below = folder && `${folder}/`;
  return (doc) =>
    !(from && !(corpus.day[doc] >= first)) &&
    !(to && !(corpus.day[doc] <= last)) &&
    !(folder && corpus.folder[doc] !== folder && !corpus.folder[doc].startsWith(below));
}

let lastTally = {};

/** For each entity its mentions, documents, first and last day in the documents of the period and folder. */
function tally(filters) {
  const key = JSON.stringify([filters.from, filters.to, filters.folder]);
  if (lastTally.key === key) return lastTally;
  const inside = documentFilter(filters);
  const wanted = Uint8Array.from(corpus.documents.id, (_, doc) => inside(doc));
  const mentions = new Int32Array(corpus.size);
  const documents = new Int32Array(corpus.size);
  const first = new Float64Array(corpus.size).fill(Infinity);
  const last = new Float64Array(corpus.size).fill(-Infinity);
  const { start, to, count } = corpus.ofEntity;
  for (let entity = 0; entity < corpus.size; entity++) {
    for (let at = start[entity]; at < start[entity + 1]; at++) {
      const doc = to[at];
      if (!wanted[doc]) continue;
      mentions[entity] += count[at];
      documents[entity]++;
      const day = corpus.day[doc];
      if (day < first[entity]) first[entity] = day;
      if (day > last[entity]) last[entity] = day;
    }
  }
  lastTally = { key, mentions, documents, first, last, wanted, orders: {} };
  return lastTally;
}

/** The entities that are there at all, in the order of a column; "mentions" is that of the records where all count. */
function ordered(counts, sort) {
  counts.orders[sort] ??= (() => {
    const there = Array.from(counts.mentions.keys()).filter((entity) => counts.mentions[entity] > 0);
    const name = corpus.entities.name;
    const compare = {
      mentions: (a, b) => counts.mentions[b] - counts.mentions[a],
      documents: (a, b) => counts.documents[b] - counts.documents[a],
      name: (a, b) => (name[a] < name[b] ? -1 : name[a] > name[b] ? 1 : 0),
      // Those without a date come last.
      first: (a, b) => counts.first[a] - counts.first[b] || 0,
      last: (a, b) => counts.last[b] - counts.last[a] || 0,
    };
    return there.sort(compare[sort] ?? compare.mentions);
  })();
  return counts.orders[sort];
}

/** The entities that pass all filters, in order, and the counts of all. */
function selectEntities(filters) {
  const counts = tally(filters);
  const matches = matcher("entities", filters.q);
  const labels = filters.label ? filters.label.split(",") : null;
  const { label, kb_id } = corpus.entities;
  const passes = (entity) =>
    (!labels || labels.includes(label[entity])) &&
    (!filters.kb || (kb_id[entity] !== null) === (filters.kb === "with")) &&
    matches(entity);
  return { counts, found: ordered(counts, filters.sort || "mentions").filter(passes) };
}

/** The documents that pass the filters, in the order of the input or of a column. */
function selectDocuments(filters) {
  const inside = documentFilter(filters);
  const matches = matcher("documents", filters.q);
  const found = Array.from(corpus.documents.id.keys()).filter((doc) => inside(doc) && matches(doc));
  const { date, mentions, id } = corpus.documents;
  const entities = (doc) => corpus.ofDocument.start[doc + 1] - corpus.ofDocument.start[doc];
  const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const compare = {
    title: (a, b) => text(documentTitle(a), documentTitle(b)),
    source: (a, b) => text(id[a], id[b]),
    date: (a, b) => text(date[b] ?? "", date[a] ?? ""),
    mentions: (a, b) => mentions[b] - mentions[a],
    entities: (a, b) => entities(b) - entities(a),
  };
  if (filters.sort in compare) found.sort(compare[filters.sort]);
  return found;
}

/** The documents of an entity, by date, those without one last: pairs of document and mentions. */
function documentsOf(entity) {
  const { start, to, count } = corpus.ofEntity;
  const places = [];
  for (let at = start[entity]; at < start[entity + 1]; at++) places.push({ doc: to[at], mentions: count[at] });
  const day = ({ doc }) => (Number.isNaN(corpus.day[doc]) ? Infinity : corpus.day[doc]);
  return places.sort((a, b) => day(a) - day(b) || a.doc - b.doc || 0);
}

/** Who appears in the same documents as an entity, most often first: pairs of entity and documents in common. */
function companionsOf(entity) {
  const shared = new Map();
  const { start, to } = corpus.ofDocument;
  for (const { doc } of documentsOf(entity)) {
    for (let at = start[doc]; at < start[doc + 1]; at++) {
      if (to[at] !== entity) shared.set(to[at], (shared.get(to[at]) ?? 0) + 1);
    }
  }
  return [...shared].sort(([a, inA], [b, inB]) => inB - inA || a - b);
}
