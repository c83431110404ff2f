//! What the line model sees of a line: about fifty features, each one of a few classes.
//!
//! A feature is a group and a class in it ("words=5"). The groups are the table below; every line has one class of
//! each group, so a weight a class is all that a linear model needs, and the weights can be read.

use std::collections::HashMap;

use crate::line::Line;

/// A feature: its position in the list of weights.
pub(crate) type Feature = u16;

/// The groups and how many classes each has. Changing this table means training anew.
pub(crate) const GROUPS: &[(&str, usize)] = &[
    ("bias", 1),
    ("words", 8),
    ("letters", 7),
    ("word-length", 5),
    ("small-words", 5),
    ("capitals", 5),
    ("digits", 5),
    ("symbols", 6),
    ("first", 8),
    ("last", 8),
    ("known", 5),
    ("tells", 2),
    ("opens", 2),
    ("address", 2),
    ("bar", 3),
    ("you", 2),
    ("commas", 4),
    ("stops", 4),
    ("sentence", 3),
    ("same-line", 4),
    ("same-shape", 4),
    ("from-start", 6),
    ("from-end", 6),
    ("page-lines", 6),
    ("page-prose", 6),
    ("near-prose", 6),
    ("far-prose", 6),
    ("before", 6),
    ("after", 6),
    ("before-2", 6),
    ("after-2", 6),
    ("like-before", 2),
    ("like-after", 2),
    ("words+last", 64),
    ("words+far-prose", 48),
    ("words+page-prose", 48),
    ("first+far-prose", 48),
    ("last+far-prose", 48),
    ("before+after", 36),
    ("sentence+page-prose", 18),
    ("known+words", 40),
    ("symbols+digits", 30),
];

/// How many features there are.
pub(crate) fn count() -> usize {
    GROUPS.iter().map(|(_, classes)| classes).sum()
}

/// The name of each feature, `group=class`.
pub(crate) fn names() -> Vec<String> {
    GROUPS
        .iter()
        .flat_map(|(group, classes)| (0..*classes).map(move |class| format!("{group}={class}")))
        .collect()
}

/// What is known of a line by itself.
struct Own {
    words: usize,
    classes: [usize; 19],
    kind: usize,
    prose: f32,
}

/// The features of each line of a page.
pub(crate) fn features(text: &str, lines: &[Line]) -> Vec<Vec<Feature>> {
    let own: Vec<Own> = lines.iter().map(|line| own(text, line)).collect();
    let mut sums = vec![0.0; lines.len() + 1];
    for (at, line) in own.iter().enumerate() {
        sums[at + 1] = sums[at] + line.prose;
    }
    let share = |from: usize, to: usize| (sums[to] - sums[from]) / (to - from).max(1) as f32;
    let page_prose = class(share(0, lines.len()), &[0.02, 0.2, 0.4, 0.6, 0.8]);
    let mut same_line: HashMap<&str, usize> = HashMap::new();
    let mut same_shape: HashMap<String, usize> = HashMap::new();
    let shapes: Vec<String> = lines.iter().map(|line| shape_key(line.of(text))).collect();
    for (line, shape) in lines.iter().zip(&shapes) {
        *same_line.entry(line.of(text)).or_default() += 1;
        *same_shape.entry(shape.clone()).or_default() += 1;
    }
    let repeated = |count: usize| class(count as f32, &[1.5, 2.5, 4.5]);
    (0..lines.len())
        .map(|at| {
            let line = &own[at];
            let window = |reach: usize| {
                let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(lines.len()));
                // The line itself does not count.
                let others = (to - from - 1).max(1) as f32;
                class(
                    (sums[to] - sums[from] - line.prose) / others,
                    &[0.02, 0.2, 0.4, 0.6, 0.8],
                )
            };
            let (near, far) = (window(2), window(7));
            let kind = |offset: isize| {
                at.checked_add_signed(offset)
                    .and_then(|at| own.get(at))
                    .map_or(5, |line| line.kind)
            };
            let resembles = |offset: isize| {
                let other = at.checked_add_signed(offset).and_then(|at| own.get(at));
                usize::from(other.is_some_and(|other| {
                    other.classes[8] == line.classes[8]
                        && other.classes[9] == line.classes[9]
                        && other.words.abs_diff(line.words) <= 1
                }))
            };
            let [_, words, .., sentence] = line.classes;
            let (first, last, known) = (line.classes[8], line.classes[9], line.classes[10]);
            let position = |distance: usize| class(distance as f32, &[0.5, 1.5, 3.5, 6.5, 12.5]);
            let context = [
                repeated(same_line[lines[at].of(text)]),
                repeated(same_shape[&shapes[at]]),
                position(at),
                position(lines.len() - 1 - at),
                class(lines.len() as f32, &[3.5, 8.5, 15.5, 30.5, 80.5]),
                page_prose,
                near,
                far,
                kind(-1),
                kind(1),
                kind(-2),
                kind(2),
                resembles(-1),
                resembles(1),
                words * 8 + last,
                words * 6 + far,
                words * 6 + page_prose,
                first * 6 + far,
                last * 6 + far,
                kind(-1) * 6 + kind(1),
                sentence * 6 + page_prose,
                known * 8 + words,
                line.classes[7] * 5 + line.classes[6],
            ];
            numbered(line.classes.iter().chain(&context).copied())
        })
        .collect()
}

