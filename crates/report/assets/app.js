// What the address shows, and the keys.

const views = {
  entities: entitiesView,
  entity: entityView,
  documents: documentsView,
  document: documentView,
  network: networkView,
  about: aboutView,
};

function notThere(what, id) {
  return { title: `No such ${what}`, nodes: [h("p", {}, `There is no ${what} `, h("code", {}, id), " in this report.")] };
}

function aboutView() {
  const { run } = corpus;
  const { counts } = run;
  const list = (title, items) => items.length > 0 && [h("h2", {}, title), h("ul", {}, items.map((words) => h("li", {}, words)))];
  const key = (name, words) => h("li", {}, h("kbd", {}, name), ` ${words}`);
  return {
    title: "About this report",
    nodes: [
      h("p", {}, `${counted(counts.documents, "document")}, ${counted(counts.mentions, "mention")} of ` +
        `${counted(counts.entities, "entity", "entities")}, found by Onomast ${run.version}. ` +
        "Everything is in this page; it loads and sends nothing."),
      list("Documents that failed", run.failures.map(({ document, stage, cause }) => [bdi(document), ` (${stage}): `, bdi(cause)])),
      list("Files left alone", run.skipped.map(({ reason, files, first }) => [`${counted(files, "file")}: `, bdi(reason), "; the first is ", bdi(first)])),
      h("h2", {}, "Reading it"),
      h("ul", {},
        h("li", {}, "A mention is a place in a text; an entity is the person, organisation or place that it refers to."),
        h("li", {}, "Names are solid, descriptions and pronouns lighter; a dashed line marks a mention that was not linked."),
        h("li", {}, "The address of the page names what it shows, filters included: copy it to come back or to cite."),
        h("li", {}, "Names and descriptions were linked by a program and can be wrong; the reason of each link is beside it.")),
      h("h2", {}, "Keys"),
      h("ul", {}, key("/", "search"), key("↓ ↑", "from row to row in a list"), key("Tab", "from link to link"), key("Esc", "empty the search")),
      h("h2", {}, "The run"),
      h("ul", {}, h("li", {}, `engine ${run.engine}`), h("li", {}, "inputs: ", bdi(run.inputs.join(", ") || "not recorded")),
        [...Object.entries(run.model), ...Object.entries(run.knowledge)].map(([file, sha256]) =>
          h("li", {}, bdi(file), " ", h("code", {}, sha256)))),
    ],
  };
}

/** A button that copies the address; none where the browser does not let a page do so. */
function copyButton() {
  if (!navigator.clipboard) return null;
  const button = h("button.copy", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(location.href).then(
      () => { button.textContent = "Copied"; },
      () => { button.textContent = "Copy it from the address bar"; });
  } }, "Copy link");
  return button;
}

function readAddress() {
  const [path, query] = location.hash.slice(1).split("?");
  const [view, ...rest] = path.split("/");
  let id = rest.join("/");
  try {
    id = decodeURIComponent(id);
  } catch {
    // An address that was cut off while it was copied: looked up as it is.
  }
  return { view: view || "entities", id, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Puts values into the address without a new step in the history. */
function replaceParams(values) {
  const filled = Object.entries(values).filter(([, value]) => value);
  const query = new URLSearchParams(filled).toString();
  const path = location.hash.slice(1).split("?")[0] || "entities";
  history.replaceState(history.state, "", `#${path}${query && `?${query}`}`);
}

/** For each step of the history how far the page was scrolled, and which link had the focus. */
const left = new Map();
let step = null;
let steps = 0;
let turn = 0;

async function route() {
  left.set(step, { scroll: scrollY, link: document.activeElement?.getAttribute("href") });
  const back = left.get(history.state?.step);
  step = history.state?.step ?? `${performance.timeOrigin}.${++steps}`;
  history.replaceState({ step }, "");
  const mine = ++turn;
  const address = readAddress();
  byId("card").hidden = true;
  const view = Object.hasOwn(views, address.view) ? views[address.view] : () => notThere("view", address.view);
  let shown;
  try {
    shown = await view(address);
  } catch (error) {
    shown = { title: "This cannot be shown", nodes: [h("p", {}, "A part of the page is missing or damaged: ", String(error))] };
  }
  if (mine !== turn) return;
  const heading = h("h1", { tabindex: "-1" }, shown.heading ?? bdi(shown.title));
  const main = byId("main");
  main.className = address.view;
  main.replaceChildren(heading, ...[shown.nodes].flat(Infinity).filter(Boolean));
  document.title = `${shown.title} – ${corpus.name} – Onomast`;
  for (const link of document.querySelectorAll("nav a")) {
    const current = { entity: "entities", document: "documents" }[address.view] ?? address.view;
    if (link.getAttribute("href") === `#${current}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (back) {
    const link = back.link && main.querySelector(`a[href="${CSS.escape(back.link)}"]`);
    (link ?? heading).focus({ preventScroll: true });
    scrollTo(0, back.scroll);
  } else if (shown.target) {
    shown.target.classList.add("target");
    // Where other mentions lie within it, a mention is no link itself but holds several.
    (shown.target.href ? shown.target : shown.target.querySelector("a"))?.focus({ preventScroll: true });
    shown.target.scrollIntoView({ block: "center" });
  } else {
    scrollTo(0, 0);
    if (steps > 1) heading.focus({ preventScroll: true });
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector("input[type=search]");
  const inField = event.target.closest("input, select, textarea");
  if (event.key === "/" && search && !inField) {
    event.preventDefault();
    search.select();
    search.focus();
  } else if (event.key === "Escape" && event.target === search) {
    search.value = "";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...document.querySelectorAll("table.list tbody tr > :first-child a")];
    const at = links.indexOf(document.activeElement);
    if (!links.length || (at < 0 && event.target !== search)) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? search : links[next])?.focus();
  }
}

/** Light or dark: as the system has it, until the reader chooses. */
function theme() {
  const button = byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const set = (isDark) => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.textContent = isDark ? "Light" : "Dark";
  };
  let chosen = false;
  button.setAttribute("aria-label", "Change between light and dark");
  button.addEventListener("click", () => {
    chosen = true;
    set(document.documentElement.dataset.theme === "light");
  });
  system.addEventListener("change", () => chosen || set(system.matches));
  set(system.matches);
}

async function start() {
  theme();
  history.scrollRestoration = "manual";
  try {
    await load();
  } catch (error) {
    byId("main").replaceChildren(h("p", {}, "The data of this page cannot be read: it is damaged, or the browser is too old " +
      "(needed: Chrome or Edge 93, Firefox 113, Safari 16.4). ", String(error)));
    return;
  }
  byId("name").textContent = corpus.name;
  byId("skip").addEventListener("click", () => byId("main").focus());
  addEventListener("hashchange", route);
  addEventListener("keydown", onKey);
  await route();
  performance.mark("list");
  // So that the first key typed into the search does not wait for it.
  setTimeout(() => searchKeys("entities"));
}

start();
