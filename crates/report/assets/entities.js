// The list of entities.

function entitiesView({ params }) {
  let counts;
  const { name, also, label, kb_id } = corpus.entities;
  const columns = [
    { key: "name", title: "Name", sort: true, rising: true, cell: (entity) => [
      h("a", { href: entityAddress(entity) }, bdi(name[entity])),
      also[entity].length > 0 && h("span.also", {}, "also ", bdi(shortList(also[entity]))),
    ] },
    { key: "label", title: "Label", cell: (entity) => badge(label[entity]) },
    { key: "mentions", title: "Mentions", sort: true, cell: (entity) => number(counts.mentions[entity]) },
    { key: "documents", title: "Documents", sort: true, cell: (entity) => number(counts.documents[entity]) },
    { key: "first", title: "First", sort: true, rising: true, cell: (entity) => dateOf(counts.first[entity]) },
    { key: "last", title: "Last", sort: true, cell: (entity) => dateOf(counts.last[entity]) },
    { key: "kb", title: "Knowledge id", cell: (entity) => kb_id[entity] ?? "" },
  ];
  const list = listTable(columns, "Entities", (sort) => filters.set({ sort: sort === "mentions" ? "" : sort }));
  const update = (values) => {
    const selection = selectEntities(values);
    counts = selection.counts;
    const all = selection.found.length === corpus.size ? "" : ` of ${number(corpus.size)}`;
    list.show(selection.found, values.sort || "mentions", `${number(selection.found.length)}${all} entities`);
  };
  const filters = filterForm(["q", "label", "from", "to", "folder", "kb"], params, update);
  update(filters.values);
  return { title: "Entities", nodes: [filters.form, list.nodes] };
}

/** The first few of a list of names. */
function shortList(names) {
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} … and ${number(names.length - 4)} more` : shown;
}
