//! Titles that mean the same, so that "the premier" finds a prime minister and "the king" no president.

use crate::key::surface_key;

/// Words that say how the office is held, not which office it is.
const QUALIFIERS: &[&str] = &[
    "acting",
    "interim",
    "caretaker",
    "transitional",
    "federal",
    "state",
    "executive",
    "outgoing",
];

/// Titles that are one and the same, by the first of each row.
const SAME: &[&[&str]] = &[
    &[
        "prime minister",
        "premier",
        "taoiseach",
        "pm",
        "minister of",
        "president of the government",
        "president of the council of ministers",
        "chairman of the council of ministers",
        "chairman of the cabinet of ministers",
        "chairman of the government",
        "head of the government",
    ],
    &["king", "monarch", "sovereign"],
    &["queen", "monarch", "sovereign"],
    &["emir", "amir"],
    &[
        "foreign minister",
        "minister of foreign affairs",
        "minister for foreign affairs",
        "secretary of foreign affairs",
    ],
    &[
        "secretary of state",
        "foreign minister",
        "minister of foreign affairs",
    ],
];

/// Whether somebody who bears the title `held` may be called `asked`.
///
/// Case, qualifiers ("acting", "federal") and words for one office do not matter.
///
/// ```
/// use onomast_knowledge::titles::same;
/// assert!(same("Federal Chancellor", "chancellor"));
/// assert!(same("Premier", "prime minister"));
/// assert!(!same("King", "president"));
/// ```
pub fn same(held: &str, asked: &str) -> bool {
    let (held, asked) = (plain(held), plain(asked));
    held == asked
        || SAME
            .iter()
            .any(|row| row.contains(&held.as_str()) && row.contains(&asked.as_str()))
}

/// A title in lower case, without its qualifiers.
fn plain(title: &str) -> String {
    let key = surface_key(title);
    let words: Vec<&str> = key.split(' ').collect();
    if words == ["minister", "of", "state"] {
        return "minister of".to_owned(); // Monaco's prime minister
    }
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !QUALIFIERS.contains(word))
        .collect();
    // "Secretary of State" keeps its last word: it is no qualifier there.
    if words.contains(&"of") || kept.is_empty() {
        words.join(" ")
    } else {
        kept.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn titles_of_one_office_are_the_same() {
        for (held, asked) in [
            ("President", "president"),
            ("Acting President", "president"),
            ("Prime Minister", "PM"),
            ("Chairman of the Cabinet of Ministers", "prime minister"),
            ("Secretary of State", "secretary of state"),
            ("Secretary of State", "foreign minister"),
            ("Minister of Foreign Affairs", "Foreign Minister"),
            ("Queen", "monarch"),
        ] {
            assert!(same(held, asked), "{held} / {asked}");
        }
        for (held, asked) in [
            ("King", "queen"),
            ("President", "prime minister"),
            ("Emir", "king"),
        ] {
            assert!(!same(held, asked), "{held} / {asked}");
        }
    }
}
