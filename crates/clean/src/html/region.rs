//! Parts of a page that its markup names: navigation, footer, sidebar, comments and the like.

use super::walk::Block;

/// An element that is a region by its tag, class or id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Region {
    /// The rule that takes it.
    pub(super) place: &'static str,
    /// The region around it.
    pub(super) parent: Option<usize>,
    /// Whether the tag or an attribute says so for certain, whatever its size.
    pub(super) certain: bool,
}

/// Regions within regions are followed so deep.
pub(super) const DEPTH: usize = 24;

/// Words in `class`, `id` and `role` that name a region.
const NAMES: &[(&str, &[&str])] = &[
    (
        "cookie-banner",
        &[
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "cookiebar",
            "cookieconsent",
            "onetrust",
            "cmp",
        ],
    ),
    (
        "share-buttons",
        &[
            "share",
            "sharing",
            "social",
            "socials",
            "sharedaddy",
            "addtoany",
            "addthis",
            "sharethis",
            "share42",
            "ya-share",
        ],
    ),
    (
        "comment-form",
        &[
            "comments",
            "commentlist",
            "comment-form",
            "respond",
            "disqus",
            "commentform",
        ],
    ),
    (
        "related",
        &[
            "related",
            "recommended",
            "recommendations",
            "similar",
            "popular",
            "trending",
            "mostread",
            "readmore",
            "read-more",
            "teasers",
            "also",
        ],
    ),
    (
        "subscription",
        &["newsletter", "subscribe", "subscription", "signup", "mailing"],
    ),
    (
        "advertisement",
        &[
            "ad",
            "ads",
            "advert",
            "advertisement",
            "adsense",
            "adsbygoogle",
            "sponsored",
            "promo",
            "sponsor",
            "banner",
            "banners",
        ],
    ),
    ("tag-cloud", &["tags", "tagcloud", "taglist"]),
    ("sidebar", &["dialog", "alertdialog"]),
    ("pagination", &["pagination", "pager", "pagenavi", "paging"]),
    (
        "navigation",
        &[
            "nav",
            "navbar",
            "navigation",
            "menu",
            "mainmenu",
            "topmenu",
            "submenu",
            "breadcrumb",
            "breadcrumbs",
            "topbar",
            "toolbar",
            "navi",
            "skip",
            "sitemap",
        ],
    ),
    ("page-footer", &["footer", "copyright", "colophon", "contentinfo"]),
    (
        "sidebar",
        &[
            "sidebar",
            "widget",
            "widgets",
            "complementary",
            "rightcol",
            "leftcol",
            "aside",
            "author-box",
            "author-bio",
            "author-info",
            "about-author",
            "about-the-author",
        ],
    ),
];

/// The region that an element is: by its tag for certain, by its names perhaps.
pub(super) fn region_of(tag: &str, names: &str, hidden: bool) -> Option<(&'static str, bool)> {
    if hidden {
        return Some(("hidden", true));
    }
    match tag {
        "nav" => return Some(("navigation", true)),
        "aside" => return Some(("sidebar", false)),
        "footer" => return Some(("page-footer", false)),
        "select" | "button" | "textarea" => return Some(("form-field", true)),
        // What stands within these is for browsers that cannot show them.
        "template" | "audio" | "video" | "canvas" | "object" | "applet" => return Some(("hidden", true)),
        "body" | "html" | "main" | "article" => return None,
        _ => {}
    }
    let words: Vec<&str> = names
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return None;
    }
    // A name of several words stands in one piece.
    let has = |name: &str| {
        words.iter().enumerate().any(|(at, word)| {
            name.strip_prefix(word).is_some_and(|rest| {
                rest.is_empty()
                    || rest
                        .strip_prefix('-')
                        .is_some_and(|rest| words[at + 1..].starts_with(&rest.split('-').collect::<Vec<_>>()))
            })
        })
    };
    NAMES
        .iter()
        .find(|(_, known)| known.iter().any(|name| has(name)))
        .map(|(place, _)| (*place, false))
}

/// The rule for each block: that of the outermost region around it that may be taken. A region by name alone that
/// holds a third or more of the page's paragraphs is no furniture, whatever it is called.
pub(super) fn places(regions: &[Region], blocks: &[Block]) -> Vec<Option<&'static str>> {
    let mut prose = vec![0usize; regions.len()];
    let mut all = 0;
    for block in blocks.iter().filter(|block| block.prose) {
        all += block.letters;
        if let Some(region) = block.region {
            prose[region] += block.letters;
        }
    }
    for at in (0..regions.len()).rev() {
        if let Some(parent) = regions[at].parent {
            prose[parent] += prose[at];
        }
    }
    let taken = |region: usize| regions[region].certain || prose[region] * 3 <= all;
    blocks
        .iter()
        .map(|block| {
            let mut place = None;
            let mut at = block.region;
            while let Some(region) = at {
                if taken(region) {
                    place = Some(regions[region].place);
                }
                at = regions[region].parent;
            }
            place
        })
        .collect()
}
