//! Tests that read like the text they test.
//!
//! `check("[Shavkat Mirziyoyev](PER a) met [the [Kazakh](MISC k) leader](PER:nominal b)")` gives the linker the
//! names only, renders what comes back in the same marks, and compares the texts. The letters say which
//! mentions belong together.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score, Span};
use onomast_knowledge::Knowledge;

use crate::{Linker, LinkerOptions, ResolvedDocument};

/// A small world: four states, a few offices, three organisations.
pub(crate) const WORLD: &str = r#"{"kind":"place","id":"Q265","type":"country","name":"Uzbekistan","official":"Republic of Uzbekistan","demonyms":["Uzbek","Uzbekistani"],"capital":"Q269"}
{"kind":"place","id":"Q232","type":"country","name":"Kazakhstan","official":"Republic of Kazakhstan","demonyms":["Kazakh","Kazakhstani"],"capital":"Q1520"}
{"kind":"place","id":"Q813","type":"country","name":"Kyrgyzstan","official":"Kyrgyz Republic","demonyms":["Kyrgyz"],"capital":"Q9361"}
{"kind":"place","id":"Q183","type":"country","name":"Germany","official":"Federal Republic of Germany","demonyms":["German"],"capital":"Q64"}
{"kind":"place","id":"Q810","type":"country","name":"Jordan","demonyms":["Jordanian"]}
{"kind":"place","id":"Q269","type":"city","name":"Tashkent","country":"Q265"}
{"kind":"place","id":"Q1520","type":"city","name":"Astana","country":"Q232","aliases":["Akmola",{"text":"Nur-Sultan","from":"2019-03-23","to":"2022-09-17"}]}
{"kind":"place","id":"Q9361","type":"city","name":"Bishkek","country":"Q813"}
{"kind":"place","id":"Q64","type":"city","name":"Berlin","country":"Q183"}
{"kind":"organization","id":"Q485207","type":"intergovernmental","name":"Shanghai Cooperation Organisation","acronyms":["SCO"]}
{"kind":"organization","id":"Q458","type":"intergovernmental","name":"European Union","acronyms":["EU"]}
{"kind":"organization","id":"onomast:altyn-rail","type":"company","name":"Altyn Rail"}
{"kind":"organization","id":"Q1065","type":"intergovernmental","name":"United Nations","acronyms":["UN"]}
{"kind":"person","id":"Q57808","name":"Shavkat Mirziyoyev","gender":"male"}
{"kind":"person","id":"Q57394","name":"Nursultan Nazarbayev","gender":"male"}
{"kind":"person","id":"Q3308264","name":"Kassym-Jomart Tokayev","gender":"male"}
{"kind":"person","id":"Q567","name":"Angela Merkel","gender":"female"}
{"kind":"person","id":"Q76658","name":"Frank-Walter Steinmeier","gender":"male"}
{"kind":"person","id":"Q4215","name":"Abdulaziz Kamilov","gender":"male"}
{"kind":"person","id":"Q1721851","name":"Kairat Abdrakhmanov","gender":"male"}
{"kind":"term","office":"head-of-state","title":"President","place":"Q265","person":"Q57808","from":"2016-12-14"}
{"kind":"term","office":"head-of-state","title":"President","place":"Q232","person":"Q57394","from":"1990-04-24","to":"2019-03-20"}
{"kind":"term","office":"head-of-state","title":"President","place":"Q232","person":"Q3308264","from":"2019-03-20"}
{"kind":"term","office":"head-of-state","title":"President","place":"Q183","person":"Q76658","from":"2017-03-19"}
{"kind":"term","office":"head-of-government","title":"Chancellor","place":"Q183","person":"Q567","from":"2005-11-22","to":"2021-12-08"}
{"kind":"term","office":"foreign-minister","title":"Minister of Foreign Affairs","place":"Q265","person":"Q4215","from":"2012-02-28","to":"2022-04-27"}
{"kind":"term","office":"foreign-minister","title":"Minister of Foreign Affairs","place":"Q232","person":"Q1721851","from":"2016-12-28","to":"2018-12-26"}
"#;

/// The knowledge of the tests.
pub(crate) static KNOWLEDGE: LazyLock<Arc<Knowledge>> =
    LazyLock::new(|| Arc::new(Knowledge::from_jsonl("test", WORLD).expect("the test world is well-formed")));

/// A mark of a marked text: a mention and the letter of its entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub span: Span,
    pub label: EntityType,
    pub kind: MentionKind,
    pub entity: String,
}

