//! `GraphML`: the entities as nodes, and an edge between two wherever a document mentions both. Its weight is the number
//! of such documents, however often each mentions them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

use onomast_pipeline::output::{EntityRecord, read_entities};
use quick_xml::escape::escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

use crate::Summary;
use crate::destination::NewFile;
use crate::error::ExportError;
use crate::records::Records;

/// What is said of nodes and edges: key, what has it, name, type.
const KEYS: [[&str; 4]; 6] = [
    ["name", "node", "name", "string"],
    ["label", "node", "label", "string"],
    ["kb_id", "node", "kb_id", "string"],
    ["mentions", "node", "mentions", "int"],
    ["documents", "node", "documents", "int"],
    ["weight", "edge", "weight", "int"],
];

/// Writes the graph.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let mut entities = Vec::new();
    for entity in read_entities(records.folder())? {
        entities.push(entity?);
    }
    let mut file = NewFile::new(destination)?;
    let failed = file.failed();
    let mut graph = Graph {
        xml: Writer::new(file.writer()),
        replaced: Vec::new(),
        replaced_count: 0,
    };
    let edges = graph.write(&entities).map_err(failed)?;
    let (replaced, count) = (graph.replaced, graph.replaced_count);
    file.finish()?;
    let warning = format!(
        "XML has no control characters: in the names or ids of {count} entities they are replaced by U+FFFD ({}{})",
        replaced.join(", "),
        if count > replaced.len() { ", …" } else { "" }
    );
    Ok(Summary {
        counts: vec![(entities.len(), "entities"), (edges, "pairs")],
        warnings: (count > 0).then_some(warning).into_iter().collect(),
    })
}

struct Graph<W: Write> {
    xml: Writer<W>,
    /// The first entities whose text had characters that XML cannot hold.
    replaced: Vec<String>,
    replaced_count: usize,
}

impl<W: Write> Graph<W> {
    /// Writes everything, and gives the number of edges.
    fn write(&mut self, entities: &[EntityRecord]) -> io::Result<usize> {
        self.xml
            .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.line()?;
        self.open(
            BytesStart::new("graphml").with_attributes([("xmlns", "http://graphml.graphdrawing.org/xmlns")]),
        )?;
        for [id, of, name, kind] in KEYS {
            let attributes = [("id", id), ("for", of), ("attr.name", name), ("attr.type", kind)];
            let key = BytesStart::new("key").with_attributes(attributes);
            self.xml.write_event(Event::Empty(key))?;
            self.line()?;
        }
        self.open(
            BytesStart::new("graph").with_attributes([("id", "entities"), ("edgedefault", "undirected")]),
        )?;
        for entity in entities {
            self.node(entity)?;
        }
        let edges = self.edges(entities)?;
        for name in ["graph", "graphml"] {
            self.xml.write_event(Event::End(BytesEnd::new(name)))?;
            self.line()?;
        }
        Ok(edges)
    }

    fn node(&mut self, entity: &EntityRecord) -> io::Result<()> {
        let id = allowed(&entity.id);
        self.open(BytesStart::new("node").with_attributes([("id", &*id)]))?;
        let (mentions, documents) = (entity.mentions.len().to_string(), entity.documents.to_string());
        let mut is_replaced = false;
        let facts = [
            ("name", Some(&*entity.name)),
            ("label", Some(&*entity.label)),
            ("kb_id", entity.kb_id.as_deref()),
            ("mentions", Some(&*mentions)),
            ("documents", Some(&*documents)),
        ];
        for (key, fact) in facts {
            if let Some(fact) = fact {
                let fact = allowed(fact);
                is_replaced |= matches!(fact, Cow::Owned(_));
                self.data(key, &fact)?;
            }
        }
        if is_replaced {
            self.replaced_count += 1;
            if self.replaced.len() < 5 {
                self.replaced.push(entity.id.clone());
            }
        }
        self.xml.write_event(Event::End(BytesEnd::new("node")))?;
        self.line()
    }

