//! Rules that know page furniture by where it stands in the markup of an HTML page.

use super::{Marks, Page};

/// Text that a browser does not show.
pub(super) fn hidden(page: &Page<'_>, marks: &mut Marks) {
    place(page, marks, "hidden");
}

/// Text within navigation.
pub(super) fn navigation(page: &Page<'_>, marks: &mut Marks) {
    place(page, marks, "navigation");
}

/// Text within the footer of the page.
pub(super) fn page_footer(page: &Page<'_>, marks: &mut Marks) {
    place(page, marks, "page-footer");
}

/// Text beside the article.
pub(super) fn sidebar(page: &Page<'_>, marks: &mut Marks) {
    place(page, marks, "sidebar");
}

fn place(page: &Page<'_>, marks: &mut Marks, name: &str) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.hint.is_some_and(|hint| hint.place == Some(name)) && !marks.is_taken(at) {
            marks.take(at);
        }
    }
}
