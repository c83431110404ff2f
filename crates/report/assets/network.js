// The network of entities that appear together.

const EDGES_PER_ENTITY = 3;
const LABEL_LENGTH = 30;

/** The strongest ties among `members`: each keeps those few whose documents agree best with its own. */
function ties(members, counts) {
  const place = new Map(members.map((entity, at) => [entity, at]));
  const shared = new Map();
  const { start, to } = corpus.ofDocument;
  for (let doc = 0; doc < counts.wanted.length; doc++) {
    if (!counts.wanted[doc]) continue;
    const here = [];
    for (let at = start[doc]; at < start[doc + 1]; at++) if (place.has(to[at])) here.push(place.get(to[at]));
    for (const a of here) for (const b of here) {
      if (a < b) shared.set(a * members.length + b, (shared.get(a * members.length + b) ?? 0) + 1);
    }
  }
  const all = [...shared].map(([key, documents]) => {
    const [a, b] = [Math.floor(key / members.length), key % members.length];
    const strength = documents / Math.sqrt(counts.documents[members[a]] * counts.documents[members[b]]);
    return { a, b, documents, strength };
  });
  all.sort((x, y) => y.strength - x.strength || y.documents - x.documents || x.a - y.a || x.b - y.b);
  const degree = members.map(() => 0);
  const drawn = all.filter(({ a, b }) => {
    const wanted = degree[a] < EDGES_PER_ENTITY || degree[b] < EDGES_PER_ENTITY;
    if (wanted) {
      degree[a]++;
      degree[b]++;
    }
    return wanted;
  });
  return { all, drawn };
}

/** Moves boxes until they stand near those they are tied to and none lies on another. The same input, the same places. */
function layOut(boxes, edges) {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + 16) * (height + 16), 0);
  // How far two boxes want to be from each other. Names are wide and low, so heights count more than widths.
  const apart = Math.sqrt((area * 2) / boxes.length);
  const flat = 1.6;
  boxes.forEach((box, at) => {
    // A spiral of sunflower seeds: evenly spread, without chance.
    const radius = apart * Math.sqrt(at + 0.5) * 0.6;
    box.x = radius * Math.cos(at * 2.39996);
    box.y = (radius * Math.sin(at * 2.39996)) / flat;
  });
  const rounds = 400;
  for (let round = 0; round < rounds; round++) {
    // Everything is drawn to the middle, so that groups without a tie stay in sight.
    const moves = boxes.map((box) => [-box.x * 0.03, -box.y * flat * 0.03]);
    const move = (at, dx, dy) => { moves[at][0] += dx; moves[at][1] += dy; };
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [dx, dy] = [boxes[i].x - boxes[j].x, (boxes[i].y - boxes[j].y) * flat];
      const distance = Math.max(Math.hypot(dx, dy), 1);
      if (distance > 2.5 * apart) continue;
      const push = (apart / distance) ** 2 * 0.25;
      move(i, dx * push, dy * push);
      move(j, -dx * push, -dy * push);
    }
    for (const { a, b, strength } of edges) {
      const [dx, dy] = [boxes[a].x - boxes[b].x, (boxes[a].y - boxes[b].y) * flat];
      const pull = Math.max(0, 1 - apart / Math.max(Math.hypot(dx, dy), 1)) * (0.05 + 0.1 * strength);
      move(a, -dx * pull, -dy * pull);
      move(b, dx * pull, dy * pull);
    }
    const most = apart * (1 - round / rounds) * 0.5;
    boxes.forEach((box, at) => {
      const length = Math.hypot(...moves[at]) || 1;
      box.x += (moves[at][0] / length) * Math.min(length, most);
      box.y += (moves[at][1] / length / flat) * Math.min(length, most);
    });
  }
  for (let round = 0, done = false; round < 2000 && !done; round++) done = pushApart(boxes);
}

/** Pushes each two boxes that lie on one another apart, the shorter way. Returns whether none did. */
function pushApart(boxes) {
  let apart = true;
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, b] = [boxes[i], boxes[j]];
    const inX = (a.width + b.width) / 2 + 8 - Math.abs(a.x - b.x);
    const inY = (a.height + b.height) / 2 + 6 - Math.abs(a.y - b.y);
    if (inX <= 0 || inY <= 0) continue;
    apart = false;
    if (inX < inY) {
      const step = ((a.x < b.x ? -1 : 1) * (inX + 0.1)) / 2;
      a.x += step; b.x -= step;
    } else {
      const step = ((a.y < b.y ? -1 : 1) * (inY + 0.1)) / 2;
      a.y += step; b.y -= step;
    }
  }
  return apart;
}

