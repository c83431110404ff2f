//! From files to [`Knowledge`]: reading, joining, indexing. What is checked stands in `checks`.
//!
//! Files are read in order and later ones win: an item described again has the given fields replaced, a term
//! given again (same office, place, holder and first day) is replaced, and where terms of two files answer one
//! question, those of the later file do. References are checked once all files are read, so that a user's file
//! may name items of ours.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{KnowledgeError, KnowledgeWarning};
use crate::item::{DatedName, Gender, Item, ItemKind};
use crate::names::NameIndex;
use crate::offices::TermIndex;
use crate::partial::PartialDate;
use crate::record::{AliasRecord, Record};
use crate::term::Term;

/// Names, items and terms of office, ready to be asked. Immutable; cheap to share between threads.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Sorted by id.
    pub(crate) items: Vec<Item>,
    pub(crate) names: NameIndex,
    /// Sorted by place, office, first day and holder.
    pub(crate) terms: Vec<Term>,
    pub(crate) term_index: TermIndex,
    warnings: Vec<KnowledgeWarning>,
}

impl Knowledge {
    /// Knowledge of nothing.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads files in order; later files win.
    ///
    /// # Errors
    /// When a file cannot be read, a line is no record, an id is described twice in one file, a reference leads
    /// nowhere, or a chain of countries or successors leads in a circle. The message names file and line.
    pub fn load(paths: &[impl AsRef<Path>]) -> Result<Self, KnowledgeError> {
        let mut draft = Draft::default();
        for path in paths {
            let path = path.as_ref();
            let text = std::fs::read_to_string(path).map_err(|source| KnowledgeError::Read {
                path: path.to_owned(),
                source,
            })?;
            draft.read(&path.display().to_string(), &text)?;
        }
        draft.finish()
    }

    /// Reads one text in the format of the files; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Knowledge::load`].
    pub fn from_jsonl(name: &str, text: &str) -> Result<Self, KnowledgeError> {
        Self::from_texts(&[(name, text)])
    }

    /// Reads several texts in order, each with the name that stands for it in messages; later ones win.
    ///
    /// # Errors
    /// As [`Knowledge::load`].
    pub fn from_texts(texts: &[(&str, &str)]) -> Result<Self, KnowledgeError> {
        let mut draft = Draft::default();
        for (name, text) in texts {
            draft.read(name, text)?;
        }
        draft.finish()
    }

    /// What was odd in the files, though usable.
    pub fn warnings(&self) -> &[KnowledgeWarning] {
        &self.warnings
    }

    /// All items, by id.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item with an id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        let at = self
            .items
            .binary_search_by(|item| item.id.as_str().cmp(id))
            .ok()?;
        Some(&self.items[at])
    }

    /// Whether a place is the capital of its country.
    pub fn is_capital(&self, place: &Item) -> bool {
        let country = place.country().and_then(|id| self.item(id));
        country.is_some_and(|country| country.capital() == Some(place.id()))
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) file: usize,
    pub(crate) line: usize,
}

/// Identity of a term: office, place, holder, first day.
pub(crate) type TermKey = (String, String, String, PartialDate);

/// Files as far as they are read.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) files: Vec<String>,
    pub(crate) items: BTreeMap<String, (Item, Spot)>,
    pub(crate) terms: BTreeMap<TermKey, (Term, Spot)>,
}

