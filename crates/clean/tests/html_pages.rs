//! Small HTML pages in the manner of many sites: their text, and nothing else of them, is kept.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

use onomast_clean::Cleaner;
use onomast_document::{Document, DocumentId, Format, RawDocument};

fn clean(page: &str) -> Document {
    Cleaner::default()
        .clean(&RawDocument {
            id: DocumentId::new("page.html"),
            format: Format::Html,
            bytes: page.as_bytes().to_vec(),
        })
        .unwrap()
}

/// Checks the title and the date of a page, and that its text is its paragraphs marked with `class=k`.
fn check(page: &str, title: &str, date: &str) -> Document {
    let document = clean(page);
    let kept: Vec<String> = page
        .split("class=k>")
        .skip(1)
        .map(|rest| {
            rest.split('<')
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let text: Vec<&str> = document.text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(text, kept, "{:?}", document.removed);
    assert_eq!(document.title.as_deref(), Some(title));
    assert_eq!(
        document.date.map_or("-".to_owned(), |date| date.to_string()),
        date
    );
    document
}

#[test]
fn a_blog_with_a_sidebar_and_comments() {
    check(
        "<!doctype html><html><head><title>Three lakes on foot &laquo; Walking north</title></head><body>\n\
         <div id=header><h2><a href=/>Walking north</a></h2><p>a diary</p></div>\n\
         <div id=content><div class=post><h1 class=k>Three lakes on foot</h1><small class=k>June 4th, 2016 by Karin</small>\n\
         <p class=k>We set out from the northern lake at five in the morning, when the mist was still on the water.</p>\n\
         <p class=k>The second lake lies an hour behind the pass, and nobody lives on its shore any more.</p>\n\
         <p class=postmetadata>Posted in <a href=/c>Lakes</a> | <a href=#r>4 Comments &raquo;</a></p></div>\n\
         <div id=comments><h3>4 responses to &#8220;Three lakes on foot&#8221;</h3><ol><li>Olaf says: lovely!</li></ol></div></div>\n\
         <div id=sidebar><h2>Archives</h2><ul><li><a href=/5>May 2016</a></li></ul></div>\n\
         <div id=footer><p>Walking north is proudly powered by WordPress</p></div></body></html>",
        "Three lakes on foot",
        "2016-06-04",
    );
}

#[test]
fn a_table_for_a_layout() {
    check(
        "<HTML><HEAD><TITLE>Harbour Authority - News</TITLE></HEAD><BODY BGCOLOR=#FFFFFF><TABLE><TR>\n\
         <TD><A HREF=a>Home</A><BR><A HREF=b>News</A><BR><A HREF=c>Tariffs</A><BR><A HREF=d>Contact</A></TD>\n\
         <TD><FONT SIZE=5><B class=k>New crane unloads its first ship</B></FONT><BR>12 March 1999<BR>\n\
         <P class=k>The new crane of the harbour unloaded its first ship on Thursday, a freighter with timber from Riga.</P>\n\
         <P class=k>The crane lifts forty tons and was built in eleven months, said the director of the Harbour Authority.</P></TD></TR></TABLE>\n\
         <CENTER><FONT SIZE=1>Copyright 1999 Harbour Authority. All rights reserved.</FONT></CENTER></BODY></HTML>",
        "New crane unloads its first ship",
        "1999-03-12",
    );
}

#[test]
fn a_newspaper_with_boxes_inside_the_article() {
    let document = check(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Bees return to the city roofs | The Courier</title>\n\
         <script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2022-05-20T06:00:00Z\"}</script></head><body>\n\
         <header><nav><a href=/>News</a> <a href=/s>Sport</a></nav></header><main><article><h1 class=k>Bees return to the city roofs</h1>\n\
         <div class=share-bar><button>Share</button><a href=f>Facebook</a></div>\n\
         <p class=k>Beekeepers have put two hundred hives on the roofs of the city this spring, the city council said.</p>\n\
         <aside class=related><h3>Related</h3><a href=x>Honey harvest fails in the valley</a></aside>\n\
         <noscript><img src=p.gif><p>Please enable JavaScript to see the map.</p><style>p{}</style></noscript>\n\
         <p class=k>The city council pays for half of a hive, and the roofs&#x2019; owners for the rest of it.</p>\n\
         <div class=newsletter-signup><p>Get our newsletter every morning in your inbox.</p><input type=email></div></article></main>\n\
         <footer><p>The Courier is owned by its readers.</p></footer></body></html>"
            .replace("&#x2019;", "\u{2019}")
            .as_str(),
        "Bees return to the city roofs",
        "2022-05-20",
    );
    assert!(
        document.removed.iter().any(|removal| removal.rule == "hidden"),
        "what <noscript> says is removed, not lost: {:?}",
        document.removed
    );
}

#[test]
fn a_ministry_without_any_semantic_markup() {
    check(
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=utf-8'><title>Ministry of Water</title></head><body>\n\
         <div class=top><span>EN</span> <span>FR</span></div><div class=mainmenu><div><a href=/>Home</a></div><div><a href=/m>Ministry</a></div></div>\n\
         <div class=path><a href=/>Home</a> / <a href=/n>News</a></div><div class=txt><div class=date>03.09.2018</div>\n\
         <div class=k>Minister of Water visits the dam at Karsu</div>\n\
         <div class=k>The Minister of Water visited the dam at Karsu on Monday and spoke with the engineers who mend it.</div>\n\
         <div class=k>The dam was built in 1961 and holds water for nine districts, he was told by the engineers.</div>\n\
         <div class=print><a href=p>Print version</a></div></div><div class=bottom>&copy; 2018 Ministry of Water. All rights reserved</div></body></html>",
        "Minister of Water visits the dam at Karsu",
        "2018-09-03",
    );
}

#[test]
fn a_page_from_right_to_left_with_emoji() {
    check(
        "<html dir=rtl lang=ar><head><meta charset=utf-8><title>\u{645}\u{62f}\u{631}\u{633}\u{629} \u{62c}\u{62f}\u{64a}\u{62f}\u{629} \u{641}\u{64a} \u{627}\u{644}\u{642}\u{631}\u{64a}\u{629}</title></head>\n\
         <body><nav><a href=/>\u{627}\u{644}\u{631}\u{626}\u{64a}\u{633}\u{64a}\u{629}</a></nav>\n\
         <h1 class=k>\u{645}\u{62f}\u{631}\u{633}\u{629} \u{62c}\u{62f}\u{64a}\u{62f}\u{629} \u{641}\u{64a} \u{627}\u{644}\u{642}\u{631}\u{64a}\u{629}</h1>\n\
         <p class=k>\u{641}\u{62a}\u{62d}\u{62a} \u{627}\u{644}\u{648}\u{632}\u{627}\u{631}\u{629} \u{645}\u{62f}\u{631}\u{633}\u{629} \u{62c}\u{62f}\u{64a}\u{62f}\u{629} \u{641}\u{64a} \u{627}\u{644}\u{642}\u{631}\u{64a}\u{629} \u{648}\u{62d}\u{636}\u{631} \u{627}\u{644}\u{648}\u{632}\u{64a}\u{631} \u{627}\u{644}\u{62d}\u{641}\u{644} \u{1f389}.</p>\n\
         <footer>\u{62c}\u{645}\u{64a}\u{639} \u{627}\u{644}\u{62d}\u{642}\u{648}\u{642}</footer></body></html>",
        "\u{645}\u{62f}\u{631}\u{633}\u{629} \u{62c}\u{62f}\u{64a}\u{62f}\u{629} \u{641}\u{64a} \u{627}\u{644}\u{642}\u{631}\u{64a}\u{629}",
        "-",
    );
}
