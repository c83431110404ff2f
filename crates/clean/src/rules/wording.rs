//! Rules that know page furniture by its words.

use super::{Fact, Marks, Page, cover};
use crate::line::{Line, Shape, ends_sentence, sentences};
use crate::title::shares_some_words;
use crate::topic::Topic;
use crate::words::Hit;

/// Takes sentences that hold a telling phrase of the topic, with the buttons and the sentences that go with
/// them, from the head and the tail of a line; the whole line if nothing is left of it. Takes lines that the
/// phrases of the topic cover, and short ones that begin with such, too.
pub(super) fn telling(page: &Page<'_>, marks: &mut Marks, topic: Topic) {
    for &at in &page.told {
        let line = &page.lines[at];
        if marks.is_taken(at) || !line.fresh {
            continue;
        }
        if line.hits.iter().any(|hit| hit.phrase.tells.contains(topic)) {
            telling_line(page, marks, topic, at);
        } else if opens(line, page.text_of(at), topic) && is_label(page, at, topic) {
            marks.take(at);
        }
    }
    covered(page, marks, topic);
    if topic != Topic::CookieBanner {
        tails(page, marks, topic);
    }
}

/// Whether a line that begins with a phrase of the topic may go for it: a copyright line, or a short one that is no
/// sentence and no heading of the article.
fn is_label(page: &Page<'_>, at: usize, topic: Topic) -> bool {
    let shape = &page.lines[at].shape;
    if topic == Topic::Copyright {
        return shape.words <= 25;
    }
    shape.words <= 12 && !shape.ends_sentence && !page.is_within_article(at)
}

fn telling_line(page: &Page<'_>, marks: &mut Marks, topic: Topic, at: usize) {
    let text = page.text_of(at);
    let parts = sentences(text);
    let hits = &page.lines[at].hits;
    let mut taken: Vec<bool> = parts
        .iter()
        .map(|part| {
            let tells = within(hits, part).any(|hit| hit.phrase.tells.contains(topic));
            tells || is_covered(text, part, hits)
        })
        .collect();
    for here in 0..parts.len() {
        let beside = taken.get(here + 1) == Some(&true) || here > 0 && taken[here - 1];
        if !taken[here] && beside && within(hits, &parts[here]).any(|hit| hit.phrase.supports.contains(topic))
        {
            taken[here] = true;
        }
    }
    let head = taken.iter().take_while(|taken| **taken).count();
    let tail = taken.iter().rev().take_while(|taken| **taken).count();
    if head == parts.len() {
        marks.take(at);
        return;
    }
    if head > 0 {
        marks.take_head(at, parts[head].start);
    }
    if tail > 0 {
        marks.take_tail(at, parts[parts.len() - tail].start);
    }
}

/// Takes the tail of a line of running text that is no sentence but a label of the topic: "… he said. Read more".
fn tails(page: &Page<'_>, marks: &mut Marks, topic: Topic) {
    for &at in &page.labelled {
        let line = &page.lines[at];
        let text = page.text_of(at);
        let about = |hit: &Hit| hit.phrase.covers.contains(topic) || hit.phrase.closes.contains(topic);
        let reaches_end = line
            .hits
            .last()
            .is_some_and(|hit| about(hit) && hit.end + 4 >= text.len());
        if marks.is_taken(at) || !reaches_end {
            continue;
        }
        let parts = sentences(text);
        let [.., before, last] = &parts[..] else { continue };
        let label = &text[last.clone()];
        if ends_sentence(label) || !ends_sentence(&text[before.clone()]) || Shape::of(label).words > 6 {
            continue;
        }
        if is_covered(text, last, &line.hits) {
            marks.take_tail(at, last.start);
        }
    }
}

