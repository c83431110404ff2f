//! Brat standoff: a `.txt` and an `.ann` file a document, and the `annotation.conf` that declares what they hold.

use std::io::Write;
use std::path::Path;

use onomast_document::EntityType;
use onomast_eval::write::brat;

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::records::Records;

/// Writes the configuration, and `ID.txt` and `ID.ann` for each document.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let name = "annotation.conf";
    let mut file = folder.file(name)?;
    file.write_all(configuration().as_bytes())
        .and_then(|()| file.flush())
        .map_err(folder.failed(name))?;
    let (mut documents, mut mentions, mut left_out) = (0, 0, 0);
    for page in records.pages()? {
        let page = page?;
        // There is always a text, and without one there is nothing to write.
        let Some(standoff) = brat(&records.annotated(&page)?) else {
            continue;
        };
        folder.document(&page.record.id, "txt", &standoff.text)?;
        folder.document(&page.record.id, "ann", &standoff.annotations)?;
        documents += 1;
        mentions += page.places.len() - standoff.left_out;
        left_out += standoff.left_out;
    }
    folder.finish()?;
    let warning = format!("{left_out} mentions are left out: brat takes none without a visible character");
    Ok(Summary {
        counts: vec![(documents, "documents"), (mentions, "mentions")],
        warnings: (left_out > 0).then_some(warning).into_iter().collect(),
    })
}

fn configuration() -> String {
    let labels = EntityType::ALL.map(EntityType::label).join("\n");
    format!(
        "[entities]\n{labels}\n\n\
         [relations]\nCoref\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n\n\
         [events]\n\n\
         [attributes]\nKind\tArg:<ENTITY>, Value:nominal|pronoun\n"
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{figures, hostile, sample_corpus};
    use crate::{Format, export};

    #[test]
    fn standoff_scores_as_its_source() {
        for sample in [sample_corpus(), hostile("bytes")] {
            let out = sample.destination();
            let summary = export(sample.folder(), Format::Brat, &out).unwrap();
            assert_eq!(summary.warnings, Vec::<String>::new());
            let wanted = [
                "ner.strict.precision",
                "ner.strict.recall",
                "mentions.document.precision",
                "mentions.document.recall",
                "b3.corpus.f1",
            ];
            assert_eq!(figures(&sample.corpus(), &out, &wanted), [Some(1.0); 5]);
        }
    }

    #[test]
    fn every_line_keeps_the_rules_of_brat() {
        let sample = hostile("bytes");
        let out = sample.destination();
        export(sample.folder(), Format::Brat, &out).unwrap();
        let annotations = std::fs::read_to_string(out.join("a/1.txt.ann")).unwrap();
        let text: Vec<char> = std::fs::read_to_string(out.join("a/1.txt.txt"))
            .unwrap()
            .chars()
            .collect();
        let mentions = annotations.lines().filter(|line| line.starts_with('T'));
        let mut seen = 0;
        for line in mentions {
            let fields: Vec<&str> = line.split('\t').collect();
            let (_, offsets) = fields[1].split_once(' ').unwrap();
            let fragment = |ends: &str| -> String {
                let (start, end) = ends.split_once(' ').unwrap();
                text[start.parse().unwrap()..end.parse().unwrap()]
                    .iter()
                    .collect()
            };
            let covered: Vec<String> = offsets.split(';').map(fragment).collect();
            assert_eq!((fields.len(), fields[2]), (3, &*covered.join(" ")));
            seen += 1;
        }
        assert_eq!(seen, 2);
    }
}
