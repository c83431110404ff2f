//! Persons with roles on a page, found by what their roles are of.

use std::collections::{BTreeSet, HashMap};

use onomast_document::EntityType;

use crate::page::Page;
use crate::role::{Description, RoleFact, fits, portfolio};

/// Clusters of persons with roles, each by its first name, under the places, organisations, portfolios and
/// offices of the roles. Only looked up in.
#[derive(Debug, Default)]
pub(crate) struct Known {
    places: HashMap<String, Vec<usize>>,
    organizations: HashMap<usize, Vec<usize>>,
    portfolios: HashMap<String, Vec<usize>>,
    offices: HashMap<String, Vec<usize>>,
}

impl Known {
    /// Looks through a page.
    pub fn new(page: &Page<'_>) -> Self {
        let mut known = Self::default();
        let mut seen = BTreeSet::new();
        for name in 0..page.names {
            let cluster = page.clusters.of(name);
            if page.mentions[name].label != EntityType::Person
                || cluster.roles.is_empty()
                || !seen.insert(page.clusters.find(name))
            {
                continue;
            }
            for fact in &cluster.roles {
                if let Some(place) = &fact.place {
                    add(known.places.entry(place.clone()).or_default(), name);
                }
                if let Some(org) = fact.org {
                    add(
                        known.organizations.entry(page.clusters.find(org)).or_default(),
                        name,
                    );
                }
                let portfolio = portfolio(&fact.portfolio, &fact.role);
                if !portfolio.is_empty() {
                    add(known.portfolios.entry(portfolio.to_owned()).or_default(), name);
                }
                if let Some(office) = &fact.office {
                    add(known.offices.entry(office.clone()).or_default(), name);
                }
            }
        }
        known
    }

    /// The persons whom a description fits, at most two: it is enough to know that there are several.
    /// `counts` chooses which of their roles count.
    pub fn fitting(
        &self,
        page: &Page<'_>,
        description: &Description<'_>,
        counts: impl Fn(&RoleFact) -> bool,
    ) -> Vec<usize> {
        let portfolio = portfolio(&description.nominal.portfolio, &description.nominal.entry.role);
        let candidates = match (description.org, &description.place) {
            (Some(org), _) => self.organizations.get(&page.clusters.find(org)),
            (None, Some(place)) => self.places.get(place),
            (None, None) => self.portfolios.get(portfolio),
        };
        let fitting = candidates.into_iter().flatten().copied().filter(|&name| {
            let facts = &page.clusters.of(name).roles;
            facts
                .iter()
                .any(|fact| counts(fact) && fits(description, fact, |a, b| page.clusters.same(a, b)))
        });
        fitting.take(2).collect()
    }

    /// The persons with an office of the knowledge base.
    pub fn with_office(&self, office: &str) -> &[usize] {
        self.offices.get(office).map_or(&[], Vec::as_slice)
    }
}

fn add(to: &mut Vec<usize>, name: usize) {
    if to.last() != Some(&name) {
        to.push(name);
    }
}
