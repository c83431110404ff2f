//! Clusters of mentions on one page, and the cannot-links that are checked at every merge.

use std::collections::BTreeSet;

use onomast_document::EntityType;

use crate::lexicon::Gender;
use crate::name::{Comparison, NameForm, compare};
use crate::role::RoleFact;

/// More surface forms than this on one side are compared by their most telling ones only.
const COMPARED_FORMS: usize = 24;

/// What is known of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub label: EntityType,
    /// Distinct names in it, as numbers of [`NameForm`]s.
    pub forms: BTreeSet<u32>,
    pub mentions: Vec<u32>,
    pub gender: Option<Gender>,
    pub roles: Vec<RoleFact>,
    /// Id in the knowledge base.
    pub kb: Option<String>,
    /// What a description makes it, where the page has no name for it: "Government of Georgia".
    pub described: Option<String>,
    /// Numbers of the descriptions in it, a few at most.
    pub nominals: Vec<u32>,
}

/// How many of its descriptions a cluster remembers.
const NOMINALS: usize = 16;

impl Cluster {
    /// Whether the page or the knowledge base has a name for it.
    pub fn is_named(&self) -> bool {
        !self.forms.is_empty() || self.kb.is_some() || self.described.is_some()
    }
}

/// Why two clusters cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// A person and a place.
    Label,
    /// Names of two persons or things.
    Name,
    /// She and he.
    Gender,
    /// Two items of the knowledge base.
    Knowledge,
    /// "Apollo 11" and "Apollo 12".
    Numeral,
}

/// Disjoint clusters over the mentions of a page.
#[derive(Debug)]
pub(crate) struct Clusters {
    parent: Vec<u32>,
    data: Vec<Cluster>,
}

impl Clusters {
    /// Each mention by itself.
    pub fn new(singletons: Vec<Cluster>) -> Self {
        Self {
            parent: (0..singletons.len() as u32).collect(),
            data: singletons,
        }
    }

    /// The number of the cluster of a mention.
    pub fn find(&self, mention: usize) -> usize {
        let mut at = mention;
        while self.parent[at] as usize != at {
            at = self.parent[at] as usize;
        }
        at
    }

    /// The cluster of a mention.
    pub fn of(&self, mention: usize) -> &Cluster {
        &self.data[self.find(mention)]
    }

    /// The cluster of a mention, to add to what is known of it.
    pub fn of_mut(&mut self, mention: usize) -> &mut Cluster {
        let root = self.find(mention);
        &mut self.data[root]
    }

    /// Whether two mentions are in one cluster.
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    /// What forbids a merge of two mentions' clusters, if anything does.
    pub fn conflict(&self, forms: &[NameForm], a: usize, b: usize) -> Option<Conflict> {
        let (a, b) = (self.of(a), self.of(b));
        let one_item = match (&a.kb, &b.kb) {
            (Some(ours), Some(theirs)) if ours != theirs => return Some(Conflict::Knowledge),
            (Some(_), Some(_)) => true,
            _ => false,
        };
        if a.label != b.label && !labels_agree(a, b, forms, one_item) {
            return Some(Conflict::Label);
        }
        if let (Some(ours), Some(theirs)) = (a.gender, b.gender)
            && ours != theirs
        {
            return Some(Conflict::Gender);
        }
        if a.label == EntityType::Person && !one_item && !persons_agree(forms, a, b) {
            return Some(Conflict::Name);
        }
        if a.label != EntityType::Person && !one_item && !numerals_agree(forms, a, b) {
            return Some(Conflict::Numeral);
        }
        None
    }

