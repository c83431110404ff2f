//! The engines to choose from. A further one is a variant of [`Engine`] and an arm in [`recognizer`].

use std::path::Path;

use onomast_ner::{Device, NerOptions, Recognizer, TransformerRecognizer};

use crate::failure::PipelineError;
use crate::settings::{Engine, Settings};

/// The recogniser for the model in `directory`, on the engine that the settings ask for.
pub(crate) fn recognizer(
    settings: &Settings,
    directory: &Path,
    options: &NerOptions,
) -> Result<Box<dyn Recognizer>, PipelineError> {
    let recognizer = match (settings.engine, settings.device) {
        (Engine::Rten, Device::Cuda(_)) => return Err(PipelineError::Device(settings.device)),
        (Engine::Rten, Device::Auto | Device::Cpu) => {
            TransformerRecognizer::load(directory, options).map_err(PipelineError::Model)?
        }
        (Engine::RustBert, device) => rust_bert(directory, device, options)?,
    };
    Ok(Box::new(recognizer))
}

/// The names of the files that an engine reads weights from; the first that is there counts.
pub(crate) fn weight_files(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Rten => &["model.onnx"],
        #[cfg(feature = "rust-bert")]
        Engine::RustBert => &onomast_ner_rust_bert::WEIGHT_FILES,
        #[cfg(not(feature = "rust-bert"))]
        Engine::RustBert => &[],
    }
}

/// The recogniser on rust-bert.
#[cfg(feature = "rust-bert")]
fn rust_bert(
    directory: &Path,
    device: Device,
    options: &NerOptions,
) -> Result<TransformerRecognizer, PipelineError> {
    let load = || {
        let checkpoint = onomast_ner::Checkpoint::open(directory)?;
        let classifiers =
            onomast_ner_rust_bert::RustBertClassifier::load(&checkpoint, device, options.workers())?;
        TransformerRecognizer::new(checkpoint, classifiers, options)
    };
    load().map_err(PipelineError::Model)
}

/// The answer of a build without rust-bert.
#[cfg(not(feature = "rust-bert"))]
fn rust_bert(_: &Path, _: Device, _: &NerOptions) -> Result<TransformerRecognizer, PipelineError> {
    Err(PipelineError::NoRustBert)
}
