//! Files that are wrong, and files that answer each other.

use onomast_document::Date;

use crate::{Knowledge, KnowledgeError};

const STATE: &str = r#"{"kind":"place","id":"Q1","type":"country","name":"Ruritania"}"#;
const RUDOLF: &str = r#"{"kind":"person","id":"Q2","name":"Rudolf Elphberg"}"#;
const MICHAEL: &str = r#"{"kind":"person","id":"Q3","name":"Michael Elphberg"}"#;

fn term(person: &str, from: &str, rest: &str) -> String {
    format!(
        r#"{{"kind":"term","office":"head-of-state","title":"King","place":"Q1","person":"{person}","from":"{from}"{rest}}}"#
    )
}

fn load(lines: &[&str]) -> Result<Knowledge, KnowledgeError> {
    Knowledge::from_jsonl("test.jsonl", &lines.join("\n"))
}

/// Asserts that loading fails with a message that begins like this.
#[track_caller]
fn check_error(lines: &[&str], message: &str) {
    let error = load(lines).unwrap_err().to_string();
    assert!(error.starts_with(message), "expected {message:?}, got {error:?}");
}

fn kings(knowledge: &Knowledge, day: &str) -> Vec<(String, bool)> {
    let day: Date = day.parse().unwrap();
    let holders = knowledge.holders_by_title("king", "Q1", day);
    holders
        .iter()
        .map(|holding| (holding.person.name().to_owned(), holding.sure))
        .collect()
}

