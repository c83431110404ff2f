//! The page put together: markup, style, script and data.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::chunks::Packed;
use crate::error::ReportError;

const MARKUP: &str = include_str!("../assets/page.html");
const STYLE: &str = include_str!("../assets/style.css");
/// The parts of the script, which share one scope, in reading order.
const SCRIPT: [&str; 10] = [
    include_str!("../assets/dom.js"),
    include_str!("../assets/data.js"),
    include_str!("../assets/select.js"),
    include_str!("../assets/filters.js"),
    include_str!("../assets/entities.js"),
    include_str!("../assets/entity.js"),
    include_str!("../assets/document.js"),
    include_str!("../assets/documents.js"),
    include_str!("../assets/network.js"),
    include_str!("../assets/app.js"),
];

/// Writes the page. The index stands before the script and the chunks behind it, so that the script starts while a
/// browser is still reading.
pub(crate) fn write(index: &str, kinds: &[Packed], writer: &mut dyn Write) -> Result<(), ReportError> {
    let script = format!("\"use strict\";\n(() => {{\n{}\n}})();\n", SCRIPT.join("\n"));
    let mut rest = MARKUP;
    for (mark, content) in [
        ("%POLICY%", policy(STYLE, &script).as_str()),
        ("%STYLE%", STYLE),
        ("%INDEX%", index),
        ("%SCRIPT%", &script),
    ] {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        writer.write_all(before.as_bytes())?;
        writer.write_all(content.as_bytes())?;
        rest = after;
    }
    let (before, after) = rest.split_once("%CHUNKS%").unwrap_or((rest, ""));
    writer.write_all(before.as_bytes())?;
    for Packed { kind, chunks, .. } in kinds {
        for (number, chunk) in chunks.iter().enumerate() {
            writeln!(
                writer,
                "<script type=\"text/plain\" id=\"{kind}-{number}\">{chunk}</script>"
            )?;
        }
    }
    writer.write_all(after.as_bytes())?;
    writer.flush()?;
    Ok(())
}

/// Nothing may be loaded, sent or run but the one style and the one script of the page.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fit_the_page() {
        for mark in ["%POLICY%", "%STYLE%", "%INDEX%", "%SCRIPT%", "%CHUNKS%"] {
            assert_eq!(MARKUP.matches(mark).count(), 1, "{mark}");
        }
        assert!(!STYLE.contains("</") && !STYLE.contains("url(") && !STYLE.contains("@import"));
        for part in SCRIPT {
            assert!(
                !part.contains("</") && !part.contains("<!--"),
                "would end the script"
            );
        }
    }

    #[test]
    fn the_script_makes_no_markup_of_text_and_asks_nothing_of_a_network() {
        for part in SCRIPT {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "srcdoc",
                "eval(",
                "new Function",
                "fetch(",
                "XMLHttpRequest",
                "import(",
                "setAttributeNS(null, \"style\"",
            ] {
                assert!(!part.contains(word), "{word}");
            }
        }
    }
}