/// Classes, one a group in the order of [`GROUPS`], as features.
fn numbered(classes: impl Iterator<Item = usize>) -> Vec<Feature> {
    let mut first = 0;
    GROUPS
        .iter()
        .zip(classes)
        .map(|((_, size), class)| {
            let feature = first + class.min(size - 1);
            first += size;
            feature as Feature
        })
        .collect()
}

fn own(text: &str, line: &Line) -> Own {
    let shape = &line.shape;
    let line_text = line.of(text);
    let characters = line_text.chars().count();
    let spaces = line_text.matches(' ').count();
    let ratio = |part: usize, all: usize| part as f32 / all.max(1) as f32;
    let symbols = characters.saturating_sub(shape.letters + shape.digits + spaces);
    let known: usize = line
        .hits
        .iter()
        .filter(|hit| !hit.phrase.covers.is_empty())
        .map(|hit| hit.end - hit.start)
        .sum();
    let you = line.hits.iter().any(|hit| !hit.phrase.supports.is_empty());
    let sentence = if shape.is_paragraph() {
        2
    } else {
        usize::from(shape.is_sentence())
    };
    let kind = match (shape.letters, sentence) {
        (0, _) => 0,
        (_, 2) => 4,
        (_, 1) => 3,
        _ if shape.words <= 4 => 1,
        _ => 2,
    };
    let classes = [
        0,
        class(shape.words as f32, &[0.5, 1.5, 2.5, 4.5, 8.5, 15.5, 30.5]),
        class(shape.letters as f32, &[0.5, 9.5, 24.5, 49.5, 99.5, 199.5]),
        class(ratio(shape.letters, shape.words), &[2.5, 3.8, 4.8, 6.5]),
        class(ratio(shape.small_words, shape.words), &[0.01, 0.3, 0.5, 0.7]),
        class(ratio(shape.capitals, shape.letters), &[0.001, 0.04, 0.12, 0.5]),
        class(
            ratio(shape.digits, shape.letters + shape.digits),
            &[0.001, 0.1, 0.3, 0.6],
        ),
        class(ratio(symbols, characters), &[0.02, 0.05, 0.1, 0.25, 0.6]),
        first_class(line_text),
        last_class(line_text),
        class(ratio(known, line_text.len()), &[0.01, 0.3, 0.6, 0.9]),
        usize::from(line.hits.iter().any(|hit| !hit.phrase.tells.is_empty())),
        usize::from(
            line.hits
                .first()
                .is_some_and(|hit| hit.start == 0 && !hit.phrase.opens.is_empty()),
        ),
        usize::from(
            ["http", "www.", ".com", "@"]
                .iter()
                .any(|part| line_text.contains(part)),
        ),
        class(line_text.matches('|').count() as f32, &[0.5, 2.5]),
        usize::from(you),
        class(line_text.matches(',').count() as f32, &[0.5, 1.5, 3.5]),
        class(shape.stops as f32, &[0.5, 1.5, 3.5]),
        sentence,
    ];
    Own {
        words: shape.words,
        classes,
        kind,
        prose: if sentence > 0 { 1.0 } else { 0.0 },
    }
}

/// How many of the bounds the value is over.
fn class(value: f32, bounds: &[f32]) -> usize {
    bounds.iter().take_while(|bound| value > **bound).count()
}

fn first_class(line: &str) -> usize {
    match line.chars().next() {
        Some(c) if c.is_lowercase() => 0,
        Some(c) if c.is_alphabetic() => 1,
        Some(c) if c.is_numeric() => 2,
        Some('-' | '–' | '—' | '•' | '·' | '*' | '▪' | '●' | '+') => 3,
        Some('|') => 4,
        Some('"' | '“' | '«' | '‘' | '\'' | '„') => 5,
        Some('(' | '[' | '<' | '{') => 6,
        _ => 7,
    }
}

fn last_class(line: &str) -> usize {
    if line.ends_with("...") || line.ends_with('…') {
        return 0;
    }
    match line.chars().next_back() {
        Some('.') => 1,
        Some('!' | '?') => 2,
        Some(':' | ';' | ',') => 3,
        Some(c) if c.is_alphabetic() => 4,
        Some(c) if c.is_numeric() => 5,
        Some('"' | '”' | '»' | '’' | '\'') => 6,
        _ => 7,
    }
}

/// The line with each number as `0` and without what follows its first letters: lines made by one template have one.
fn shape_key(line: &str) -> String {
    let mut key = String::new();
    for c in line.chars().take(40) {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if !(c == '0' && key.ends_with('0')) {
            key.push(c);
        }
        if key.len() >= 16 {
            break;
        }
    }
    key
}
