//! Phone, dark, print, keyboard, screen reader.

use anyhow::{Context, Result};
use onomast_tests::text;
use serde_json::json;

use crate::{PAGE, SAMPLE, strings};

/// The fragment and heading of every view.
fn views() -> Result<[(String, &'static str); 6]> {
    Ok([
        ("#entities".to_owned(), "Entities"),
        (address_of("Shavkat Mirziyoyev")?, "Shavkat Mirziyoyev"),
        ("#documents".to_owned(), "Documents"),
        (
            "#document/uz-president/2017-09-state-visit.txt?removed=1&raw=1".to_owned(),
            "President of Kazakhstan arrives in Tashkent on a state visit",
        ),
        ("#network".to_owned(), "Network"),
        ("#about".to_owned(), "About this report"),
    ])
}

/// The fragment of an entity.
fn address_of(name: &str) -> Result<String> {
    let entities = SAMPLE.entities()?;
    let record = entities.iter().find(|record| text(record, "name") == name);
    Ok(format!("#entity/{}", text(record.context("the entity")?, "id")))
}

const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

#[test]
#[ignore = "needs Chromium: just test-report"]
fn every_view_fits_a_phone() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    browser.resize(360, 740)?;
    for (fragment, heading) in views()? {
        PAGE.open_in(&browser, &fragment, heading)?;
        let widths = browser
            .run("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")?;
        assert_eq!(widths, json!([360, 360]), "{fragment} is wider than the screen");
    }
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn dark_as_the_system_or_as_one_chooses() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    let wait_for = |scheme: &str| {
        // The sum of red, green and blue behind the words.
        let compare = if scheme == "dark" { "< 120" } else { "> 700" };
        browser.wait(&format!(
            "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g)
                .reduce((sum, part) => sum + Number(part), 0) {compare}"
        ))
    };
    browser.emulate("screen", "light")?;
    wait_for("light")?;
    browser.emulate("screen", "dark")?;
    wait_for("dark")?;
    browser.click("#theme")?;
    wait_for("light")?;
    browser.emulate("screen", "light")?;
    browser.click("#theme")?;
    wait_for("dark")?;
    PAGE.open_in(&browser, "", "Entities")?;
    wait_for("light")?;
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn words_have_contrast_in_light_and_dark() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    for scheme in ["light", "dark"] {
        browser.emulate("screen", scheme)?;
        for (fragment, heading) in views()? {
            PAGE.open_in(&browser, &fragment, heading)?;
            // The contrast of WCAG 2.1 between each text and the nearest ground behind it.
            let weak = browser.run(
                "const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
                 const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
                     .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                     .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
                 const ground = (element) => {
                     for (let at = element; at; at = at.parentElement) {
                         const colour = numbers(getComputedStyle(at).backgroundColor);
                         if (colour.length === 3 || colour[3] > 0) return colour;
                     }
                     return [255, 255, 255];
                 };
                 const weak = new Set();
                 const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                 while (walker.nextNode()) {
                     const element = walker.currentNode.parentElement;
                     if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('svg, script')) continue;
                     const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
                     const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                     if (contrast < 4.5) weak.add(`${element.className || element.tagName} ${contrast.toFixed(2)}`);
                 }
                 return [...weak]",
            )?;
            assert_eq!(strings(&weak), Vec::<&str>::new(), "{scheme} {fragment}");
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn printed_are_words_not_controls() -> Result<()> {
    let browser = PAGE.open(&address_of("Shavkat Mirziyoyev")?, "Shavkat Mirziyoyev")?;
    browser.emulate("print", "dark")?;
    let visible = browser.run(
        "return ['header', '.copy', '.sentence', '.aliases'].map((css) => document.querySelector(css).checkVisibility())",
    )?;
    assert_eq!(visible, json!([false, false, true, true]));
    let ground = browser.run("return getComputedStyle(document.body).backgroundColor")?;
    assert_eq!(ground, "rgb(255, 255, 255)", "paper is white");
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn keys_alone_lead_to_an_entity_and_a_document() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    browser.press("/")?;
    for key in ["k", "e", "m", "e", "l"] {
        browser.press(key)?;
    }
    browser.press(DOWN)?;
    assert_eq!(
        browser.run("return document.activeElement.textContent")?,
        "Dinara Kemelova"
    );
    browser.press(ENTER)?;
    browser.wait_for_heading("Dinara Kemelova")?;
    assert_eq!(
        browser.run("return document.activeElement.tagName")?,
        "H1",
        "a screen reader reads the heading of the new view"
    );
    browser.run("document.querySelector('.sentence a').focus()")?;
    browser.press(ENTER)?;
    browser.wait("return document.querySelector('main.document .target')")?;
    let focus = browser.run(
        "const focus = document.activeElement;
         return [focus.closest('.target') !== null, document.getElementById('card').textContent.includes('Dinara Kemelova'),
            focus.getAttribute('aria-describedby')]",
    )?;
    assert_eq!(focus, json!([true, true, "card"]), "the mention tells of itself");
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn whatever_can_be_used_has_a_name_for_screen_readers() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    for (fragment, heading) in views()? {
        PAGE.open_in(&browser, &fragment, heading)?;
        let tree = browser.devtools("Accessibility.getFullAXTree", &json!({}))?;
        let nodes = tree["nodes"].as_array().context("nodes")?;
        let mut named = 0;
        for node in nodes.iter().filter(|node| node["ignored"] == false) {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            if [
                "link",
                "button",
                "searchbox",
                "checkbox",
                "combobox",
                "Date",
                "heading",
            ]
            .contains(&role)
            {
                let name = node["name"]["value"].as_str().unwrap_or_default();
                assert!(
                    !name.trim().is_empty(),
                    "{fragment}: a {role} without a name: {node}"
                );
                named += 1;
            }
        }
        assert!(named > 8, "{fragment}: {named} in all");
        let outline = browser.run(
            "return [document.documentElement.lang, document.querySelectorAll('h1').length,
                document.querySelectorAll('main').length, document.querySelectorAll('nav[aria-label]').length]",
        )?;
        assert_eq!(outline, json!(["en", 1, 1, 1]), "{fragment}");
    }
    Ok(())
}
