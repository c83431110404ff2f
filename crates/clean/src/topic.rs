//! What a piece of page furniture is about.

/// A topic of page furniture. Each has a section in the files of `lang/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Topic {
    CookieBanner,
    BrowserNotice,
    CommentForm,
    Copyright,
    Subscription,
    Advertisement,
    ShareButtons,
    PhotoCredit,
    ViewCounter,
    TimeStamp,
    Related,
    Teaser,
    Pagination,
    TagCloud,
    Language,
    Account,
    SearchForm,
    Menu,
    Ticker,
    Address,
}

impl Topic {
    /// All topics with the names of their sections; of two that cover a line alike the first has it.
    pub(crate) const ALL: [(Self, &'static str); 20] = [
        (Self::BrowserNotice, "browser-notice"),
        (Self::CommentForm, "comment-form"),
        (Self::Copyright, "copyright"),
        (Self::Subscription, "subscription"),
        (Self::Advertisement, "advertisement"),
        (Self::ShareButtons, "share-buttons"),
        (Self::PhotoCredit, "photo-credit"),
        (Self::ViewCounter, "view-counter"),
        (Self::TimeStamp, "time-stamp"),
        (Self::Related, "related"),
        (Self::Teaser, "teaser"),
        (Self::Pagination, "pagination"),
        (Self::TagCloud, "tag-cloud"),
        (Self::Language, "language"),
        (Self::Account, "account"),
        (Self::SearchForm, "search-form"),
        (Self::Ticker, "ticker"),
        (Self::Menu, "menu"),
        (Self::Address, "address"),
        // Last, since its buttons ("more information") are the words of others, too.
        (Self::CookieBanner, "cookie-banner"),
    ];

    /// The topic of a section.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(topic, _)| *topic)
    }
}

/// A set of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TopicSet(u32);

impl TopicSet {
    /// Adds a topic.
    pub(crate) fn insert(&mut self, topic: Topic) {
        self.0 |= 1 << topic as u8;
    }

    /// Whether the topic is in the set.
    pub(crate) fn contains(self, topic: Topic) -> bool {
        self.0 & (1 << topic as u8) != 0
    }

    /// Whether no topic is in the set.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Topics of either set.
    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
