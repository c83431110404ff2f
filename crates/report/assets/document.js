// One document: its text with coloured mentions, what was removed, and the raw text.

const kindClass = (kind) => (["name", "nominal", "pronoun"].includes(kind) ? kind : "name");

const mentionWords = ([, , , label, kind, score, entity, why]) => [
  badge(label), " ", kind, " · ",
  entity === null ? "not linked: nothing was sure enough" : h("b", {}, bdi(corpus.entities.name[entity])),
  why && [" · ", bdi(why)], ` · score ${score}`,
];

const removedPart = (tag, { rule, text }) =>
  h(`${tag}.removed`, {}, h("span.rule", {}, rule), " ", h("del", { dir: "auto" }, text ?? "text not at hand"));

/** The nodes of the cleaned text, a paragraph a line. */
function textNodes({ text, mentions, removed }) {
  // Whole lines that were removed stand between lines, the rest within one.
  const between = new Map();
  const within = [];
  for (const part of removed.filter(({ at }) => at !== null)) {
    if (part.at > 0 && part.at < text.length && text[part.at] !== "\n") within.push(part);
    else between.set(part.at, [...(between.get(part.at) ?? []), part]);
  }
  const removedLines = (at) => (between.get(at) ?? []).map((part) => removedPart("p", part));
  // The text from `from` to `to`, as links to `address` if any, with what was removed there. Called from left to right.
  const plain = (from, to, address) => {
    const nodes = [];
    // The space between two mentions within another is no link: it would have no name.
    const add = (words) => words && nodes.push(address && words.trim() ? h("a", { href: address }, words) : words);
    for (; within.length && within[0].at < to; from = Math.max(from, within.shift().at)) {
      add(text.slice(from, within[0].at));
      nodes.push(removedPart("span", within[0]));
    }
    add(text.slice(from, to));
    return nodes;
  };
  // The text from `from` to `to` with the given mentions, longer ones around shorter ones.
  const inline = (from, to, inside, address) => {
    const nodes = [];
    let at = from;
    for (let next = 0; next < inside.length;) {
      const [id, start, end, label, kind, , entity] = inside[next++];
      const [first, last] = [Math.max(start, at), Math.min(end, to)];
      if (first >= last) continue;
      let behind = next;
      while (behind < inside.length && inside[behind][1] < last) behind++;
      const nested = inside.slice(next, behind);
      const link = entity === null ? null : entityAddress(entity);
      const name = `m.${labelClass(label)}.${kindClass(kind)}`;
      nodes.push(...plain(at, first, address));
      if (link && !nested.length) {
        nodes.push(h(`a.${name}`, { href: link, "data-mention": id }, plain(first, last, null)));
      } else {
        nodes.push(h(`span.${name}${link ? "" : ".unlinked"}`,
          { "data-mention": id, ...(!link && { tabindex: "0", role: "mark" }) }, inline(first, last, nested, link)));
      }
      // Those that begin inside and reach further go on behind it.
      const further = nested.filter((other) => other[2] > last);
      inside = further.length ? [...further, ...inside.slice(behind)] : inside;
      next = further.length ? 0 : behind;
      at = last;
    }
    nodes.push(...plain(at, to, address));
    return nodes;
  };
  const nodes = removedLines(0);
  let next = 0;
  let gap = false;
  for (let from = 0; from < text.length || from === 0;) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    while (next < mentions.length && mentions[next][2] <= from) next++;
    const here = [];
    for (let at = next; at < mentions.length && mentions[at][1] < to; at++) {
      if (mentions[at][2] > from) here.push(mentions[at]);
    }
    if (to > from) nodes.push(h(gap ? "p.gap" : "p", { dir: "auto" }, inline(from, to, here, null)));
    gap = to === from;
    if (to > 0) nodes.push(...removedLines(to));
    from = to + 1;
  }
  return nodes;
}

/** The raw text, what was removed from it dimmed. */
function rawNodes(raw) {
  const nodes = [];
  let at = 0;
  for (const [start, end] of raw.removed) {
    if (start < at) continue;
    nodes.push(raw.text.slice(at, start), h("del", {}, raw.text.slice(start, end)));
    at = end;
  }
  return [...nodes, raw.text.slice(at)];
}

