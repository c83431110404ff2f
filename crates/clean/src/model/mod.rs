//! A small trained model for the lines that no rule is certain of.
//!
//! Logistic regression over classes of a line and of its neighbours, learnt by `train/train.py` from pages whose
//! lines people have marked; its weights are `weights.txt`, one feature a line. It is the last of the rules, and it is
//! conservative: a line goes only where the model is far surer than not.

pub(crate) mod features;
pub mod training;

use std::sync::LazyLock;

use crate::line::Line;
use crate::rules::{Marks, Page};
use crate::title::headline;
use features::features;

/// The weights of the features and the score from which a line is taken.
pub(crate) struct LineModel {
    weights: Vec<f32>,
    threshold: f32,
}

impl LineModel {
    /// The model that comes with the crate.
    pub(crate) fn shared() -> &'static Self {
        static MODEL: LazyLock<LineModel> = LazyLock::new(|| LineModel::read(include_str!("weights.txt")));
        &MODEL
    }

    /// Reads `name weight` lines; features that are not named weigh nothing.
    fn read(text: &str) -> Self {
        let mut model = Self {
            weights: vec![0.0; features::count()],
            threshold: f32::INFINITY,
        };
        let names = features::names();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, value)) = line.split_once(' ') else {
                continue;
            };
            let Ok(value) = value.trim().parse() else { continue };
            if name == "threshold" {
                model.threshold = value;
            } else if let Some(at) = names.iter().position(|known| known == name) {
                model.weights[at] = value;
            }
        }
        model
    }

    /// Which lines of a page the model takes.
    pub(crate) fn takes(&self, text: &str, lines: &[Line]) -> Vec<bool> {
        features(text, lines)
            .iter()
            .map(|line| {
                line.iter()
                    .map(|feature| self.weights[usize::from(*feature)])
                    .sum::<f32>()
                    > self.threshold
            })
            .collect()
    }
}

/// Of a page with fewer lines the model says nothing: it has too little to go by.
const LEAST: usize = 8;

/// The rule: takes the lines that the model takes, but for the headline and for running text. On development data that
/// costs no junk worth naming, and a sentence of the article is worth more than ten lines of it.
pub(crate) fn line_model(page: &Page<'_>, marks: &mut Marks) {
    if page.lines.len() < LEAST {
        return;
    }
    let untaken: Vec<usize> = (0..page.lines.len()).filter(|at| !marks.is_taken(*at)).collect();
    let title = headline(&marks.header_lines(page)).map(|headline| headline.at);
    let taken = LineModel::shared().takes(page.text, page.lines);
    // Numbers within the article are the cells of a table, unless other furniture is beside them.
    let is_number = |at: usize| {
        let shape = &page.lines[at].shape;
        shape.letters == 0 && shape.words <= 2 && page.text_of(at).starts_with(|c: char| c.is_ascii_digit())
    };
    let is_cell = |at: usize| is_number(at) && !page.is_outside_body(at) && !marks.has_taken_neighbour(at);
    let is_junk = |at: &usize| {
        let shape = &page.lines[*at].shape;
        taken[*at] && Some(*at) != title && !shape.is_sentence() && !is_cell(*at)
    };
    // A page of which nothing would be left is no page with furniture, but one the model does not understand.
    if untaken.iter().all(is_junk) {
        return;
    }
    let junk: Vec<usize> = untaken.into_iter().filter(is_junk).collect();
    for at in junk {
        marks.take(at);
    }
}
