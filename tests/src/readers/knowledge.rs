//! Knowledge files: what is loaded can be asked.

use onomast_knowledge::{Item, Knowledge};
use onomast_pipeline::Date;

use super::files;

/// Two files, of which the later wins.
pub(super) fn knowledge(bytes: &[u8]) {
    let [first, second] = files(bytes).map(String::from_utf8_lossy);
    let loaded = Knowledge::from_texts(&[("first.jsonl", &first), ("second.jsonl", &second)]);
    let knowledge = match loaded {
        Ok(knowledge) => knowledge,
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with("first.jsonl:") || message.starts_with("second.jsonl:"));
            return;
        }
    };
    let day = Date::new(2021, 6, 1).expect("a day");
    for item in knowledge.items() {
        assert_eq!(knowledge.item(item.id()).map(Item::id), Some(item.id()));
        let _ = knowledge.find(item.name(), None, Some(day));
        let _ = knowledge.country_of_demonym(item.name());
        let _ = knowledge.person_named(item.name());
        for term in knowledge.terms_of(item.id()) {
            let _ = knowledge.holders(term.office(), term.place(), day);
            let _ = knowledge.holders_by_title(term.office(), term.place(), day);
        }
        let _ = knowledge.terms_in(item.id());
    }
}
