//! The engines to choose from. A further one is a variant of [`Engine`] and an arm in [`recognizer`].

use std::path::Path;

use onomast_ner::{
    Checkpoint, Device, NativeClassifier, NerError, NerOptions, Recognizer, RtenClassifier, TokenClassifier,
    TransformerRecognizer,
};

use crate::failure::PipelineError;
use crate::settings::{Engine, Settings};

/// The recogniser for the model in `directory`, on the engine that the settings ask for, and which that is: never
/// [`Engine::Auto`].
pub(crate) fn recognizer(
    settings: &Settings,
    directory: &Path,
    options: &NerOptions,
) -> Result<(Box<dyn Recognizer>, Engine), PipelineError> {
    if matches!(settings.device, Device::Cuda(_)) && settings.engine != Engine::RustBert {
        return Err(PipelineError::Device(settings.device));
    }
    let load = || {
        let checkpoint = Checkpoint::open(directory)?;
        let (classifiers, engine) = classifiers(settings, &checkpoint, options)?;
        let recognizer = TransformerRecognizer::new(checkpoint, classifiers, options)?;
        Ok((Box::new(recognizer) as Box<dyn Recognizer>, engine))
    };
    if settings.engine == Engine::RustBert && cfg!(not(feature = "rust-bert")) {
        return Err(PipelineError::NoRustBert);
    }
    load().map_err(PipelineError::Model)
}

/// A classifier for each worker, and the engine that they are of.
fn classifiers(
    settings: &Settings,
    checkpoint: &Checkpoint,
    options: &NerOptions,
) -> Result<(Vec<Box<dyn TokenClassifier>>, Engine), NerError> {
    let count = options.workers().get();
    let classifiers = match settings.engine {
        Engine::Auto => {
            return Ok(match NativeClassifier::load(checkpoint) {
                Ok(native) => (native.workers(count), Engine::Native),
                // rten takes more models, and says what is wrong with those that nobody can read.
                Err(_) => (RtenClassifier::load(checkpoint)?.workers(count), Engine::Rten),
            });
        }
        Engine::Native => NativeClassifier::load(checkpoint)?.workers(count),
        Engine::Rten => RtenClassifier::load(checkpoint)?.workers(count),
        #[cfg(feature = "rust-bert")]
        Engine::RustBert => {
            onomast_ner_rust_bert::RustBertClassifier::load(checkpoint, settings.device, options.workers())?
        }
        #[cfg(not(feature = "rust-bert"))]
        Engine::RustBert => Vec::new(),
    };
    Ok((classifiers, settings.engine))
}

/// The names of the files that an engine reads weights from; the first that is there counts.
pub(crate) fn weight_files(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Auto | Engine::Native | Engine::Rten => &["model.onnx"],
        #[cfg(feature = "rust-bert")]
        Engine::RustBert => &onomast_ner_rust_bert::WEIGHT_FILES,
        #[cfg(not(feature = "rust-bert"))]
        Engine::RustBert => &[],
    }
}