    /// Joins two clusters, whatever [`Clusters::conflict`] says; the label is that of more mentions.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (large, small) = if (self.data[a].mentions.len(), b) >= (self.data[b].mentions.len(), a) {
            (a, b)
        } else {
            (b, a)
        };
        self.parent[small] = large as u32;
        let taken = Cluster {
            label: self.data[small].label,
            forms: std::mem::take(&mut self.data[small].forms),
            mentions: std::mem::take(&mut self.data[small].mentions),
            gender: self.data[small].gender,
            roles: std::mem::take(&mut self.data[small].roles),
            kb: self.data[small].kb.take(),
            described: self.data[small].described.take(),
            nominals: std::mem::take(&mut self.data[small].nominals),
        };
        let into = &mut self.data[large];
        if into.forms.is_empty() && !taken.forms.is_empty() {
            into.label = taken.label;
        }
        into.forms.extend(taken.forms);
        into.mentions.extend(taken.mentions);
        into.gender = into.gender.or(taken.gender);
        into.kb = into.kb.take().or(taken.kb);
        into.described = into.described.take().or(taken.described);
        into.nominals.extend(taken.nominals);
        into.nominals.truncate(NOMINALS);
        for role in taken.roles {
            if !into.roles.contains(&role) && into.roles.len() < 32 {
                into.roles.push(role);
            }
        }
    }
}

/// Whether two labels may be of one thing after all: recognisers waver between organisation, place and other
/// names, so an equal name of several words or an equal item of the knowledge base counts for more.
fn labels_agree(a: &Cluster, b: &Cluster, forms: &[NameForm], one_item: bool) -> bool {
    if a.label == EntityType::Person || b.label == EntityType::Person {
        return false;
    }
    if one_item {
        return true;
    }
    // A description of an organisation never is a place.
    if a.forms.is_empty() || b.forms.is_empty() {
        return false;
    }
    a.forms.iter().any(|&ours| {
        let ours = &forms[ours as usize];
        ours.key.contains(' ')
            && b.forms
                .iter()
                .any(|&theirs| forms[theirs as usize].key == ours.key)
    })
}

/// Full names agree pairwise; single words belong to a full name if there is one.
fn persons_agree(forms: &[NameForm], a: &Cluster, b: &Cluster) -> bool {
    let split = |cluster: &Cluster| -> (Vec<u32>, Vec<u32>) {
        let (mut full, single): (Vec<u32>, Vec<u32>) = cluster
            .forms
            .iter()
            .partition(|&&form| !forms[form as usize].is_single());
        full.truncate(COMPARED_FORMS);
        (full, single)
    };
    let ((a_full, a_single), (b_full, b_single)) = (split(a), split(b));
    let compared = |x: u32, y: u32| compare(&forms[x as usize], &forms[y as usize]);
    for &ours in &a_full {
        for &theirs in &b_full {
            if !matches!(compared(ours, theirs), Comparison::Same | Comparison::Initials) {
                return false;
            }
        }
    }
    let fits = |singles: &[u32], full: &[u32]| {
        full.is_empty()
            || singles.iter().take(COMPARED_FORMS).all(|&single| {
                full.iter()
                    .any(|&name| matches!(compared(single, name), Comparison::Surname | Comparison::Given))
            })
    };
    if !fits(&a_single, &b_full) && a_full.is_empty() || !fits(&b_single, &a_full) && b_full.is_empty() {
        return false;
    }
    if a_full.is_empty() && b_full.is_empty() && !a_single.is_empty() && !b_single.is_empty() {
        return a_single.iter().any(|&ours| {
            b_single
                .iter()
                .any(|&theirs| compared(ours, theirs) == Comparison::Same)
        });
    }
    true
}

fn numerals_agree(forms: &[NameForm], a: &Cluster, b: &Cluster) -> bool {
    let numerals = |cluster: &Cluster| -> BTreeSet<String> {
        cluster
            .forms
            .iter()
            .take(COMPARED_FORMS)
            .flat_map(|&form| {
                forms[form as usize]
                    .numerals()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let (ours, theirs) = (numerals(a), numerals(b));
    ours.is_empty() || theirs.is_empty() || ours == theirs
}
