//! What Onomast knows of the world: names of places, organisations and office holders, and who held which
//! office when.
//!
//! The knowledge is a handful of JSON Lines files (`models/knowledge/`, and any file of the user's own), read
//! once into an immutable [`Knowledge`] that answers four kinds of question:
//!
//! - what does a name stand for ([`Knowledge::find`]): "Kyrgyz Republic" is Kyrgyzstan, "SCO" the Shanghai
//!   Cooperation Organisation, "Nur-Sultan" is Astana in a page of 2020;
//! - which country is "Kazakh" ([`Knowledge::country_of_demonym`]);
//! - who is called so ([`Knowledge::person_named`]), whatever the spelling: Mirziyoyev, Mirziyaev, Мирзиёев;
//! - who held an office on a day ([`Knowledge::holders`], [`Knowledge::holders_by_title`]), with a word on how
//!   sure that is.
//!
//! Reading order: [`record`] (a line of the format), [`item`] and [`term`] (what becomes of it), [`partial`]
//! (days that may lack month and day), [`load`] (files to [`Knowledge`]; `checks` holds what can be wrong), [`names`] (looking
//! up names), [`offices`] (office questions), [`titles`] (which titles mean the same), [`key`] and
//! [`transliterate`] (spelling-tolerant keys), [`error`].
//!
//! ```
//! use onomast_document::Date;
//! use onomast_knowledge::Knowledge;
//!
//! let knowledge = Knowledge::from_jsonl(
//!     "example",
//!     r#"{"kind":"place","id":"Q265","type":"country","name":"Uzbekistan","demonyms":["Uzbek"]}
//! {"kind":"person","id":"Q57808","name":"Shavkat Mirziyoyev"}
//! {"kind":"term","office":"head-of-state","title":"President","place":"Q265","person":"Q57808","from":"2016-12-14"}"#,
//! )?;
//! let country = knowledge.country_of_demonym("Uzbek").expect("a demonym of one country");
//! let holders = knowledge.holders_by_title("president", country.id(), Date::new(2022, 12, 24)?);
//! assert_eq!(holders[0].person.name(), "Shavkat Mirziyoyev");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod checks;
pub mod error;
pub mod item;
pub mod key;
pub mod load;
pub mod names;
pub mod offices;
pub mod partial;
pub mod record;
pub mod term;
pub mod titles;
pub mod transliterate;

#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod shipped_tests;

pub use error::{KnowledgeError, KnowledgeWarning};
pub use item::{DatedName, Gender, Item, ItemKind};
pub use key::{name_key, name_keys, surface_key};
pub use load::Knowledge;
pub use partial::{PartialDate, PartialDateError};
pub use term::{Holding, Term, office};
