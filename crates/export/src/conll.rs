//! CoNLL-2003 columns: token, two columns of `_`, tag in IOB2. One file a document.

use std::path::Path;

use onomast_eval::write::conll2003;

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::records::Records;

/// Writes `ID.conll` for each document.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let (mut documents, mut names, mut left_out) = (0, 0, 0);
    for page in records.pages()? {
        let page = page?;
        // There is always a text, and without one there is nothing to write.
        let Some(columns) = conll2003(&records.annotated(&page)?) else {
            continue;
        };
        folder.document(&page.record.id, "conll", &columns.lines)?;
        documents += 1;
        names += page.places.len() - columns.left_out;
        left_out += columns.left_out;
    }
    folder.finish()?;
    let warning = format!(
        "{left_out} mentions are left out: descriptions, pronouns, and names that overlap a longer one; the columns \
         hold names only, each token in one at most"
    );
    Ok(Summary {
        counts: vec![(documents, "documents"), (names, "names")],
        warnings: (left_out > 0).then_some(warning).into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{figures, hostile, sample_corpus};
    use crate::{Format, export};

    #[test]
    fn columns_score_as_their_source() {
        let sample = sample_corpus();
        let out = sample.destination();
        let summary = export(sample.folder(), Format::Conll, &out).unwrap();
        assert!(
            summary.warnings[0].contains("2 mentions are left out"),
            "{summary:?}"
        );
        let scores = figures(
            &sample.names_only(),
            &out,
            &["ner.strict.precision", "ner.strict.recall"],
        );
        assert_eq!(scores, [Some(1.0); 2]);
    }

    #[test]
    fn every_line_has_four_columns() {
        let sample = hostile("bytes");
        let out = sample.destination();
        export(sample.folder(), Format::Conll, &out).unwrap();
        for document in sample.documents() {
            let path = out.join(format!("{}.conll", crate::file_name(&document.id)));
            let lines = std::fs::read_to_string(path).unwrap();
            for line in lines.lines().filter(|line| !line.is_empty()) {
                assert_eq!(line.split(' ').count(), 4, "{line:?}");
                assert!(!line.contains(char::is_control), "{line:?}");
            }
        }
    }
}
