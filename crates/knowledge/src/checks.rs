//! What is checked once all files are read: references, circles, overlapping terms.

use std::collections::BTreeMap;

use crate::error::{KnowledgeError, KnowledgeWarning};
use crate::item::{Item, ItemKind};
use crate::load::{Draft, Spot};
use crate::partial::PartialDate;
use crate::term::Term;

impl Draft {
    pub(crate) fn check_references(&self) -> Result<(), KnowledgeError> {
        for (item, spot) in self.items.values() {
            for id in item.country.iter().chain(&item.capital) {
                let field = if item.country.as_ref() == Some(id) {
                    "country"
                } else {
                    "capital"
                };
                self.check_reference(id, field, Some(ItemKind::Place), *spot)?;
            }
            for id in &item.successors {
                self.check_reference(id, "successors", None, *spot)?;
            }
        }
        for (term, spot) in self.terms.values() {
            self.check_reference(&term.place, "place", None, *spot)?;
            self.check_reference(&term.person, "person", Some(ItemKind::Person), *spot)?;
        }
        Ok(())
    }

    fn check_reference(
        &self,
        id: &str,
        field: &'static str,
        kind: Option<ItemKind>,
        spot: Spot,
    ) -> Result<(), KnowledgeError> {
        let problem = match (self.items.get(id), kind) {
            (None, _) => "not described in any file",
            (Some((item, _)), Some(kind)) if item.kind != kind => "described, but as another kind of thing",
            _ => return Ok(()),
        };
        let (file, id) = (self.files[spot.file].clone(), id.to_owned());
        Err(KnowledgeError::UnknownReference {
            file,
            line: spot.line,
            field,
            id,
            problem,
        })
    }

    /// Depth first, with a stack of its own: a hostile file may nest a hundred thousand deep.
    pub(crate) fn check_circles(
        &self,
        field: &'static str,
        next: impl for<'a> Fn(&'a Item) -> &'a [String],
    ) -> Result<(), KnowledgeError> {
        let mut done: BTreeMap<&str, bool> = BTreeMap::new();
        for id in self.items.keys() {
            let mut path: Vec<(&str, usize)> = vec![(id, 0)];
            while let Some(&mut (at, ref mut branch)) = path.last_mut() {
                if *branch == 0 && done.get(at) == Some(&true) {
                    path.pop();
                    continue;
                }
                let following = next(&self.items[at].0).get(*branch);
                *branch += 1;
                done.entry(at).or_insert(false);
                let Some(following) = following else {
                    done.insert(at, true);
                    path.pop();
                    continue;
                };
                match done.get(following.as_str()) {
                    Some(true) => {}
                    Some(false) => {
                        let mut ids: Vec<String> = path
                            .iter()
                            .map(|(id, _)| (*id).to_owned())
                            .skip_while(|id| id != following)
                            .collect();
                        ids.push(following.clone());
                        let spot = self.items[following].1;
                        let file = self.files[spot.file].clone();
                        return Err(KnowledgeError::Cycle {
                            file,
                            line: spot.line,
                            field,
                            ids,
                        });
                    }
                    None => path.push((following, 0)),
                }
            }
        }
        Ok(())
    }

    /// Terms of one office and place that overlap for certain, both held in full. A state may have several
    /// deputies at once; those are not meant.
    pub(crate) fn overlaps(&self) -> Vec<KnowledgeWarning> {
        let mut terms: Vec<&(Term, Spot)> = self
            .terms
            .values()
            .filter(|(term, _)| !term.acting && !term.office.contains("deputy"))
            .collect();
        terms.sort_by_key(|(term, _)| (&term.place, &term.office, term.layer, term.from, &term.person));
        let mut warnings = Vec::new();
        let mut longest: Option<&(Term, Spot)> = None;
        for entry in terms {
            let (term, spot) = entry;
            let group = |term: &Term| (term.place.clone(), term.office.clone(), term.layer);
            let Some((other, other_spot)) = longest.filter(|(other, _)| group(other) == group(term)) else {
                longest = Some(entry);
                continue;
            };
            let end = |term: &Term| term.known_to.or(term.to).map(PartialDate::earliest);
            if other.person != term.person && end(other).is_none_or(|end| term.from.latest() < end) {
                warnings.push(KnowledgeWarning::OverlappingTerms {
                    file: self.files[spot.file].clone(),
                    line: spot.line,
                    person: self.items[&term.person].0.name.clone(),
                    office: term.office.clone(),
                    place: term.place.clone(),
                    other: self.items[&other.person].0.name.clone(),
                    other_file: self.files[other_spot.file].clone(),
                    other_line: other_spot.line,
                });
            }
            let later = match (end(other), end(term)) {
                (None, _) => false,
                (_, None) => true,
                (Some(other), Some(this)) => this > other,
            };
            if later {
                longest = Some(entry);
            }
        }
        warnings
    }
}
