// The data of the page: chunks of base64, zlib and JSON, unpacked when they are looked at.

/** Everything the lists need; filled by `load`. */
const corpus = {};

const CHUNKS_KEPT = 100;
const kept = new Map();
const parsed = new Promise((resolve) => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", resolve, { once: true });
  else resolve();
});

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function unpack(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

async function readChunk(name) {
  // While the browser is still reading the page, a chunk is whole once something follows it.
  if (!byId(name)?.nextElementSibling) await parsed;
  return unpack(byId(name).textContent);
}

function chunk(name) {
  let found = kept.get(name);
  kept.delete(name);
  found ??= readChunk(name);
  kept.set(name, found);
  if (kept.size > CHUNKS_KEPT) kept.delete(kept.keys().next().value);
  return found;
}

/** An item of a kind ("document", "raw", "entity") by its number. */
async function item(kind, number) {
  const starts = corpus.chunks[kind];
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= number) low = middle;
    else high = middle;
  }
  return (await chunk(`${kind}-${low}`))[number - starts[low]];
}

const DAY = 864e5;
const dayOf = (date) => (date ? Date.parse(date) / DAY : NaN);
const dateOf = (day) => (Number.isFinite(day) ? new Date(day * DAY).toISOString().slice(0, 10) : "");
const folderOf = (id) => id.slice(0, Math.max(0, id.lastIndexOf("/")));

/** Rows of pairs (a number and a count), one after the other: row `i` lies from `start[i]` to `start[i + 1]`. */
function rows(sizes) {
  const start = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) start[i + 1] = start[i] + sizes[i];
  const total = start[sizes.length];
  return { start, to: new Int32Array(total), count: new Int32Array(total) };
}

function documentsOfEntities({ documents, places }) {
  const table = rows(documents);
  for (let entity = 0, at = 0; entity < documents.length; entity++) {
    let doc = 0;
    for (; at < table.start[entity + 1]; at++) {
      doc += places[2 * at];
      table.to[at] = doc;
      table.count[at] = places[2 * at + 1];
    }
  }
  return table;
}

function entitiesOfDocuments(ofEntities, documents) {
  const sizes = new Int32Array(documents);
  for (const doc of ofEntities.to) sizes[doc]++;
  const table = rows(sizes);
  const next = table.start.slice();
  for (let entity = 0; entity + 1 < ofEntities.start.length; entity++) {
    for (let at = ofEntities.start[entity]; at < ofEntities.start[entity + 1]; at++) {
      const place = next[ofEntities.to[at]]++;
      table.to[place] = entity;
      table.count[place] = ofEntities.count[at];
    }
  }
  return table;
}

async function load() {
  Object.assign(corpus, await unpack(byId("index").textContent));
  corpus.size = corpus.entities.id.length;
  corpus.ofEntity = documentsOfEntities(corpus.entities);
  corpus.ofDocument = entitiesOfDocuments(corpus.ofEntity, corpus.documents.id.length);
  corpus.day = Float64Array.from(corpus.documents.date, dayOf);
  corpus.folder = corpus.documents.id.map(folderOf);
}
