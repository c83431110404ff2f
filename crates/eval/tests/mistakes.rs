//! The list of mistakes, on a page small enough to read.

// The helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use onomast_eval::read::strip_marks;
use onomast_eval::{AnnotatedText, Corpus, evaluate, list_mistakes};

fn corpus(pages: &[&str]) -> Corpus {
    let document = |(index, page): (usize, &&str)| {
        let marked = strip_marks(page, Path::new("page.gold")).unwrap();
        let mut document = AnnotatedText::new(format!("{index}.txt"), Some(marked.text));
        document.mentions = marked.mentions;
        document
    };
    Corpus {
        documents: pages.iter().enumerate().map(document).collect(),
    }
}

const GOLD: [&str; 2] = [
    "[Aigul Nurova](PER nurova) flew to [Astana](LOC astana). [The minister](PER:nominal nurova) met [Marat Nurov](PER nurov).",
    "[Nurova](PER nurova) spoke in [Astana](LOC astana). [She](PER:pronoun nurova) thanked [the mayor](PER:nominal mayor).",
];

#[test]
fn each_mistake_stands_in_its_sentence() {
    let predicted = corpus(&[
        "[Aigul Nurova](PER a) flew to [Astana](PER s). [The minister](PER:nominal b) met [Marat](PER b) Nurov.",
        "[Nurova](PER a) spoke in [Astana](PER s). [She](PER:pronoun a) thanked the [mayor](LOC m).",
    ]);
    let mistakes = list_mistakes(&corpus(&GOLD), &predicted).unwrap();
    assert_eq!(
        mistakes.to_string(),
        "\
# wrong label: 2 in 1 groups

2× \"Astana\": gold LOC, predicted PER
    0.txt@21: Aigul Nurova flew to [Astana].
    1.txt@16: Nurova spoke in [Astana].

# spurious: 1 in 1 groups

1× \"mayor\": predicted name LOC
    1.txt@40: She thanked the [mayor].

# wrong boundary: 1 in 1 groups

1× gold \"Marat Nurov\" PER, predicted \"Marat\" PER
    0.txt@46: The minister met [Marat Nurov].

# wrong entity: 1 in 1 groups

1× \"The minister\": gold nurova, predicted b, which stands for no one entity
    0.txt@29: [The minister] met Marat Nurov.

# splits: 1 mentions of 1 entities

1× nurova \"Aigul Nurova\": a \"Aigul Nurova\" 3, b \"The minister\" 1
"
    );
}

#[test]
fn merges_are_named_by_their_parts() {
    let predicted = corpus(&[
        "[Aigul Nurova](PER a) flew to [Astana](LOC s). [The minister](PER:nominal a) met [Marat Nurov](PER a).",
        "[Nurova](PER a) spoke in [Astana](LOC s). She thanked [the mayor](PER:nominal s).",
    ]);
    let (gold, mistakes) = (corpus(&GOLD), list_mistakes(&corpus(&GOLD), &predicted).unwrap());
    let lines: Vec<String> = mistakes.merges.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "1× a \"Aigul Nurova\": nurova \"Aigul Nurova\" 3, nurov \"Marat Nurov\" 1",
            "1× s \"Astana\": astana \"Astana\" 2, mayor \"the mayor\" 1",
        ]
    );
    let report = evaluate(&gold, &predicted).unwrap();
    // "The minister" is right; "the mayor" is linked to a city. The mayor has no other mention, so gold has one link.
    let nominals = report
        .rows
        .iter()
        .find(|row| row.measure == "nominal")
        .unwrap()
        .counts
        .unwrap();
    assert_eq!(
        (nominals.predicted_hits, nominals.predicted, nominals.gold),
        (1.0, 2.0, 1.0)
    );
    assert_eq!(report.figure("pronoun.recall"), Some(0.0));
}

#[test]
fn a_nominal_may_differ_in_its_modifiers() {
    let predicted = corpus(&[
        "[Aigul Nurova](PER a) flew to [Astana](LOC s). The [minister](PER:nominal a) met [Marat Nurov](PER b).",
        "[Nurova](PER a) spoke in [Astana](LOC s). She thanked the mayor.",
    ]);
    let report = evaluate(&corpus(&GOLD), &predicted).unwrap();
    assert_eq!(report.figure("nominal.precision"), Some(0.0));
    assert_eq!(report.figure("nominal.partial.precision"), Some(1.0));
    assert_eq!(report.figure("nominal.partial.recall"), Some(1.0));
}
