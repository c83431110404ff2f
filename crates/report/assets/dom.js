// Making nodes. Text from data only ever becomes text nodes and attribute values; addresses are fragments of this page.

const byId = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  const there = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  // Before the attributes: under dir="auto" a browser looks for the direction anew with each child.
  for (const child of there) element.append(child);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  return element;
}

/** An HTML element by its name and classes ("a.row.wide"), attributes and listeners ("onclick"), and children. */
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  return fill(element, attributes, children);
}

/** An SVG element. */
const svg = (name, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** Text from data, whose direction is its own. */
const bdi = (text) => h("bdi", {}, text);

const number = (value) => value.toLocaleString("en");
const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** Labels that have a colour of their own. */
const LABELS = { PER: "person", ORG: "organisation", LOC: "place", MISC: "other name" };
const labelClass = (label) => (label in LABELS ? label : "MISC");
const badge = (label) => h(`span.badge.${labelClass(label)}`, { title: LABELS[label] }, label);

/** The address of an entity, or a document and perhaps a mention in it. */
const entityAddress = (entity) => `#entity/${encodeURIComponent(corpus.entities.id[entity])}`;
const documentAddress = (doc, mention) =>
  `#document/${corpus.documents.id[doc].split("/").map(encodeURIComponent).join("/")}` +
  (mention ? `?mention=${encodeURIComponent(mention)}` : "");

const dateNode = (doc) => {
  const date = corpus.documents.date[doc];
  return date === null ? h("span.undated", {}, "no date") : h("time", {}, date);
};
const documentTitle = (doc) => corpus.documents.title[doc] || corpus.documents.id[doc];

/** A list of which `step` items are shown, and as many more on each press of a button. `make` may be async. */
function inSteps(items, step, what, make, list) {
  let shown = 0;
  const button = h("button.more", { type: "button", onclick: () => more() });
  const more = async () => {
    const next = items.slice(shown, shown + step);
    shown += next.length;
    button.disabled = true;
    const nodes = await Promise.all(next.map(make));
    list.append(...nodes);
    button.disabled = false;
    button.hidden = shown >= items.length;
    button.textContent = `Show more (${number(items.length - shown)} ${what} left)`;
  };
  return { nodes: [list, button], ready: more() };
}