#[test]
fn errors_name_file_and_line() {
    check_error(&[STATE, "", "{oops"], "test.jsonl:3: not a knowledge record");
    check_error(
        &[STATE, r#"{"kind":"planet","id":"Q9"}"#],
        "test.jsonl:2: not a knowledge record",
    );
    check_error(
        &[r#"{"kind":"person","id":"Q2","name":"A B","nmae":"A"}"#],
        "test.jsonl:1: not a knowledge record",
    );
    check_error(
        &[STATE, RUDOLF, STATE],
        "test.jsonl:3: Q1 is already described on line 1",
    );
    check_error(
        &[r#"{"kind":"person","id":"Q2"}"#],
        "test.jsonl:1: Q2 needs a name",
    );
    check_error(
        &[STATE, &term("Q2", "1900", "")],
        "test.jsonl:2: person names Q2, which is not described",
    );
    check_error(
        &[STATE, RUDOLF, &term("Q1", "1900", "")],
        "test.jsonl:3: person names Q1, which is described, but",
    );
    check_error(
        &[STATE, RUDOLF, &term("Q2", "soon", "")],
        "test.jsonl:3: expected a date",
    );
    check_error(
        &[STATE, RUDOLF, &term("Q2", "1900", r#","to":"1899""#)],
        "test.jsonl:3: the term ends before",
    );
    check_error(
        &[STATE, RUDOLF, &term("Q2", "1900", r#","known_to":"1899""#)],
        "test.jsonl:3: the term is known to a day before",
    );
    check_error(
        &[r#"{"kind":"place","id":"Q1","name":"Ruritania","from":"1900","to":"1899"}"#],
        "test.jsonl:1: it ends before it begins",
    );
    check_error(
        &[
            r#"{"kind":"place","id":"Q1","name":"Ruritania","aliases":[{"text":"Zenda","from":"1900-05","to":"1900-04"}]}"#,
        ],
        r#"test.jsonl:1: the name "Zenda" ends before it begins"#,
    );
    check_error(
        &[r#"{"kind":"place","id":"Q1","name":"Ruritania","capital":"Q9"}"#],
        "test.jsonl:1: capital names Q9, which is not described",
    );
    let twice = term("Q2", "1900", "");
    check_error(
        &[STATE, RUDOLF, &twice, &twice],
        "test.jsonl:4: the same term is already given on line 3",
    );
    let missing = Knowledge::load(&["no/such/file.jsonl"]).unwrap_err().to_string();
    assert!(missing.contains("no/such/file.jsonl"), "{missing}");
}

#[test]
fn circles_are_found_however_long() {
    let place = |id: usize, country: usize| {
        format!(r#"{{"kind":"place","id":"Q{id}","name":"P{id}","country":"Q{country}"}}"#)
    };
    let chain = |last: usize| -> String {
        let mut lines: Vec<String> = (0..50_000).map(|id| place(id, id + 1)).collect();
        lines.push(place(50_000, last));
        lines.join("\n")
    };
    let error = Knowledge::from_jsonl("deep.jsonl", &chain(7)).unwrap_err();
    let KnowledgeError::Cycle { ids, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!((ids.len(), &ids[0]), (50_000 - 7 + 2, &ids[ids.len() - 1]));
    let followed = |id: u8, by: u8| {
        format!(r#"{{"kind":"organization","id":"Q{id}","name":"O{id}","successors":["Q{by}"]}}"#)
    };
    let error = load(&[&followed(1, 2), &followed(2, 1)]).unwrap_err().to_string();
    assert_eq!(
        error,
        "test.jsonl:1: following `successors` leads in a circle: Q1 → Q2 → Q1"
    );
    let own = Knowledge::from_jsonl("own.jsonl", &place(1, 1))
        .unwrap_err()
        .to_string();
    assert_eq!(own, "own.jsonl:1: following `country` leads in a circle: Q1 → Q1");
}

#[test]
fn overlapping_terms_are_warnings() {
    let lines = [
        STATE,
        RUDOLF,
        MICHAEL,
        &term("Q2", "1900", r#","to":"1910-05-01""#),
        &term("Q3", "1905", ""),
    ];
    let knowledge = load(&lines).unwrap();
    let warnings: Vec<String> = knowledge.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "test.jsonl:5: the term of Michael Elphberg as head-of-state of Q1 overlaps that of Rudolf Elphberg (test.jsonl:4)"
        ]
    );
    assert_eq!(kings(&knowledge, "1908-01-01").len(), 2, "both are told");
    let handover = [
        STATE,
        RUDOLF,
        MICHAEL,
        &term("Q2", "1900", r#","to":"1905-05-01""#),
        &term("Q3", "1905-05-01", ""),
    ];
    assert!(load(&handover).unwrap().warnings().is_empty());
}

#[test]
fn how_sure_a_holder_is() {
    let lines = [
        STATE,
        RUDOLF,
        MICHAEL,
        &term("Q2", "1900", r#","to":"1905-05-01""#),
        &term("Q3", "1905-05-01", r#","known_to":"1909-01-01""#),
    ];
    let knowledge = load(&lines).unwrap();
    let one = |name: &str, sure| vec![(name.to_owned(), sure)];
    assert_eq!(kings(&knowledge, "1899-12-31"), []);
    assert_eq!(
        kings(&knowledge, "1900-03-01"),
        one("Rudolf Elphberg", false),
        "some day of 1900"
    );
    assert_eq!(kings(&knowledge, "1901-01-01"), one("Rudolf Elphberg", true));
    assert_eq!(
        kings(&knowledge, "1905-05-01"),
        one("Michael Elphberg", true),
        "handed over that day"
    );
    assert_eq!(kings(&knowledge, "1909-01-01"), one("Michael Elphberg", true));
    assert_eq!(kings(&knowledge, "1909-01-02"), one("Michael Elphberg", false));
}

#[test]
fn a_later_file_wins() {
    let ours = [STATE, RUDOLF, MICHAEL, &term("Q2", "1900-01-01", "")].join("\n");
    let theirs = [
        r#"{"kind":"person","id":"Q2","aliases":["Red Rudolf"]}"#,
        &term("Q3", "1905-01-01", r#","to":"1905-12-31""#),
    ]
    .join("\n");
    let knowledge = Knowledge::from_texts(&[("ours", &ours), ("theirs", &theirs)]).unwrap();
    let rudolf = knowledge.item("Q2").unwrap();
    assert_eq!(
        (rudolf.name(), rudolf.aliases()[0].text.as_str()),
        ("Rudolf Elphberg", "Red Rudolf")
    );
    assert_eq!(
        kings(&knowledge, "1905-06-01"),
        [("Michael Elphberg".to_owned(), true)]
    );
    assert_eq!(
        kings(&knowledge, "1906-06-01"),
        [("Rudolf Elphberg".to_owned(), true)]
    );
    assert!(
        knowledge.warnings().is_empty(),
        "another file's term is no mistake"
    );
    let other = Knowledge::from_texts(&[
        ("ours", &ours),
        ("bad", r#"{"kind":"place","id":"Q2","name":"Zenda"}"#),
    ]);
    assert!(
        other
            .unwrap_err()
            .to_string()
            .starts_with("bad:1: Q2 is already known as another kind")
    );
}

#[test]
fn nothing_is_known_of_nothing() {
    let knowledge = Knowledge::empty();
    assert!(knowledge.find("Zenda", None, None).is_empty());
    assert!(knowledge.person_named("").is_empty());
    assert!(knowledge.country_of_demonym("s").is_none());
    let no_files: [&str; 0] = [];
    assert!(Knowledge::load(&no_files).unwrap().items().is_empty());
}