/// Takes lines that phrases of page furniture cover, most of them of this topic. Within the article (a paragraph
/// on either side) one such word may be a heading and stays.
pub(super) fn covered(page: &Page<'_>, marks: &mut Marks, topic: Topic) {
    for &at in &page.covered {
        if page.main_topic(at) != Some(topic) || marks.is_taken(at) {
            continue;
        }
        // The buttons of a banner are common words: they need the banner beside them.
        let sure = if topic == Topic::CookieBanner {
            marks.has_neighbour_of(at, "cookie-banner")
        } else {
            // A heading of the article may be one label, or the long name of a section; "Services:" heads a list.
            let line = &page.lines[at];
            let long = line.shape.words >= 3 && topic != Topic::Menu;
            let heads_list = topic == Topic::Menu && page.text_of(at).ends_with(':');
            // The label of an advertisement is no heading.
            let is_label = topic == Topic::Advertisement;
            !heads_list && (line.hits.len() > 1 || long || is_label || !page.is_within_article(at))
        };
        if sure {
            marks.take(at);
        }
    }
}

/// Takes short lines that begin like the credit of a photograph; of longer ones the credit.
pub(super) fn photo_credit(page: &Page<'_>, marks: &mut Marks) {
    for &at in &page.with_phrases {
        let text = page.text_of(at);
        if marks.is_taken(at) || !opens(&page.lines[at], text, Topic::PhotoCredit) {
            continue;
        }
        if page.lines[at].shape.words <= 12 && !page.lines[at].shape.is_sentence() {
            marks.take(at);
            continue;
        }
        let parts = sentences(text);
        if let [first, second, ..] = &parts[..]
            && Shape::of(&text[first.clone()]).words <= 8
        {
            marks.take_head(at, second.start);
        } else if let Some(colon) = text.find(": ")
            && page.lines[at].hits.first().is_some_and(|hit| hit.end >= colon)
        {
            marks.take_head(at, colon + 2);
        }
    }
    covered(page, marks, Topic::PhotoCredit);
}

/// Takes lists of tags: lines that begin with "Tags:", lines of hashtags.
pub(super) fn tag_cloud(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        let labelled = || {
            opens(line, page.text_of(at), Topic::TagCloud)
                && !line.shape.is_sentence()
                && line.shape.words <= 40
        };
        if line.facts.has(Fact::Hashtags) || labelled() {
            marks.take(at);
        }
    }
    telling(page, marks, Topic::TagCloud);
    // Below a heading that says so, one tag a line.
    let heads =
        |at: &&usize| page.main_topic(**at) == Some(Topic::TagCloud) && page.is_behind_paragraph(**at);
    for &heading in page.covered.iter().filter(heads) {
        let is_tag = |at: &usize| {
            let shape = &page.lines[*at].shape;
            !marks.is_taken(*at) && (1..=TAG).contains(&shape.words) && !shape.ends_sentence
        };
        let tags = (heading + 1..page.lines.len())
            .take_while(is_tag)
            .take(TAGS)
            .count();
        if marks.is_taken(heading) {
            (heading + 1..=heading + tags).for_each(|at| marks.take(at));
        }
    }
}

/// Words of the longest tag.
const TAG: usize = 4;

/// So many tags an article has at most.
const TAGS: usize = 15;

/// Whether all words of a line, and two or more, have a hash before them.
pub(super) fn is_hashtags(line: &Line, text: &str) -> bool {
    line.shape.words >= 2
        && text
            .split(' ')
            .filter(|word| word.len() > 1)
            .all(|word| word.starts_with('#'))
}

/// Takes lines that begin like "Read also:" or end like "Read more", if they are headlines and no sentences. Above the body
/// those that say what it says stay: "Live: …" may be the headline of the page.
pub(super) fn teaser(page: &Page<'_>, marks: &mut Marks) {
    tails(page, marks, Topic::Teaser);
    let head = page.lines_above_body(marks);
    let mut own: Option<Vec<bool>> = None;
    for &at in &page.with_phrases {
        let line = &page.lines[at];
        if marks.is_taken(at) || marks.lines[at].tail.is_some() || line.shape.words > 30 {
            continue;
        }
        let text = page.text_of(at);
        let closes = line
            .hits
            .last()
            .is_some_and(|hit| hit.phrase.closes.contains(Topic::Teaser) && hit.end == text.len());
        let mut may_be_headline = || {
            let own = own.get_or_insert_with(|| shares_some_words(&marks.header_lines(page)));
            head.contains(&at) && own[at]
        };
        // Headlines may ask and shout.
        let ends = ends_sentence(text) && !text.ends_with(['?', '!']);
        if (closes || opens(line, text, Topic::Teaser) && !may_be_headline())
            && !ends
            && (!line.shape.is_sentence() || sentences(text).len() == 1)
        {
            marks.take(at);
        }
    }
    covered(page, marks, Topic::Teaser);
}

