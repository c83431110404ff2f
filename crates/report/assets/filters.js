// The form above each list, whose content is kept in the address.

/** All folders that hold documents, and those above them. */
function folders() {
  const found = new Set();
  for (let folder of new Set(corpus.folder)) {
    for (; folder && !found.has(folder); folder = folderOf(folder)) found.add(folder);
  }
  return [...found].sort();
}

function labelsThere() {
  const there = new Set(corpus.entities.label);
  return [...Object.keys(LABELS).filter((label) => there.has(label)), ...[...there].filter((label) => !(label in LABELS))];
}

function choice(label, name, options, value) {
  return h("label.field", {}, label, h("select", { name },
    options.map(([option, text]) => h("option", { value: option, selected: option === (value ?? "") }, text))));
}

/**
 * The form with the given fields, filled from `params`. `change` is called with all values when one has changed; the
 * address has them then. Values without a field, such as the order of a list, are kept.
 */
function filterForm(fields, params, change) {
  const values = { ...params };
  const labels = values.label?.split(",") ?? [];
  const has = (field) => fields.includes(field);
  const read = () => {
    const data = new FormData(form);
    for (const field of fields) values[field] = field === "label" ? data.getAll("label").join(",") : data.get(field) ?? "";
    set({});
  };
  const set = (more) => {
    Object.assign(values, more);
    replaceParams(values);
    change(values);
  };
  const search = has("q") && h("label.search", {}, h("span", {}, "Search"),
    h("input", { type: "search", name: "q", value: values.q, autocomplete: "off", spellcheck: "false",
      placeholder: has("kb") ? "Name, alias or knowledge id" : "Title or file", "aria-keyshortcuts": "/" }));
  const others = h("details.others", {}, h("summary", {}, "Filters"), h("div.fields", {},
    has("label") && h("fieldset.field", {}, h("legend", {}, "Label"), labelsThere().map((label) =>
      h(`label.chip.${labelClass(label)}`, { title: LABELS[label] },
        h("input", { type: "checkbox", name: "label", value: label, checked: labels.includes(label) }), label))),
    h("label.field", {}, "From", h("input", { type: "date", name: "from", value: values.from })),
    h("label.field", {}, "To", h("input", { type: "date", name: "to", value: values.to })),
    choice("Source folder", "folder", [["", "All"], ...folders().map((folder) => [folder, folder])], values.folder),
    has("kb") && choice("Knowledge id", "kb", [["", "Any"], ["with", "With"], ["without", "Without"]], values.kb),
    has("top") && choice("Entities shown", "top", ["", "20", "60", "100"].map((top) => [top, top || "40"]), values.top),
    h("button", { type: "button", onclick: () => clear() }, "Clear")));
  const filtered = fields.some((field) => field !== "q" && values[field]);
  others.open = filtered || matchMedia("(min-width: 50rem)").matches;
  const clear = () => {
    for (const input of form.querySelectorAll("input, select")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    read();
  };
  const form = h("form.filters", { role: "search", oninput: () => read(), onsubmit: (event) => event.preventDefault() },
    search, others);
  return { form, set, values };
}

/**
 * A table of which a hundred rows are shown, and more on demand. `columns` have a `key`, a `title`, a `cell` and
 * perhaps `sort` (whether one can sort by it). Returns the nodes and a function that shows other rows.
 */
function listTable(columns, caption, sortBy) {
  const status = h("p.status", { role: "status" });
  const box = h("div");
  const show = (items, sort, words) => {
    status.textContent = words;
    const head = columns.map((column) => h(`th.${column.key}`, {
      scope: "col", "aria-sort": column.key === sort ? (column.rising ? "ascending" : "descending") : null,
    }, column.sort ? h("button", { type: "button", onclick: () => sortBy(column.key) }, column.title) : column.title));
    const body = h("tbody");
    const row = (entry) => h("tr", {}, columns.map((column) => h(`td.${column.key}`, {}, column.cell(entry))));
    const steps = inSteps(items, 100, "rows", row, body);
    const table = h("table.list", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, head)), body);
    box.replaceChildren(table, steps.nodes[1]);
  };
  return { nodes: [status, box], show };
}