function boxesOf(members, counts) {
  const pen = document.createElement("canvas").getContext("2d");
  const most = Math.max(...members.map((entity) => counts.mentions[entity]), 1);
  return members.map((entity) => {
    const name = corpus.entities.name[entity];
    const text = name.length > LABEL_LENGTH ? `${name.slice(0, LABEL_LENGTH - 1)}…` : name;
    const size = 12 + 8 * Math.sqrt(counts.mentions[entity] / most);
    pen.font = `${size}px system-ui, sans-serif`;
    return { entity, text, size, width: pen.measureText(text).width + size * 1.2, height: size * 1.7 };
  });
}

function drawNetwork(boxes, { drawn, all }, counts) {
  layOut(boxes, drawn);
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2)) - 10;
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2)) + 10;
  const top = Math.min(...boxes.map(({ y, height }) => y - height / 2)) - 10;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height / 2)) + 10;
  const most = Math.max(...drawn.map(({ documents }) => documents), 1);
  const lines = drawn.map(({ a, b, documents }) => svg("line", {
    x1: boxes[a].x, y1: boxes[a].y, x2: boxes[b].x, y2: boxes[b].y, "stroke-width": 1 + 4 * Math.sqrt(documents / most),
  }, svg("title", {}, `${boxes[a].text} and ${boxes[b].text}: ${counted(documents, "document")}`)));
  const linked = boxes.map((_, at) => drawn.flatMap(({ a, b }) => (a === at ? [b] : b === at ? [a] : [])));
  const show = (at) => {
    lines.forEach((line, edge) => line.classList.toggle("dim", at !== null && drawn[edge].a !== at && drawn[edge].b !== at));
    links.forEach((link, other) => link.classList.toggle("dim", at !== null && other !== at && !linked[at].includes(other)));
  };
  const links = boxes.map(({ entity, text, size, x, y, width, height }, at) => {
    const { name, label } = corpus.entities;
    const events = { onmouseenter: () => show(at), onmouseleave: () => show(null), onfocus: () => show(at), onblur: () => show(null) };
    return svg("a", { href: entityAddress(entity), class: labelClass(label[entity]), ...events,
      "aria-label": `${name[entity]}, ${label[entity]}, ${counted(counts.mentions[entity], "mention")}` },
    svg("title", {}, `${name[entity]}: ${counted(counts.mentions[entity], "mention")} in ${counted(counts.documents[entity], "document")}`),
    svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: height / 2 }),
    svg("text", { x, y, "font-size": size, "text-anchor": "middle", "dominant-baseline": "central" }, text));
  });
  const drawing = svg("svg", { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, role: "group", class: "net",
    "aria-label": "Entities that appear together; the pairs are listed below" }, lines, links);
  const pairs = [...all].sort((x, y) => y.documents - x.documents || y.strength - x.strength || x.a - y.a || x.b - y.b);
  const name = (at) => h("a", { href: entityAddress(boxes[at].entity) }, bdi(corpus.entities.name[boxes[at].entity]));
  const steps = inSteps(pairs, 20, "pairs", ({ a, b, documents }) => h("li", {}, name(a), " and ", name(b),
    h("span.count", {}, ` ${counted(documents, "document")}`)), h("ol.pairs"));
  return [h("div.drawing", {}, drawing), h("section", {}, h("h2", {}, "Most often together"), steps.nodes)];
}

function networkView({ params }) {
  const status = h("p.status", { role: "status" });
  const box = h("div");
  const update = (values) => {
    const { found, counts } = selectEntities({ ...values, sort: "" });
    const members = found.slice(0, Number(values.top) || 40);
    status.textContent = members.length < found.length
      ? `The ${number(members.length)} most mentioned of ${number(found.length)} entities; thicker lines for more documents in common`
      : counted(found.length, "entity", "entities");
    box.replaceChildren(...(members.length ? drawNetwork(boxesOf(members, counts), ties(members, counts), counts) : []));
  };
  const filters = filterForm(["q", "label", "from", "to", "folder", "kb", "top"], params, update);
  update(filters.values);
  return { title: "Network", nodes: [filters.form, status, box] };
}
