//! How long scoring takes on a corpus of 100 000 mentions: `cargo run --release -p onomast-eval --example speed`.
//!
//! The corpus is made up: 1 000 documents of 100 mentions, 20 000 entities of which a few are mentioned very often, as
//! in news. The prediction misses some mentions, invents some, gives some a wrong label, splits one entity in ten and
//! gives one mention in ten to another entity, so that many clusters hang together in one large component.

use std::time::Instant;

use onomast_document::{MentionKind, RawSpan};
use onomast_eval::{AnnotatedText, Bootstrap, Corpus, Evaluation, Mention};

const DOCUMENTS: u64 = 1000;
const MENTIONS: u64 = 100;

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    let (gold, predicted) = (corpus(false), corpus(true));
    let (counting, evaluation) = timed(|| Evaluation::new(&gold, &predicted));
    let evaluation = match evaluation {
        Ok(evaluation) => evaluation,
        Err(error) => return println!("{error}"),
    };
    let (scoring, report) = timed(|| evaluation.report(None));
    let (resampling, with_intervals) = timed(|| evaluation.report(Some(&Bootstrap::default())));
    println!("{with_intervals}");
    println!("{} gold mentions", report.coverage.gold_mentions);
    println!("counted in {counting:.2} s, scored in {scoring:.2} s, with intervals in {resampling:.2} s");
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64(), done)
}

fn corpus(predicted: bool) -> Corpus {
    let mut random = 1_u64;
    let mut next = |bound: u64| {
        // Knuth's linear congruential generator; its high bits are random enough for a benchmark.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % bound
    };
    let mut documents = Vec::new();
    for number in 0..DOCUMENTS {
        let mut document = AnnotatedText::new(format!("{number:04}.txt"), None);
        for place in 0..MENTIONS {
            // Frequency falls with the number of the entity.
            let range = next(20_000) + 1;
            let entity = next(range);
            let (kind, label) = (next(10), ["PER", "ORG", "LOC"][(entity % 3) as usize]);
            let (missed, invented, relabelled, split, moved) =
                (next(20), next(30), next(40), next(2), next(10));
            let other = next(range);
            let start = 20 * place as usize;
            let Ok(span) = RawSpan::new(start, start + 10) else {
                continue;
            };
            let kind = match kind {
                0 => MentionKind::Pronoun,
                1 | 2 => MentionKind::Nominal,
                _ => MentionKind::Name,
            };
            let mention = |entity: String, label: &str| {
                Mention::name(span, "mention", label)
                    .of_kind(kind)
                    .of_entity(entity)
            };
            if !predicted {
                document.mentions.push(mention(format!("g{entity}"), label));
                continue;
            }
            let cluster = if moved == 0 { other } else { entity };
            let part = if entity % 10 == 0 { split } else { 0 };
            if missed > 0 {
                let label = if relabelled == 0 { "MISC" } else { label };
                document
                    .mentions
                    .push(mention(format!("p{cluster}-{part}"), label));
            }
            if invented == 0
                && let Ok(span) = RawSpan::new(start + 12, start + 18)
            {
                document
                    .mentions
                    .push(Mention::name(span, "other", "PER").of_entity(format!("p{other}-0")));
            }
        }
        documents.push(document);
    }
    Corpus { documents }
}
