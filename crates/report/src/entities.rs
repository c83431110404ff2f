//! The entities: what lists, search and drawings need at once, and what the view of one entity needs beside it.

use std::collections::HashMap;
use std::path::Path;

use onomast_pipeline::output::{AliasRecord, EntityRecord, EvidenceRecord, read_entities};
use serde::Serialize;

use crate::chunks::Packer;
use crate::error::ReportError;

/// The entities in columns, most mentioned first.
#[derive(Debug, Default, Serialize)]
pub(crate) struct EntityList {
    id: Vec<String>,
    name: Vec<String>,
    label: Vec<String>,
    kb_id: Vec<Option<String>>,
    /// Surface forms other than the name.
    also: Vec<Vec<String>>,
    /// For each entity the number of its documents.
    documents: Vec<usize>,
    /// For each entity and each of its documents: how many documents after the one before (the first: after the
    /// beginning), and the number of mentions there.
    places: Vec<u32>,
    #[serde(skip)]
    mentions: Vec<usize>,
}

/// What the view of one entity shows beside the documents.
#[derive(Serialize)]
struct Details<'a> {
    aliases: &'a [AliasRecord],
    evidence: &'a [EvidenceRecord],
}

/// The number of each entity, and the documents in which each is found.
#[derive(Debug, Default)]
pub(crate) struct EntityIds {
    numbers: HashMap<String, u32>,
    /// For each entity the numbers of its documents with the mentions there.
    documents: Vec<Vec<(u32, u32)>>,
}

/// Reads the entities; details go into chunks.
pub(crate) fn read(folder: &Path, chunks: &mut Packer) -> Result<(EntityList, EntityIds), ReportError> {
    let mut list = EntityList::default();
    let mut ids = EntityIds::default();
    for record in read_entities(folder)? {
        let EntityRecord {
            id,
            name,
            label,
            kb_id,
            aliases,
            mentions,
            evidence,
            ..
        } = record?;
        chunks.push(&Details {
            aliases: &aliases,
            evidence: &evidence,
        })?;
        if ids.numbers.insert(id.clone(), list.len() as u32).is_some() {
            return Err(ReportError::Mixed {
                folder: folder.to_owned(),
                problem: format!("the entity {id} is there twice"),
            });
        }
        let also = aliases.into_iter().map(|alias| alias.text);
        list.also.push(also.filter(|text| *text != name).collect());
        list.id.push(id);
        list.name.push(name);
        list.label.push(label.into_owned());
        list.kb_id.push(kb_id);
        list.mentions.push(mentions.len());
    }
    ids.documents = vec![Vec::new(); list.len()];
    Ok((list, ids))
}

impl EntityIds {
    /// Notes a mention of the entity `id` in the document of number `document`. Documents come in their order.
    /// Returns the number of the entity, if there is such an entity.
    pub(crate) fn note(&mut self, id: &str, document: u32) -> Option<u32> {
        let number = *self.numbers.get(id)?;
        let documents = &mut self.documents[number as usize];
        match documents.last_mut() {
            Some((last, mentions)) if *last == document => *mentions += 1,
            _ => documents.push((document, 1)),
        }
        Some(number)
    }
}

impl EntityList {
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// Takes over where the entities are found.
    pub(crate) fn take_documents(&mut self, folder: &Path, ids: EntityIds) -> Result<(), ReportError> {
        for (number, documents) in ids.documents.into_iter().enumerate() {
            let found: usize = documents.iter().map(|(_, mentions)| *mentions as usize).sum();
            if found != self.mentions[number] {
                let problem = format!(
                    "the entity {} has {} mentions, but {found} mentions refer to it",
                    self.id[number], self.mentions[number]
                );
                return Err(ReportError::Mixed {
                    folder: folder.to_owned(),
                    problem,
                });
            }
            self.documents.push(documents.len());
            let mut before = 0;
            for (document, mentions) in documents {
                self.places.extend([document - before, mentions]);
                before = document;
            }
        }
        Ok(())
    }
}