/// Whether a line begins with an opening phrase of the topic, behind bullets.
pub(super) fn opens(line: &Line, text: &str, topic: Topic) -> bool {
    line.hits.first().is_some_and(|hit| {
        hit.phrase.opens.contains(topic) && !text[..hit.start].chars().any(char::is_alphanumeric)
    })
}

fn within<'h>(hits: &'h [Hit], part: &std::ops::Range<usize>) -> impl Iterator<Item = &'h Hit> {
    let (start, end) = (part.start, part.end);
    hits.iter()
        .filter(move |hit| start <= hit.start && hit.end <= end)
}

/// Whether phrases of page furniture cover a part of a line.
fn is_covered(text: &str, part: &std::ops::Range<usize>, hits: &[Hit]) -> bool {
    let letters = text[part.clone()].chars().filter(|c| c.is_alphabetic()).count();
    let covered: usize = within(hits, part)
        .filter(|hit| !super::all_roles(hit).is_empty())
        .map(|hit| cover(text, std::slice::from_ref(hit), |_| true))
        .sum();
    letters > 0 && covered * 10 >= letters * 9
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    const BODY: &str = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";

    #[test]
    fn consent_wording_goes_with_its_button() {
        check(
            "This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept",
            &[
                "cookie-banner| This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept",
            ],
        );
    }

    #[test]
    fn consent_wording_before_an_article_is_cut_at_the_sentence() {
        check(
            &format!("We use cookies to ensure the best experience. Accept all. {BODY}"),
            &[&format!(
                "[cookie-banner:We use cookies to ensure the best experience. Accept all. ]{BODY}"
            )],
        );
    }

    #[test]
    fn an_article_about_cookies_stays() {
        let text = "The regulator fined the firm because its pages had stored cookies without consent of the readers.";
        check(text, &[text]);
    }

    #[test]
    fn a_trailing_label_is_cut() {
        check(
            &format!("{BODY} Read more"),
            &[&format!("{BODY} [teaser:Read more]")],
        );
        check(
            &format!("{BODY} Share on Facebook"),
            &[&format!("{BODY} [share-buttons:Share on Facebook]")],
        );
    }

    #[test]
    fn photo_credits() {
        check(
            &format!("Photo: Press Service of the President\nPhoto: AFP. {BODY}\nPhoto: {BODY}"),
            &[
                "photo-credit| Photo: Press Service of the President",
                &format!("[photo-credit:Photo: AFP. ]{BODY}"),
                &format!("[photo-credit:Photo: ]{BODY}"),
            ],
        );
    }

    #[test]
    fn a_heading_within_the_article_stays() {
        check(&format!("{BODY}\nPolitics\n{BODY}"), &[BODY, "Politics", BODY]);
        check(
            &format!("{BODY}\nAdvertisement\n{BODY}"),
            &[BODY, "advertisement| Advertisement", BODY],
        );
    }

    #[test]
    fn tags_and_teasers() {
        check(
            &format!(
                "{BODY}\nTags: Uzbekistan, summit, trade\n#summit #trade\nRead also: Leaders meet in Samarkand\n• New page \"Open Government\" Detail>>>"
            ),
            &[
                BODY,
                "tag-cloud| Tags: Uzbekistan, summit, trade",
                "tag-cloud| #summit #trade",
                "teaser| Read also: Leaders meet in Samarkand",
                "teaser| • New page \"Open Government\" Detail>>>",
            ],
        );
    }
}
