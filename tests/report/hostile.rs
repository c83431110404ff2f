//! Records and files that want to be more than text.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use onomast_tests::{Extraction, folder_of};

use crate::{Report, strings, texts_of};

const FILE: &str = "<img src=x onerror=document.title='hacked'>/\"'><script>window.hacked=1<&#47;script>.txt";

const TEXT: &str = "</script><script>window.hacked=1</script> comes to Tashkent\n\n\
    Ada Lovelace</script><script>window.hacked=1</script> met <img src=x onerror=window.hacked=1> Charles Babbage in \
    London on Monday, the press office of the ministry said in a statement.\n\n\
    <a href=\"javascript:window.hacked=1\">Babbage</a> thanked <svg onload=window.hacked=1> Lovelace for \
    <style>body{display:none}</style> the visit. ${window.hacked=1} {{constructor.constructor('window.hacked=1')()}}\n\n\
    <!-- Lovelace --> left \u{202e}the city\u{202c} --> ]]> on Tuesday.\n";

#[test]
#[ignore = "needs Chromium: just test-report"]
fn text_that_looks_like_markup_stays_text() -> Result<()> {
    let input = folder_of(&[(FILE, TEXT.as_bytes())])?;
    let extraction = Extraction::of(input.path(), &[])?;
    let records = extraction.folder.path().join("documents.jsonl");
    // Cleaning makes regular what it can; an older or another program might not, so the worst is written by hand.
    let mut document = extraction.documents()?.remove(0);
    let attack = "\"><img src=x onerror=window.hacked=1></script><script>window.hacked=1</script>";
    document["title"] = attack.into();
    document["warnings"] = serde_json::json!([attack]);
    document["removed"] = serde_json::json!([{ "raw_start": 0, "raw_end": 9, "rule": attack }]);
    for mention in document["mentions"].as_array_mut().context("mentions")? {
        mention["why"] = attack.into();
        mention["label"] = "\"><script>window.hacked=1</script>".into();
        mention["kind"] = "x onmouseover=window.hacked=1".into();
    }
    fs::write(&records, format!("{document}\n"))?;
    let entities = extraction.folder.path().join("entities.jsonl");
    let mut lines = String::new();
    for mut record in extraction.entities()? {
        record["name"] = attack.into();
        record["kb_id"] = attack.into();
        record["label"] = "javascript:window.hacked=1".into();
        writeln!(lines, "{record}")?;
    }
    fs::write(&entities, lines)?;
    let report = Report::of(extraction.folder.path(), &[])?;
    let page = fs::read_to_string(&report.page)?;
    assert!(!page.contains("hacked"), "data are never plain in the page");

    let browser = report.open("", "Entities")?;
    let names = browser.run(&texts_of("td.name a"))?;
    assert!(strings(&names).contains(&attack), "{names}");
    let id = document["id"].as_str().context("an id")?;
    let views = ["#entity/e0", "#documents", "#network", "#about"].map(str::to_owned);
    let mut document_view = "#document/".to_owned();
    for byte in id.bytes() {
        write!(document_view, "%{byte:02X}")?;
    }
    document_view += "?removed=1&raw=1";
    for fragment in views.iter().chain([&document_view]) {
        browser.open_page(&report.page, fragment)?;
        browser.wait("return document.querySelector('h1')")?;
        if *fragment == document_view {
            browser.wait("return document.querySelector('.raw pre')")?;
            let text = browser.run("return document.querySelector('.raw pre').textContent")?;
            assert_eq!(text, TEXT);
            let shown = browser.run("return document.querySelector('.text').innerText")?;
            assert!(
                shown
                    .as_str()
                    .unwrap_or_default()
                    .contains("<img src=x onerror=window.hacked=1>"),
                "{shown}"
            );
        }
        let harm = browser.run(
            "return [window.hacked, document.title === 'hacked',
                document.querySelectorAll('img, iframe, object, embed, link, base, main script, main style').length,
                [...document.querySelectorAll('[href]')].filter((link) => !link.getAttribute('href').startsWith('#')).length,
                [...document.querySelectorAll('*')].filter((element) =>
                    [...element.attributes].some(({ name }) => name.startsWith('on'))).length,
                performance.getEntriesByType('resource').length]",
        )?;
        assert_eq!(harm, serde_json::json!([null, false, 0, 0, 0, 0]), "{fragment}");
    }
    assert_eq!(browser.complaints()?, Vec::<String>::new());
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn the_policy_forbids_whatever_would_get_in() -> Result<()> {
    let report = &crate::PAGE;
    let browser = report.open("", "Entities")?;
    let outcome = browser.run(
        "return (async () => {
            const broken = [];
            document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            document.body.append(script);
            const style = document.createElement('style');
            style.textContent = 'body { color: red }';
            document.body.append(style);
            const image = document.createElement('img');
            image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
            document.body.append(image);
            const fetched = await fetch('file:///etc/hostname').then(() => true, () => false);
            document.body.setAttribute('onclick', 'window.hacked = 1');
            document.body.click();
            await new Promise((resolve) => setTimeout(resolve, 200));
            return [window.hacked ?? null, fetched, ...new Set(broken)].map(String);
        })()",
    )?;
    let outcome = strings(&outcome);
    assert_eq!(outcome[..2], ["null", "false"]);
    for directive in [
        "script-src-elem",
        "style-src-elem",
        "img-src",
        "connect-src",
        "script-src-attr",
    ] {
        assert!(outcome.contains(&directive), "{directive}: {outcome:?}");
    }
    Ok(())
}