    /// Writes the edges of one entity after another, so that memory holds those of one only.
    fn edges(&mut self, entities: &[EntityRecord]) -> io::Result<usize> {
        let company = Company::of(entities);
        let mut count = 0;
        for entity in 0..entities.len() {
            for (other, weight) in company.after(entity) {
                let ends = [entity, other].map(|at| allowed(&entities[at].id));
                let [source, target] = &ends;
                self.open(
                    BytesStart::new("edge").with_attributes([("source", &**source), ("target", &**target)]),
                )?;
                self.data("weight", &weight.to_string())?;
                self.xml.write_event(Event::End(BytesEnd::new("edge")))?;
                self.line()?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn open(&mut self, start: BytesStart<'_>) -> io::Result<()> {
        self.xml.write_event(Event::Start(start))?;
        self.line()
    }

    fn data(&mut self, key: &str, text: &str) -> io::Result<()> {
        // A bare carriage return would be read as a line feed.
        let text = escape(text).replace('\r', "&#13;");
        self.xml.write_event(Event::Start(
            BytesStart::new("data").with_attributes([("key", key)]),
        ))?;
        self.xml.write_event(Event::Text(BytesText::from_escaped(text)))?;
        self.xml.write_event(Event::End(BytesEnd::new("data")))?;
        self.line()
    }

    fn line(&mut self) -> io::Result<()> {
        self.xml.get_mut().write_all(b"\n")
    }
}

/// Which entities are in which documents, by their positions.
struct Company {
    documents_of: Vec<Vec<usize>>,
    entities_of: Vec<Vec<usize>>,
}

impl Company {
    fn of(entities: &[EntityRecord]) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut entities_of: Vec<Vec<usize>> = Vec::new();
        let mut documents_of = Vec::with_capacity(entities.len());
        for (at, entity) in entities.iter().enumerate() {
            let mut documents = Vec::new();
            for mention in &entity.mentions {
                let next = numbers.len();
                documents.push(*numbers.entry(&mention.document).or_insert(next));
            }
            documents.sort_unstable();
            documents.dedup();
            entities_of.resize(numbers.len(), Vec::new());
            for document in &documents {
                entities_of[*document].push(at);
            }
            documents_of.push(documents);
        }
        Self {
            documents_of,
            entities_of,
        }
    }

    /// The later entities that share documents with this one, and how many.
    fn after(&self, entity: usize) -> BTreeMap<usize, usize> {
        let mut shared = BTreeMap::new();
        for document in &self.documents_of[entity] {
            let others = &self.entities_of[*document];
            for other in &others[others.partition_point(|other| *other <= entity)..] {
                *shared.entry(*other).or_default() += 1;
            }
        }
        shared
    }
}

/// The text with U+FFFD for what XML 1.0 cannot hold (2.2, Char); borrowed where there is nothing of the kind.
fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(|c| !is_allowed(c), "\u{fffd}"))
    }
}

#[cfg(test)]
mod tests {
    use quick_xml::reader::Reader;

    use super::*;
    use crate::testing::{Sample, hostile};
    use crate::{Format, export};

    /// Names by id, and weights by pair, as an XML reader finds them.
    fn read(xml: &str) -> (BTreeMap<String, String>, BTreeMap<(String, String), String>) {
        let mut reader = Reader::from_str(xml);
        let (mut names, mut edges) = (BTreeMap::new(), BTreeMap::new());
        let (mut node, mut edge, mut key) = (String::new(), <(String, String)>::default(), String::new());
        let mut text = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    let attribute = |name: &str| {
                        let attribute = tag.try_get_attribute(name).unwrap().unwrap();
                        String::from_utf8(attribute.value.into_owned()).unwrap()
                    };
                    match tag.name().as_ref() {
                        b"node" => node = attribute("id"),
                        b"edge" => edge = (attribute("source"), attribute("target")),
                        b"data" => key = attribute("key"),
                        _ => {}
                    }
                    text.clear();
                }
                Event::Text(part) => text.push_str(&part.decode().unwrap()),
                Event::GeneralRef(name) => {
                    let name = format!("&{};", name.decode().unwrap());
                    text.push_str(&quick_xml::escape::unescape(&name).unwrap());
                }
                Event::End(tag) if tag.name().as_ref() == b"data" => match &*key {
                    "name" => drop(names.insert(node.clone(), text.clone())),
                    "weight" => drop(edges.insert(edge.clone(), text.clone())),
                    _ => {}
                },
                Event::Eof => return (names, edges),
                _ => {}
            }
        }
    }

    #[test]
    fn weights_count_documents_that_two_entities_share() {
        let sample = Sample::of(&[
            "[A](PER e0 name) [B](PER e1 name) [A](PER e0 name) [C](PER e2 name)",
            "[B](PER e1 name) and [A](PER e0 name)",
            "[D](LOC e3 name)",
        ]);
        let out = sample.destination();
        let summary = export(sample.folder(), Format::Graphml, &out).unwrap();
        assert_eq!(summary.counts, [(4, "entities"), (3, "pairs")]);
        let (names, edges) = read(&std::fs::read_to_string(&out).unwrap());
        assert_eq!(names.len(), 4);
        let edge = |a: &str, b: &str, weight: &str| ((a.to_owned(), b.to_owned()), weight.to_owned());
        assert_eq!(
            edges,
            BTreeMap::from([
                edge("e0", "e1", "2"),
                edge("e0", "e2", "1"),
                edge("e1", "e2", "1")
            ])
        );
    }

    #[test]
    fn hostile_names_are_escaped_and_what_cannot_be_is_named() {
        let sample = hostile("bytes");
        let out = sample.destination();
        let summary = export(sample.folder(), Format::Graphml, &out).unwrap();
        assert!(
            summary.warnings[0].contains("of 1 entities") && summary.warnings[0].contains("(e0)"),
            "{summary:?}"
        );
        let (names, _) = read(&std::fs::read_to_string(&out).unwrap());
        let expected = sample.entities()[0].name.replace('\u{1}', "\u{fffd}");
        assert_eq!(names["e0"], expected);
        assert!(expected.contains(['<', '&', '"', '\r', '\n']), "{expected:?}");
    }
}
