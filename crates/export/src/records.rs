//! What is exported: the records of an extraction, with places that are checked and counted in every unit.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use onomast_document::{MentionKind, RawSpan};
use onomast_eval::{AnnotatedText, Mention};
use onomast_pipeline::OffsetUnit;
use onomast_pipeline::output::{
    DocumentRecord, MentionRecord, RunRecord, read_documents, read_entities, read_run,
};
use onomast_pipeline::places::Places;

use crate::error::ExportError;

/// An output folder, with what is known of its entities.
pub(crate) struct Records {
    folder: PathBuf,
    pub(crate) run: RunRecord,
    unit: OffsetUnit,
    /// The id in the knowledge base of each entity.
    kb_ids: HashMap<String, Option<String>>,
}

/// A document with the places of its mentions.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) record: DocumentRecord,
    /// For each mention of the record.
    pub(crate) places: Vec<Place>,
}

impl Page {
    /// Where mentions begin and end, in bytes and in their order: no token goes over one of them.
    pub(crate) fn cuts(&self) -> Vec<usize> {
        let ends = self
            .places
            .iter()
            .flat_map(|place| [place.bytes.start, place.bytes.end]);
        let mut cuts: Vec<usize> = ends.collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// In bytes of UTF-8.
    pub(crate) bytes: Range<usize>,
    /// In Unicode code points.
    pub(crate) chars: Range<usize>,
    /// In UTF-16 code units.
    pub(crate) utf16: Range<usize>,
}

impl Records {
    pub(crate) fn open(folder: &Path) -> Result<Self, ExportError> {
        let run = read_run(folder)?;
        let unit = OffsetUnit::of_name(&run.settings.offsets).ok_or_else(|| ExportError::Offsets {
            folder: folder.to_owned(),
            unit: run.settings.offsets.clone(),
        })?;
        let mut kb_ids = HashMap::new();
        for entity in read_entities(folder)? {
            let entity = entity?;
            kb_ids.insert(entity.id, entity.kb_id);
        }
        Ok(Self {
            folder: folder.to_owned(),
            run,
            unit,
            kb_ids,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The documents in their order.
    pub(crate) fn pages(&self) -> Result<impl Iterator<Item = Result<Page, ExportError>>, ExportError> {
        Ok(read_documents(&self.folder)?.map(|record| self.page(record?)))
    }

    /// The id in the knowledge base of the entity of a mention.
    pub(crate) fn kb_id(&self, mention: &MentionRecord) -> Option<&str> {
        self.kb_ids.get(mention.entity.as_ref()?)?.as_deref()
    }

    /// Says what is wrong with a document.
    pub(crate) fn faulty(&self, document: &str, problem: impl Into<String>) -> ExportError {
        ExportError::Document {
            folder: self.folder.clone(),
            document: document.to_owned(),
            problem: problem.into(),
        }
    }

    fn page(&self, record: DocumentRecord) -> Result<Page, ExportError> {
        let corners = Places::of_mentions(&record, self.unit);
        let mut places = Vec::with_capacity(record.mentions.len());
        for mention in &record.mentions {
            let ends = corners.get(mention.start).zip(corners.get(mention.end));
            let place = ends.map(|(start, end)| Place {
                bytes: start.byte..end.byte,
                chars: start.char..end.char,
                utf16: start.utf16..end.utf16,
            });
            let fits = |place: &Place| record.text.get(place.bytes.clone()) == Some(&mention.text);
            let place = place.filter(fits).ok_or_else(|| {
                let problem = format!("mention {} does not stand where its offsets say", mention.id);
                self.faulty(&record.id, problem)
            })?;
            if let Some(entity) = mention
                .entity
                .as_ref()
                .filter(|id| !self.kb_ids.contains_key(*id))
            {
                let problem = format!(
                    "mention {} is of {entity}, which is not in entities.jsonl",
                    mention.id
                );
                return Err(self.faulty(&record.id, problem));
            }
            places.push(place);
        }
        Ok(Page { record, places })
    }

    /// A document as a value that can be scored and written by `onomast_eval`.
    pub(crate) fn annotated(&self, page: &Page) -> Result<AnnotatedText, ExportError> {
        let record = &page.record;
        let mut document = AnnotatedText::new(record.id.as_str(), Some(record.text.clone()));
        for (mention, place) in record.mentions.iter().zip(&page.places) {
            let faulty = |problem: String| self.faulty(&record.id, problem);
            let kind: MentionKind = mention.kind.parse().map_err(|error| faulty(format!("{error}")))?;
            let span = RawSpan::new(place.bytes.start, place.bytes.end)
                .map_err(|error| faulty(error.to_string()))?;
            let mut exported = Mention::name(span, &*mention.text, &*mention.label).of_kind(kind);
            exported.entity.clone_from(&mention.entity);
            exported.kb_id = self.kb_id(mention).map(str::to_owned);
            document.mentions.push(exported);
        }
        Ok(document)
    }
}

/// The address of an item of Wikidata; none for ids of other knowledge bases.
pub(crate) fn wikidata(kb_id: &str) -> Option<String> {
    let number = kb_id.strip_prefix('Q')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("http://www.wikidata.org/entity/{kb_id}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Sample, hostile};

    #[test]
    fn places_are_the_same_in_either_unit() {
        let of = |sample: &Sample| -> Vec<Vec<Place>> {
            let records = Records::open(sample.folder()).unwrap();
            records
                .pages()
                .unwrap()
                .map(|page| page.unwrap().places)
                .collect()
        };
        let bytes = of(&hostile("bytes"));
        assert_eq!(bytes, of(&hostile("chars")));
        let emoji = &bytes[0][1];
        assert!(emoji.bytes.len() > emoji.utf16.len() && emoji.utf16.len() > emoji.chars.len());
    }

    #[test]
    fn records_that_contradict_themselves_are_named() {
        for (from, to, message) in [
            (
                r#""start":27"#,
                r#""start":28"#,
                "\"a/1.txt\": mention m1 does not stand where its offsets say",
            ),
            (
                r#""entity":"e0""#,
                r#""entity":"e9""#,
                "mention m0 is of e9, which is not in entities.jsonl",
            ),
        ] {
            let sample = hostile("bytes");
            sample.change("documents.jsonl", from, to);
            let records = Records::open(sample.folder()).unwrap();
            let error = records
                .pages()
                .unwrap()
                .find_map(Result::err)
                .unwrap()
                .to_string();
            assert!(error.contains(message), "{error}");
        }
        let sample = hostile("miles");
        let error = Records::open(sample.folder()).err().unwrap().to_string();
        assert!(error.contains("offsets count \"miles\""), "{error}");
    }

    #[test]
    fn only_items_of_wikidata_have_an_address() {
        assert_eq!(
            wikidata("Q265").as_deref(),
            Some("http://www.wikidata.org/entity/Q265")
        );
        assert_eq!(
            [wikidata("Q"), wikidata("Q1\""), wikidata("x1")],
            [None, None, None]
        );
    }
}
