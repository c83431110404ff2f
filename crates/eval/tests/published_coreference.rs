//! Published examples of the official CoNLL coreference scorer (version 8.01; Pradhan et al., 2014) and of LEA
//! (Moosavi and Strube, 2016): clusters of letters, and the recall and precision that the references give.
//!
//! The cases are named as there. Not held: A7 to A9, which are about mentions predicted twice.

use onomast_eval::Counts;
use onomast_eval::coref::{Measure, Overlap, OverlapBuilder, blanc, blanc_halves};

/// Clusters written as words, mentions as letters: `"a bc def"`.
fn overlap(key: &str, response: &str) -> Overlap {
    let cluster_of =
        |clusters: &'static str, mention: char| clusters.split(' ').find(|name| name.contains(mention));
    let (key, response): (&'static str, &'static str) = (key.to_owned().leak(), response.to_owned().leak());
    let mut builder = OverlapBuilder::new();
    let mut mentions: Vec<char> = key
        .chars()
        .chain(response.chars())
        .filter(|mention| *mention != ' ')
        .collect();
    mentions.sort_unstable();
    mentions.dedup();
    for mention in mentions {
        builder.add(cluster_of(key, mention), cluster_of(response, mention));
    }
    builder.finish()
}

fn close(found: Option<f64>, expected: f64) -> bool {
    // The references print five digits; an undefined score prints as 0.
    (found.unwrap_or(0.0) - expected).abs() < 6e-6
}

#[track_caller]
fn check(case: &str, measure: &str, counts: Counts, recall: f64, precision: f64) {
    assert!(
        close(counts.recall(), recall) && close(counts.precision(), precision),
        "{case} {measure}: expected recall {recall}, precision {precision}, found {counts:?}"
    );
}

const A: &str = "a bc def";

#[test]
fn muc() {
    for (case, key, response, recall, precision) in [
        ("A1", A, "a bc def", 1.0, 1.0),
        ("A2", A, "a de", 1.0 / 3.0, 1.0),
        ("A3", A, "a bcx defy z", 1.0, 3.0 / 5.0),
        ("A4", A, "a bcx dy z", 1.0 / 3.0, 1.0 / 3.0),
        ("A5", A, "a bcxB dy z", 1.0 / 3.0, 1.0 / 4.0),
        ("A6", A, "a bcx dy Bz", 1.0 / 3.0, 1.0 / 4.0),
        ("A10", A, "a b c d e f", 0.0, 0.0),
        ("A11", A, "abcdef", 1.0, 3.0 / 5.0),
        ("A12", A, "a x y c d e z", 0.0, 0.0),
        ("A13", A, "axycdez", 1.0 / 3.0, 1.0 / 6.0),
        ("D1", "12345 67 89ABC", "12345 6789ABC", 1.0, 9.0 / 10.0),
        ("E1", "12345 67 89ABC", "1234589ABC 67", 1.0, 9.0 / 10.0),
        ("F1", "ABCD", "AB CD", 2.0 / 3.0, 1.0),
        ("G1", "AB CD", "ABCD", 1.0, 2.0 / 3.0),
        ("J1", "ABC", "AC", 1.0 / 2.0, 1.0),
        ("K1", "BCDEGHJ", "ABC DEF GHI", 3.0 / 6.0, 3.0 / 6.0),
        ("L1", "ABC DEFG", "AB CD FGH", 2.0 / 5.0, 2.0 / 4.0),
        ("M2", "abcdef", "a b c d e f", 0.0, 0.0),
    ] {
        check(
            case,
            "MUC",
            Measure::Muc.counts(&overlap(key, response)),
            recall,
            precision,
        );
    }
}

#[test]
fn b_cubed() {
    for (case, key, response, recall, precision) in [
        ("A1", A, "a bc def", 1.0, 1.0),
        ("A2", A, "a de", (7.0 / 3.0) / 6.0, 1.0),
        ("A3", A, "a bcx defy z", 1.0, (4.0 + 7.0 / 12.0) / 9.0),
        ("A4", A, "a bcx dy z", (3.0 + 1.0 / 3.0) / 6.0, 17.0 / 42.0),
        ("A5", A, "a bcxB dy z", (3.0 + 1.0 / 3.0) / 6.0, 2.5 / 8.0),
        ("A6", A, "a bcx dy Bz", (10.0 / 3.0) / 6.0, 17.0 / 48.0),
        ("A10", A, "a b c d e f", 0.5, 1.0),
        ("A11", A, "abcdef", 1.0, 14.0 / 36.0),
        ("A12", A, "a x y c d e z", 13.0 / 36.0, 4.0 / 7.0),
        ("A13", A, "axycdez", 17.0 / 36.0, 6.0 / 49.0),
        ("D1", "12345 67 89ABC", "12345 6789ABC", 1.0, 16.0 / 21.0),
        ("E1", "12345 67 89ABC", "1234589ABC 67", 1.0, 7.0 / 12.0),
        ("N1", "a b c d e f", "a b c d e f", 1.0, 1.0),
    ] {
        check(
            case,
            "B³",
            Measure::BCubed.counts(&overlap(key, response)),
            recall,
            precision,
        );
    }
}