/// Takes the marks out of a text.
pub(crate) fn unmark(marked: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            '[' => open.push(text.len()),
            ']' => {
                let (mark, after) = rest[1..].split_once(')').expect("a mark after ]");
                rest = after;
                let (kind, entity) = mark.split_once(' ').expect("a label and a letter");
                let (label, kind) = kind.split_once(':').unwrap_or((kind, "name"));
                let start = open.pop().expect("a [ for each ]");
                marks.push(Mark {
                    span: Span::new(start, text.len()).expect("in order"),
                    label: label.parse().expect("a label"),
                    kind: kind.parse().expect("a kind"),
                    entity: entity.to_owned(),
                });
            }
            other => text.push(other),
        }
    }
    marks.sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end())));
    (text, marks)
}

/// A document with the names of a marked text.
pub(crate) fn annotated(id: &str, date: Option<&str>, marked: &str) -> (AnnotatedDocument, Vec<Mark>) {
    let (text, marks) = unmark(marked);
    let mut document = Document::from_clean_text(id, text).expect("a short text");
    document.date = date.map(|date| date.parse().expect("a date"));
    let mentions = marks
        .iter()
        .filter(|mark| mark.kind == MentionKind::Name)
        .map(|mark| Mention {
            span: mark.span,
            label: mark.label,
            kind: mark.kind,
            score: Score::ONE,
        })
        .collect();
    (AnnotatedDocument { document, mentions }, marks)
}

/// What the linker made of a document, in the marks of the input.
pub(crate) fn render(resolved: &ResolvedDocument, gold: &[Mark]) -> String {
    let mut letters: BTreeMap<u32, String> = BTreeMap::new();
    let mut used: Vec<String> = Vec::new();
    for mention in &resolved.mentions {
        let Some(cluster) = mention.cluster else { continue };
        if letters.contains_key(&cluster) {
            continue;
        }
        let mark = gold.iter().find(|mark| mark.span == mention.mention.span);
        let mut letter = mark.map_or_else(|| "?".to_owned(), |mark| mark.entity.clone());
        while used.contains(&letter) {
            letter.push('\'');
        }
        used.push(letter.clone());
        letters.insert(cluster, letter);
    }
    let text = &resolved.document.text;
    let mut out = String::new();
    let mut closing: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    let mut mentions = resolved.mentions.iter().peekable();
    loop {
        let next = mentions.peek().map(|mention| mention.mention.span.start());
        let close = closing.last().map(|(end, _)| *end);
        match (next, close) {
            (_, Some(end)) if next.is_none_or(|next| end <= next) => {
                out.push_str(&text[at..end]);
                at = end;
                let (_, mark) = closing.pop().expect("just seen");
                out.push_str(&mark);
            }
            (Some(start), _) => {
                out.push_str(&text[at..start]);
                at = start;
                let mention = mentions.next().expect("just seen");
                let kind = match mention.mention.kind {
                    MentionKind::Name => String::new(),
                    kind => format!(":{kind}"),
                };
                let letter = mention.cluster.map_or("-", |cluster| letters[&cluster].as_str());
                out.push('[');
                closing.push((
                    mention.mention.span.end(),
                    format!("]({}{kind} {letter})", mention.mention.label),
                ));
            }
            _ => break,
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Checks a page of a date, without pronouns.
#[track_caller]
pub(crate) fn check_on(date: &str, marked: &str) {
    check_with(
        Some(date),
        LinkerOptions {
            pronouns: false,
            unlinked: false,
            ..LinkerOptions::default()
        },
        marked,
    );
}

/// Checks a page without a date, without pronouns.
#[track_caller]
pub(crate) fn check(marked: &str) {
    check_with(
        None,
        LinkerOptions {
            pronouns: false,
            unlinked: false,
            ..LinkerOptions::default()
        },
        marked,
    );
}

/// Checks a page with pronouns.
#[track_caller]
pub(crate) fn check_pronouns(marked: &str) {
    check_with(Some("2017-11-01"), LinkerOptions::default(), marked);
}

/// Checks a page with pronouns of the first person.
#[track_caller]
pub(crate) fn check_first_person(marked: &str) {
    let options = LinkerOptions {
        first_person: true,
        ..LinkerOptions::default()
    };
    check_with(None, options, marked);
}

#[track_caller]
fn check_with(date: Option<&str>, options: LinkerOptions, marked: &str) {
    let (document, marks) = annotated("page.txt", date, marked);
    let resolved = Linker::new(Arc::clone(&KNOWLEDGE), options).resolve(document);
    let why: Vec<&str> = resolved
        .mentions
        .iter()
        .filter_map(|mention| mention.why.as_deref())
        .collect();
    assert_eq!(render(&resolved, &marks), marked, "\nreasons: {why:#?}");
}
