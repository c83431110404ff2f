//! The files beside the weights: the manifest, and a model folder's `config.json` and `tokenizer.json`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use onomast_ner::{
    Batch, Checkpoint, InferenceError, Logits, NerOptions, Recognizer, RtenClassifier, TokenClassifier,
    TransformerRecognizer,
};
use onomast_pipeline::Document;
use onomast_pipeline::models::ModelsFolder;

use super::{files, folder, seeds, write};

pub(super) fn manifest(bytes: &[u8]) {
    let folder = folder();
    fs::create_dir(folder.path().join("ner")).expect("a temporary folder can be written to");
    write(&folder.path().join("ner"), "config.json", b"{}");
    write(folder.path(), "manifest.toml", bytes);
    let Ok(models) = ModelsFolder::open(folder.path().to_owned()) else {
        return;
    };
    let _ = models.check("ner");
    let _ = models.check("knowledge");
    for path in models.knowledge() {
        assert!(path.starts_with(folder.path()));
    }
}

/// `config.json` and `tokenizer.json`, with a classifier that is always sure of its first label.
pub(super) fn checkpoint(bytes: &[u8]) {
    let [config, tokenizer] = files(bytes);
    let folder = folder();
    write(folder.path(), "config.json", config);
    write(folder.path(), "tokenizer.json", tokenizer);
    let Ok(checkpoint) = Checkpoint::open(folder.path()) else {
        return;
    };
    let labels = checkpoint.labels.len();
    let classifiers: Vec<Box<dyn TokenClassifier>> = vec![Box::new(Sure { labels })];
    let Ok(recognizer) = TransformerRecognizer::new(checkpoint, classifiers, &NerOptions::default()) else {
        return;
    };
    let text = "Ada Lovelace came to ÇANKAYA, Ankara.\nШавкат met 田中 there, aaaaaaaaaaaaaaaaaaaaaaaaaa!";
    let document = Document::from_clean_text("a.txt", text).expect("a short text");
    let _ = recognizer.recognize(vec![document]);
}

/// `model.onnx`: what passes the check is run by the engine, which must not ask for more memory than was promised. Panics
/// within the engine are caught, as they are in a run.
pub(super) fn weights(bytes: &[u8]) {
    static CHECKPOINT: LazyLock<Checkpoint> = LazyLock::new(|| {
        let folder = folder();
        let seed = fs::read(seeds("checkpoint").join("word-pieces")).expect("the seed is there");
        let [config, tokenizer] = files(&seed);
        write(folder.path(), "config.json", config);
        write(folder.path(), "tokenizer.json", tokenizer);
        Checkpoint::open(folder.path()).expect("the seed is a checkpoint")
    });
    let folder = folder();
    write(folder.path(), "model.onnx", bytes);
    let checkpoint = Checkpoint {
        folder: folder.path().to_owned(),
        ..CHECKPOINT.clone()
    };
    let Ok(mut classifier) = RtenClassifier::load(&checkpoint) else {
        return;
    };
    let mut batch = Batch::new();
    batch.push([1, 2, 3]);
    batch.push([4; 16]);
    let _ = catch_unwind(AssertUnwindSafe(|| classifier.classify(&batch)));
}

struct Sure {
    labels: usize,
}

impl TokenClassifier for Sure {
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
        let mut row = vec![0.0; self.labels];
        row[0] = 9.0;
        Logits::new(batch, self.labels, row.repeat(batch.tokens()))
    }
}