#[test]
fn ceaf() {
    for (case, response, m_recall, m_precision, e_recall, e_precision) in [
        ("A1", "a bc def", 1.0, 1.0, 1.0, 1.0),
        ("A2", "a de", 0.5, 1.0, 0.6, 0.9),
        ("A3", "a bcx defy z", 1.0, 6.0 / 9.0, 0.885_714, 0.664_286),
        ("A4", "a bcx dy z", 4.0 / 6.0, 4.0 / 7.0, 2.2 / 3.0, 0.55),
        ("A5", "a bcxB dy z", 4.0 / 6.0, 0.5, 0.688_889, 0.516_667),
        ("A6", "a bcx dy Bz", 4.0 / 6.0, 0.5, 2.2 / 3.0, 0.55),
    ] {
        let overlap = overlap(A, response);
        check(
            case,
            "CEAF-m",
            Measure::CeafM.counts(&overlap),
            m_recall,
            m_precision,
        );
        check(
            case,
            "CEAF-e",
            Measure::CeafE.counts(&overlap),
            e_recall,
            e_precision,
        );
    }
}

#[test]
fn lea() {
    for (case, key, response, recall, precision) in [
        ("A2", A, "a de", 2.0 / 6.0, 1.0),
        ("A3", A, "a bcx defy z", 1.0, 4.0 / 9.0),
        ("A4", A, "a bcx dy z", 0.5, 2.0 / 7.0),
        ("A5", A, "a bcxB dy z", 0.5, 5.0 / 24.0),
        ("A6", A, "a bcx dy Bz", 0.5, 0.25),
        ("A10", A, "a b c d e f", 1.0 / 6.0, 1.0 / 6.0),
        ("A11", A, "abcdef", 5.0 / 6.0, 4.0 / 15.0),
        ("A12", A, "a x y c d e z", 1.0 / 6.0, 1.0 / 7.0),
        ("A13", A, "axycdez", 1.0 / 6.0, 1.0 / 21.0),
        ("B1", "ab cde", "bcx de", 1.0 / 5.0, 2.0 / 5.0),
        ("C1", "ab cde fg", "bcx de fg", 3.0 / 7.0, 4.0 / 7.0),
        (
            "D1",
            "12345 67 89ABC",
            "12345 6789ABC",
            1.0,
            (5.0 + 77.0 / 21.0) / 12.0,
        ),
        (
            "E1",
            "12345 67 89ABC",
            "1234589ABC 67",
            1.0,
            (10.0 * 20.0 / 45.0 + 2.0) / 12.0,
        ),
        ("F1", "ABCD", "AB CD", 2.0 / 6.0, 1.0),
        ("K1", "BCDEGHJ", "ABC DEF GHI", 3.0 / 21.0, 3.0 / 9.0),
        ("L1", "ABC DEFG", "AB CD FGH", (1.0 + 2.0 / 3.0) / 7.0, 3.0 / 7.0),
        ("M3", "abcdef", "ab cde f", 4.0 / 15.0, 5.0 / 6.0),
        ("M4", "abcdef", "abcxyz", 3.0 / 15.0, 3.0 / 15.0),
        ("M6", "abcdef", "ab cxy z", 1.0 / 15.0, 2.0 / 6.0),
        ("N2", "a b c d e f", "abcdef", 0.0, 0.0),
        ("N3", "a b c d e f", "ab cde f", 1.0 / 6.0, 1.0 / 6.0),
        ("N4", "a b c d e f", "a b c x y z", 0.5, 0.5),
    ] {
        check(
            case,
            "LEA",
            Measure::Lea.counts(&overlap(key, response)),
            recall,
            precision,
        );
    }
}

#[test]
fn blanc_is_that_of_the_official_scorer() {
    let b1 = f64::midpoint(1.0 / 4.0, 1.0 / 3.0);
    for (case, key, response, recall, precision, f1) in [
        ("A1", A, "a bc def", 1.0, 1.0, 1.0),
        ("A2", A, "a de", 0.21591, 1.0, 0.35385),
        ("A3", A, "a bcx defy z", 1.0, 0.42593, 0.59717),
        ("A4", A, "a bcx dy z", 0.35227, 0.27206, 0.30357),
        ("A5", A, "a bcxB dy z", 0.35227, 0.19048, 0.24716),
        ("A6", A, "a bcx dy Bz", 0.35227, 0.20870, 0.25817),
        ("A10", A, "a b c d e f", 0.5, 0.36667, 0.42308),
        ("A11", A, "abcdef", 0.5, 0.13333, 0.21053),
        ("A12", A, "a x y c d e z", 0.22727, 0.11905, 0.15625),
        ("A13", A, "axycdez", 0.125, 0.02381, 0.04),
        ("B1", "ab cde", "bcx de", b1, b1, b1),
        ("C1", "ab cde fg", "bcx de fg", 0.5125, 0.5125, 0.5125),
        ("M1", "abcdef", "abcdef", 1.0, 1.0, 1.0),
        ("M2", "abcdef", "a b c d e f", 0.0, 0.0, 0.0),
        ("M3", "abcdef", "ab cde f", 4.0 / 15.0, 1.0, 8.0 / 19.0),
        ("M4", "abcdef", "abcxyz", 0.2, 0.2, 0.2),
        ("M6", "abcdef", "ab cxy z", 1.0 / 15.0, 0.25, 2.0 / 19.0),
        ("N1", "a b c d e f", "a b c d e f", 1.0, 1.0, 1.0),
        ("N3", "a b c d e f", "ab cde f", 11.0 / 15.0, 1.0, 22.0 / 26.0),
        ("N4", "a b c d e f", "a b c x y z", 0.2, 0.2, 0.2),
        (
            "N6",
            "a b c d e f",
            "ab cxy z",
            2.0 / 15.0,
            2.0 / 11.0,
            4.0 / 26.0,
        ),
    ] {
        let (coreferent, other) = blanc_halves(&overlap(key, response));
        let found = blanc(coreferent, other);
        assert!(
            close(found.recall, recall) && close(found.precision, precision) && close(found.f1, f1),
            "{case} BLANC: expected {recall}, {precision}, {f1}, found {found:?}"
        );
    }
}
