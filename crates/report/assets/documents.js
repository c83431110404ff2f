// The list of documents.

function documentsView({ params }) {
  const { id, date, mentions } = corpus.documents;
  const columns = [
    { key: "title", title: "Title", sort: true, rising: true, cell: (doc) => h("a", { href: documentAddress(doc) }, bdi(documentTitle(doc))) },
    { key: "source", title: "File", sort: true, rising: true, cell: (doc) => bdi(id[doc]) },
    { key: "date", title: "Date", sort: true, cell: (doc) => date[doc] ?? "" },
    { key: "mentions", title: "Mentions", sort: true, cell: (doc) => number(mentions[doc]) },
    { key: "entities", title: "Entities", sort: true,
      cell: (doc) => number(corpus.ofDocument.start[doc + 1] - corpus.ofDocument.start[doc]) },
  ];
  const list = listTable(columns, "Documents", (sort) => filters.set({ sort }));
  const update = (values) => {
    const found = selectDocuments(values);
    const all = found.length === id.length ? "" : ` of ${number(id.length)}`;
    list.show(found, values.sort, `${number(found.length)}${all} documents`);
  };
  const filters = filterForm(["q", "from", "to", "folder"], params, update);
  update(filters.values);
  return { title: "Documents", nodes: [filters.form, list.nodes] };
}
