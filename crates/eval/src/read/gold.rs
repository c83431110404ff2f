//! Gold folders: pages with marks, and the tables of their documents and entities.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use onomast_document::{Date, EntityType};

use super::marks::strip_marks;
use super::{files_under, read_text};
use crate::corpus::{AnnotatedText, Corpus, Metadata};
use crate::error::EvalError;

/// Reads a gold folder: `documents.tsv` (path, date, title), `entities.tsv` (id, label, `kb_id`, name), and for each
/// document a page with marks, of the same path with the extension `.gold`.
///
/// # Errors
/// When a file cannot be read, a mark or line is malformed, a page is not in `documents.tsv` or a document there has
/// no page, or a mention names an entity that is not in `entities.tsv`.
pub fn read_gold(folder: &Path) -> Result<Corpus, EvalError> {
    let entities = read_entities(&folder.join("entities.tsv"))?;
    let list_path = folder.join("documents.tsv");
    let list = read_text(&list_path)?;
    let mut documents = Vec::new();
    let mut listed = BTreeMap::new();
    for (line, [path, date, title]) in rows(&list_path, &list, "path, date, title")? {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        if let Some(first) = listed.insert(format!("{stem}.gold"), line) {
            return Err(EvalError::syntax(
                &list_path,
                line,
                format!("another page than that of line {first}"),
                path,
            ));
        }
        let date = given(date).map(Date::from_str).transpose().map_err(|error| {
            EvalError::syntax(&list_path, line, "a date as YYYY-MM-DD, or -", error.to_string())
        })?;
        let page_path = folder.join(format!("{stem}.gold"));
        if !page_path.is_file() {
            return Err(EvalError::syntax(
                &list_path,
                line,
                format!("a page {}", page_path.display()),
                "no such file",
            ));
        }
        let marked = read_text(&page_path)?;
        let page = strip_marks(&marked, &page_path)?;
        let mut document = AnnotatedText::new(path, Some(page.text));
        document.mentions = page.mentions;
        document.junk = Some(page.junk);
        let title = given(title).map(str::to_owned);
        document.metadata = Some(Metadata { title, date });
        for mention in &mut document.mentions {
            let entity = mention.entity.as_deref().unwrap_or_default();
            let Some(kb_id) = entities.get(entity) else {
                let line = line_of(&marked, entity);
                return Err(EvalError::syntax(
                    &page_path,
                    line,
                    "an entity of entities.tsv",
                    entity,
                ));
            };
            mention.kb_id.clone_from(kb_id);
        }
        documents.push(document);
    }
    for page in files_under(folder, ".gold")? {
        let name = page
            .strip_prefix(folder)
            .unwrap_or(&page)
            .to_string_lossy()
            .replace('\\', "/");
        if !listed.contains_key(&name) {
            let line = list.lines().count();
            return Err(EvalError::syntax(
                &list_path,
                line,
                format!("a line for {name}"),
                "the end of the file",
            ));
        }
    }
    Ok(Corpus { documents })
}

/// The line of the first mark with an entity.
fn line_of(marked: &str, entity: &str) -> usize {
    let mark = format!(" {entity})");
    marked.lines().position(|line| line.contains(&mark)).unwrap_or(0) + 1
}

fn read_entities(path: &Path) -> Result<BTreeMap<String, Option<String>>, EvalError> {
    let text = read_text(path)?;
    let mut entities = BTreeMap::new();
    for (line, [id, label, kb_id, _name]) in rows(path, &text, "id, label, kb_id, name")? {
        EntityType::from_str(label)
            .map_err(|error| EvalError::syntax(path, line, "a label", error.to_string()))?;
        if entities
            .insert(id.to_owned(), given(kb_id).map(str::to_owned))
            .is_some()
        {
            return Err(EvalError::syntax(path, line, "each entity once", id));
        }
    }
    Ok(entities)
}

fn given(field: &str) -> Option<&str> {
    (field != "-").then_some(field)
}

/// The rows under the header of a table with tabs, with their line numbers.
fn rows<'a, const N: usize>(
    path: &Path,
    text: &'a str,
    header: &str,
) -> Result<Vec<(usize, [&'a str; N])>, EvalError> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        if index == 0 && fields.join(", ") != header {
            return Err(EvalError::syntax(
                path,
                1,
                format!("the header {header}, with tabs"),
                line,
            ));
        }
        if index == 0 || line.is_empty() {
            continue;
        }
        let fields: [&str; N] = fields
            .try_into()
            .map_err(|_| EvalError::syntax(path, index + 1, format!("{header}, with tabs"), line))?;
        rows.push((index + 1, fields));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(documents: &str, entities: &str, page: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("documents.tsv"), documents).unwrap();
        fs::write(folder.path().join("entities.tsv"), entities).unwrap();
        fs::write(folder.path().join("a.gold"), page).unwrap();
        folder
    }

    const DOCUMENTS: &str = "path\tdate\ttitle\na.txt\t2021-05-04\t-\n";
    const ENTITIES: &str = "id\tlabel\tkb_id\tname\nada\tPER\tQ7259\tAda Lovelace\n";

    #[test]
    fn a_page_gets_its_id_date_and_ids() {
        let folder = folder(DOCUMENTS, ENTITIES, "{{Menu}}\n[Ada](PER ada)");
        let corpus = read_gold(folder.path()).unwrap();
        let document = &corpus.documents[0];
        assert_eq!(document.id.as_str(), "a.txt");
        let metadata = document.metadata.as_ref().unwrap();
        assert_eq!(
            (metadata.date, &metadata.title),
            (Date::new(2021, 5, 4).ok(), &None)
        );
        assert_eq!(document.mentions[0].kb_id.as_deref(), Some("Q7259"));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (documents, entities, page, message) in [
            (
                DOCUMENTS,
                ENTITIES,
                "\n[Bob](PER bob)",
                "a.gold:2: expected an entity of entities.tsv, found bob",
            ),
            (
                "path\tdate\n",
                ENTITIES,
                "",
                "documents.tsv:1: expected the header path, date, title, with tabs, found path\tdate",
            ),
            (
                "path\tdate\ttitle\n",
                ENTITIES,
                "",
                "documents.tsv:1: expected a line for a.gold, found the end of the file",
            ),
            (
                &DOCUMENTS.replace("05-04", "05-40"),
                ENTITIES,
                "",
                "documents.tsv:2: expected a date as YYYY-MM-DD, or -, found there is no day 2021-05-40",
            ),
            (
                DOCUMENTS,
                &ENTITIES.replace("PER", "PERS"),
                "",
                "entities.tsv:2: expected a label, found unknown label \"PERS\": expected one of PER, ORG, LOC, MISC",
            ),
        ] {
            let folder = folder(documents, entities, page);
            let found = read_gold(folder.path()).unwrap_err().to_string();
            assert!(found.ends_with(message), "{found}");
        }
    }
}