impl Draft {
    fn read(&mut self, name: &str, text: &str) -> Result<(), KnowledgeError> {
        self.files.push(name.to_owned());
        let file = self.files.len() - 1;
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let spot = Spot {
                file,
                line: number + 1,
            };
            let record = serde_json::from_str(line).map_err(|source| KnowledgeError::Syntax {
                file: name.to_owned(),
                line: spot.line,
                source,
            })?;
            self.add(record, spot)?;
        }
        Ok(())
    }

    fn add(&mut self, record: Record, spot: Spot) -> Result<(), KnowledgeError> {
        match record {
            Record::Place {
                id,
                subtype,
                name,
                official,
                aliases,
                acronyms,
                demonyms,
                country,
                capital,
                successors,
                from,
                to,
            } => {
                let (from, to) = self.span(from, to, "it", spot)?;
                let aliases = self.aliases(aliases, spot)?;
                let item = self.item(id, ItemKind::Place, name, spot)?;
                replace(&mut item.subtype, subtype.map(Some));
                replace(&mut item.official, official.map(Some));
                replace(&mut item.aliases, aliases);
                replace(&mut item.acronyms, acronyms);
                replace(&mut item.demonyms, demonyms);
                replace(&mut item.country, country.map(Some));
                replace(&mut item.capital, capital.map(Some));
                replace(&mut item.successors, successors);
                replace(&mut item.from, from.map(Some));
                replace(&mut item.to, to.map(Some));
            }
            Record::Organization {
                id,
                subtype,
                name,
                aliases,
                acronyms,
                country,
                successors,
                from,
                to,
            } => {
                let (from, to) = self.span(from, to, "it", spot)?;
                let aliases = self.aliases(aliases, spot)?;
                let item = self.item(id, ItemKind::Organization, name, spot)?;
                replace(&mut item.subtype, subtype.map(Some));
                replace(&mut item.aliases, aliases);
                replace(&mut item.acronyms, acronyms);
                replace(&mut item.country, country.map(Some));
                replace(&mut item.successors, successors);
                replace(&mut item.from, from.map(Some));
                replace(&mut item.to, to.map(Some));
            }
            Record::Person {
                id,
                name,
                aliases,
                gender,
            } => {
                let aliases = self.aliases(aliases, spot)?;
                let item = self.item(id, ItemKind::Person, name, spot)?;
                replace(&mut item.aliases, aliases);
                replace(
                    &mut item.gender,
                    gender.map(|word| {
                        Some(match word.as_str() {
                            "female" => Gender::Female,
                            "male" => Gender::Male,
                            _ => Gender::Other,
                        })
                    }),
                );
            }
            Record::Term {
                office,
                title,
                place,
                person,
                from,
                to,
                known_to,
                acting,
            } => {
                let (Some(first), to) = self.span(Some(from), to, "the term", spot)? else {
                    return Ok(());
                };
                let known_to = self.date(known_to, spot)?;
                if known_to.is_some_and(|known| known.latest() < first.earliest()) {
                    let message = "the term is known to a day before it begins".to_owned();
                    return Err(self.invalid(spot, message));
                }
                let key = (office.clone(), place.clone(), person.clone(), first);
                let layer = spot.file;
                let term = Term {
                    office,
                    title,
                    place,
                    person,
                    from: first,
                    to,
                    known_to,
                    acting,
                    layer,
                };
                if let Some((_, earlier)) = self.terms.insert(key, (term, spot))
                    && earlier.file == spot.file
                {
                    let message = format!("the same term is already given on line {}", earlier.line);
                    return Err(self.invalid(spot, message));
                }
            }
        }
        Ok(())
    }

    /// The item to be filled in: a new one, or that of an earlier file.
    fn item(
        &mut self,
        id: String,
        kind: ItemKind,
        name: Option<String>,
        spot: Spot,
    ) -> Result<&mut Item, KnowledgeError> {
        let problem = match self.items.get(&id) {
            None if name.is_none() => Some(format!("{id} needs a name")),
            None if id.trim().is_empty() => Some("the id is empty".to_owned()),
            Some((_, earlier)) if earlier.file == spot.file => {
                let (file, first) = (self.files[spot.file].clone(), earlier.line);
                return Err(KnowledgeError::DuplicateId {
                    file,
                    line: spot.line,
                    first,
                    id,
                });
            }
            Some((item, _)) if item.kind != kind => Some(format!(
                "{id} is already known as another kind of thing: {}",
                item.name
            )),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(self.invalid(spot, problem));
        }
        let (item, place) = self
            .items
            .entry(id.clone())
            .or_insert_with(|| (Item::new(id, kind), spot));
        *place = spot;
        replace(&mut item.name, name);
        Ok(item)
    }

    fn date(&self, text: Option<String>, spot: Spot) -> Result<Option<PartialDate>, KnowledgeError> {
        text.map(|text| {
            text.parse()
                .map_err(|error| self.invalid(spot, format!("{error}")))
        })
        .transpose()
    }

    /// The first and the last day of something.
    fn span(
        &self,
        from: Option<String>,
        to: Option<String>,
        what: &str,
        spot: Spot,
    ) -> Result<(Option<PartialDate>, Option<PartialDate>), KnowledgeError> {
        let (from, to) = (self.date(from, spot)?, self.date(to, spot)?);
        match (from, to) {
            (Some(first), Some(last)) if last.latest() < first.earliest() => {
                Err(self.invalid(spot, format!("{what} ends before it begins")))
            }
            days => Ok(days),
        }
    }

    fn aliases(
        &self,
        records: Option<Vec<AliasRecord>>,
        spot: Spot,
    ) -> Result<Option<Vec<DatedName>>, KnowledgeError> {
        let dated = |record| match record {
            AliasRecord::Plain(text) => Ok(DatedName {
                text,
                from: None,
                to: None,
            }),
            AliasRecord::Dated(alias) => {
                let what = format!("the name {:?}", alias.text);
                let (from, to) = self.span(alias.from, alias.to, &what, spot)?;
                Ok(DatedName {
                    text: alias.text,
                    from,
                    to,
                })
            }
        };
        records
            .map(|records| records.into_iter().map(dated).collect())
            .transpose()
    }

    fn invalid(&self, spot: Spot, message: String) -> KnowledgeError {
        KnowledgeError::Invalid {
            file: self.files[spot.file].clone(),
            line: spot.line,
            message,
        }
    }

    fn finish(self) -> Result<Knowledge, KnowledgeError> {
        self.check_references()?;
        self.check_circles("country", |item| item.country.as_slice())?;
        self.check_circles("successors", |item| &item.successors)?;
        let warnings = self.overlaps();
        let items: Vec<Item> = self.items.into_values().map(|(item, _)| item).collect();
        let mut terms: Vec<Term> = self.terms.into_values().map(|(term, _)| term).collect();
        terms.sort_by(|a, b| {
            (&a.place, &a.office, a.from, &a.person).cmp(&(&b.place, &b.office, b.from, &b.person))
        });
        let names = NameIndex::new(&items);
        let term_index = TermIndex::new(&terms);
        Ok(Knowledge {
            items,
            names,
            terms,
            term_index,
            warnings,
        })
    }
}

fn replace<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
