//! Office questions: who held it, and what somebody held.

use std::collections::HashMap;

use onomast_document::Date;

use crate::load::Knowledge;
use crate::term::{Fit, Holding, Term};
use crate::titles;

/// Terms by place and by holder. Only ever looked up in, never iterated over.
#[derive(Debug, Default)]
pub(crate) struct TermIndex {
    by_place: HashMap<String, Vec<usize>>,
    by_person: HashMap<String, Vec<usize>>,
}

impl TermIndex {
    pub(crate) fn new(terms: &[Term]) -> Self {
        let mut index = Self::default();
        for (at, term) in terms.iter().enumerate() {
            index.by_place.entry(term.place.clone()).or_default().push(at);
            index.by_person.entry(term.person.clone()).or_default().push(at);
        }
        index
    }
}

impl Knowledge {
    /// Who held an office of a place on a day: the surest first, then the latest to come into office. Empty
    /// when that is not known.
    ///
    /// On the day of a handover the office is the successor's. Acting holders count, after full ones.
    pub fn holders(&self, office: &str, place: &str, day: Date) -> Vec<Holding<'_>> {
        self.holding(place, day, |term| term.office == office)
    }

    /// Who in a place bore a title on a day, in any office: "president", "prime minister", "chancellor", "king".
    /// Titles for one office meet ("premier" finds a prime minister); see [`titles::same`].
    pub fn holders_by_title(&self, title: &str, place: &str, day: Date) -> Vec<Holding<'_>> {
        self.holding(place, day, |term| titles::same(&term.title, title))
    }

    /// All terms of a person, in the order of time.
    pub fn terms_of(&self, person: &str) -> Vec<&Term> {
        let mut terms: Vec<&Term> = self.terms_at(self.term_index.by_person.get(person)).collect();
        terms.sort_by_key(|term| (term.from, term.place.as_str(), term.office.as_str()));
        terms
    }

    /// All terms of the offices of a place, by office and then in the order of time.
    pub fn terms_in(&self, place: &str) -> Vec<&Term> {
        self.terms_at(self.term_index.by_place.get(place)).collect()
    }

    fn terms_at<'a>(&'a self, at: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Term> {
        at.into_iter().flatten().map(|&at| &self.terms[at])
    }

    fn holding(&self, place: &str, day: Date, wanted: impl Fn(&Term) -> bool) -> Vec<Holding<'_>> {
        let mut fits: Vec<(&Term, Fit)> = self
            .terms_at(self.term_index.by_place.get(place))
            .filter(|term| wanted(term))
            .map(|term| (term, term.fit(day)))
            .filter(|(_, fit)| *fit != Fit::No)
            .collect();
        if fits.iter().any(|(_, fit)| *fit != Fit::LastDay) {
            fits.retain(|(_, fit)| *fit != Fit::LastDay);
        }
        // A user's file wins over ours.
        let top = fits.iter().map(|(term, _)| term.layer).max();
        fits.retain(|(term, _)| Some(term.layer) == top);
        fits.sort_by(|(a, a_fit), (b, b_fit)| {
            let order = |term: &Term, fit: Fit| (fit == Fit::Maybe, term.acting);
            order(a, *a_fit)
                .cmp(&order(b, *b_fit))
                .then(b.from.cmp(&a.from))
                .then_with(|| (&a.person, &a.office).cmp(&(&b.person, &b.office)))
        });
        let mut holdings: Vec<Holding<'_>> = Vec::with_capacity(fits.len());
        for (term, fit) in fits {
            if holdings.iter().any(|known| known.term.person == term.person) {
                continue; // a president who is his own prime minister
            }
            let (Some(person), Some(place)) = (self.item(&term.person), self.item(&term.place)) else {
                continue; // cannot be: references are checked
            };
            holdings.push(Holding {
                term,
                person,
                place,
                sure: fit != Fit::Maybe,
            });
        }
        holdings
    }
}