/** A button that shows something or hides it; the address remembers. */
function toggle(words, name, params, change) {
  const button = h("button.toggle", { type: "button", onclick: () => {
    params[name] = params[name] ? "" : "1";
    replaceParams(params);
    apply();
  } }, words);
  const apply = () => {
    button.setAttribute("aria-pressed", Boolean(params[name]));
    change(Boolean(params[name]));
  };
  return { button, apply };
}

async function documentView({ id, params }) {
  const doc = corpus.documents.id.indexOf(id);
  if (doc < 0) return notThere("document", id);
  const details = await item("document", doc);
  const body = h("article.text", {
    onmouseover: (event) => showCard(event, details), onfocusin: (event) => showCard(event, details),
    onmouseout: hideCard, onfocusout: hideCard,
  }, textNodes(details));
  const rawBox = h("section.raw", { hidden: true });
  const pages = h("div.pages", {}, body, rawBox);
  const unplaced = details.removed.filter(({ at, text }) => at === null && text !== "");
  const elsewhere = h("section.elsewhere", {}, unplaced.length > 0 && [
    h("h2", {}, "Removed, place in the text not known"), unplaced.map((part) => removedPart("p", part))]);
  const removed = toggle(`Removed parts (${details.removed.length})`, "removed", params, (shown) => {
    pages.classList.toggle("with-removed", shown);
    elsewhere.hidden = !shown;
  });
  const raw = toggle("Raw text", "raw", params, async (shown) => {
    pages.classList.toggle("with-raw", shown);
    rawBox.hidden = !shown;
    if (shown && !rawBox.firstChild) rawBox.append(...(await rawText(doc, details)));
  });
  removed.apply();
  raw.apply();
  const { start, to, count } = corpus.ofDocument;
  const there = Array.from(to.subarray(start[doc], start[doc + 1]), (entity, at) => [entity, count[start[doc] + at]]);
  there.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const entities = inSteps(there, 40, "entities", ([entity, mentions]) => h("li", {}, badge(corpus.entities.label[entity]), " ",
    h("a", { href: entityAddress(entity) }, bdi(corpus.entities.name[entity])), h("span.count", {}, ` ${number(mentions)}`)), h("ol.there"));
  return {
    title: documentTitle(doc),
    target: params.mention && body.querySelector(`[data-mention="${CSS.escape(params.mention)}"]`),
    nodes: [
      h("p.facts", {}, dateNode(doc), " · ", bdi(id), " · ",
        counted(details.mentions.length, "mention"), copyButton()),
      details.warnings.map((warning) => h("p.warning", {}, "Note: ", bdi(warning))),
      h("p.tools", {}, removed.button, raw.button, legend()),
      h("div.reading", {}, h("div", {}, pages, elsewhere),
        h("aside", {}, h("h2", {}, "In this document"), entities.nodes)),
    ],
  };
}

async function rawText(doc, details) {
  const heading = h("h2", {}, "Raw text");
  if (details.no_original !== null) return [heading, h("p", {}, "Not at hand: ", bdi(details.no_original), ".")];
  if (!corpus.raw) return [heading, h("p", {}, "Left out of this page; onomast report --raw always puts it in.")];
  const raw = await item("raw", doc);
  if (raw === null) return [heading, h("p", {}, "Not at hand: the file cannot be decoded.")];
  return [heading, h("pre", { dir: "auto", tabindex: "0" }, rawNodes(raw))];
}

function legend() {
  return h("span.legend", {}, Object.entries(LABELS).map(([label, words]) => h(`span.m.${label}.name`, {}, words)),
    h("span.m.PER.nominal", {}, "description"), h("span.m.PER.pronoun", {}, "pronoun"),
    h("span.m.MISC.unlinked", {}, "not linked"));
}

function showCard(event, details) {
  const target = event.target.closest("[data-mention]");
  const mention = target && details.mentions.find(([id]) => id === target.dataset.mention);
  if (!mention) return;
  const card = byId("card");
  card.replaceChildren(...[mentionWords(mention)].flat(Infinity).filter(Boolean));
  card.hidden = false;
  // A mention with another inside has links of its own: the card is told where the focus is.
  event.target.setAttribute("aria-describedby", "card");
}

function hideCard(event) {
  event.target.removeAttribute("aria-describedby");
  byId("card").hidden = true;
}
