//! Titles and dates of pages, over a set of varied page heads.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

use onomast_clean::Cleaner;
use onomast_document::{DocumentId, Format, RawDocument};

const BODY: &str = "The delegations met in the capital on the first day of the week and agreed on a plan of joint work for the coming year. \
They will meet again when the plan has been read by both parliaments.";
const KOERPER: &str = "Die Delegationen trafen sich am ersten Tag der Woche in der Hauptstadt und einigten sich auf einen Plan für das kommende Jahr.";
const CORPS: &str = "Les délégations se sont réunies dans la capitale le premier jour de la semaine et se sont mises d'accord sur un plan pour l'année.";
const CUERPO: &str = "Las delegaciones se reunieron en la capital el primer día de la semana y acordaron un plan de trabajo para el año que viene.";
const TELO: &str = "Делегации встретились в столице в первый день недели и договорились о плане совместной работы на следующий год.";

/// The head of a page, its title, and its date or `-`. A `¶` stands for the body in the language of the head.
const HEADS: &[(&str, &str, &str)] = &[
    // A date of its own, below or above the headline.
    (
        "Ministers sign a plan of work\nDecember 24, 2022\n¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "December 24, 2022\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "18:08 / 08.12.2021\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2021-12-08",
    ),
    (
        "2017-11-01 | Politics\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2017-11-01",
    ),
    (
        "Ministers sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nTuesday, 5 July 2022\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\nTue, Jul 5, 2022 10:30 AM\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n5th of July, 2022\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n05-Jul-2022\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n2022/07/05\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n2022-07-05T14:03:00Z\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n05.07.22, 14:03\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n1.2.2020\n¶",
        "Ministers sign a plan of work",
        "2020-02-01",
    ),
    (
        "Ministers sign a plan of work\nSept. 9, 2019\n¶",
        "Ministers sign a plan of work",
        "2019-09-09",
    ),
    (
        "Ministers sign a plan of work\n9 Sep 2019 14:03 GMT\n¶",
        "Ministers sign a plan of work",
        "2019-09-09",
    ),
    // Labels, authors, counters, sections.
    (
        "Ministers sign a plan of work\nPublished: 13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nPosted on March 13, 2017 at 10:05 am\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nPublished on 13 March 2017\nUpdated on 15 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nUpdated: 15 March 2017\nPublished: 13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nBy Ann Smith, 13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nBy Ann Smith\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\nAnn Smith | March 13, 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\n13 March 2017 | 3 min read\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\n13.03.2017 10:15\nViews: 523\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "03 Sep 2018, 17:25 Politics views 2731 comments 0\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2018-09-03",
    ),
    (
        "Date: 2018-09-03\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2018-09-03",
    ),
    // Numbers only: which is the day?
    (
        "Ministers sign a plan of work\n12/24/2022\n¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "Ministers sign a plan of work\n24/12/2022\n¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "Ministers sign a plan of work\n03/04/2022\n¶",
        "Ministers sign a plan of work",
        "2022-04-03",
    ),
    (
        "Ministers sign a plan of work\n03/04/2022 10:30 AM\n¶",
        "Ministers sign a plan of work",
        "2022-03-04",
    ),
    (
        "Ministers sign a plan of work\n03/04/2022\n¶\nRelated news\nRopeway opens 02/25/2022",
        "Ministers sign a plan of work",
        "2022-03-04",
    ),
    (
        "Ministers sign a plan of work\n03.04.2022\n¶",
        "Ministers sign a plan of work",
        "2022-04-03",
    ),
    // A dateline.
    (
        "Ministers sign a plan of work\nTASHKENT, December 24, 2022 (UzA) - ¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "Ministers sign a plan of work\nTashkent. 24 December 2022. ¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "Ministers sign a plan of work\nOn 24 December 2022, ¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    // No date.
    (
        "Ministers sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\nYesterday\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\n2 hours ago\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\n24 December\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\n¶ The first treaty, which was signed by both sides on 12 May 1992, is still in force.",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\n31.02.2020\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\nTel. +998 71 233-28-28\n¶",
        "Ministers sign a plan of work",
        "-",
    ),
    (
        "Ministers sign a plan of work\n¶\n© 2022 Alpine Herald. All rights reserved.",
        "Ministers sign a plan of work",
        "-",
    ),
    // Among page furniture.
    (
        "Home | News | Contact\nMo Tu We Th Fr Sa Su\n1 2 3 4 5 6 7\n2017-11-01 | Politics\nMinisters sign a plan of work\n¶",
        "Ministers sign a plan of work",
        "2017-11-01",
    ),
    (
        "ALPINE HERALD\nHome\nNews\nPolitics\nContact\nMinisters sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work | Alpine Herald\nHome | News | Contact\nMinisters sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Latest news\nRopeway opens again 14 March 2017\nMinisters sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Home » News » Ministers sign a plan of work\nMinisters sign a plan of work\n13 March 2017\nPhoto: AFP\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "We use cookies to improve your experience. Accept\nMinisters sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "USD 68.60 EUR 79.70\nWeather in Bishkek +24\nMinisters sign a plan of work\n13 March 2017\n¶",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    (
        "Will the ministers sign a plan?\n13 March 2017\n¶",
        "Will the ministers sign a plan?",
        "2017-03-13",
    ),
    (
        "Ministers sign a plan of work\n¶\nShare on Facebook\nPublished: 13 March 2017",
        "Ministers sign a plan of work",
        "2017-03-13",
    ),
    // German, French, Spanish, Russian, and months of other languages.
    (
        "Minister unterzeichnen einen Plan\n24. Dezember 2022\n¶",
        "Minister unterzeichnen einen Plan",
        "2022-12-24",
    ),
    (
        "Minister unterzeichnen einen Plan\nStand: 24.12.2022, 10:15 Uhr\n¶",
        "Minister unterzeichnen einen Plan",
        "2022-12-24",
    ),
    (
        "Minister unterzeichnen einen Plan\nVeröffentlicht am 3. März 2021\n¶",
        "Minister unterzeichnen einen Plan",
        "2021-03-03",
    ),
    (
        "Les ministres signent un plan de travail\nPublié le 1er août 2022 à 10h15\n¶",
        "Les ministres signent un plan de travail",
        "2022-08-01",
    ),
    (
        "Les ministres signent un plan de travail\nMardi 5 juillet 2022\n¶",
        "Les ministres signent un plan de travail",
        "2022-07-05",
    ),
    (
        "Los ministros firman un plan de trabajo\n24 de diciembre de 2022\n¶",
        "Los ministros firman un plan de trabajo",
        "2022-12-24",
    ),
    (
        "Los ministros firman un plan de trabajo\nPublicado el 5 de julio de 2022\n¶",
        "Los ministros firman un plan de trabajo",
        "2022-07-05",
    ),
    (
        "Министры подписали план работы\n5 июля 2022 г.\n¶",
        "Министры подписали план работы",
        "2022-07-05",
    ),
    (
        "Министры подписали план работы\n18:08, 8 декабря 2021\n¶",
        "Министры подписали план работы",
        "2021-12-08",
    ),
    (
        "Министры подписали план работы\nДата публикации: 08.12.2021\n¶",
        "Министры подписали план работы",
        "2021-12-08",
    ),
    (
        "Ministers sign a plan of work\n24 dekabr 2022\n¶",
        "Ministers sign a plan of work",
        "2022-12-24",
    ),
    (
        "Ministers sign a plan of work\n5 luglio 2022\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n5 Temmuz 2022\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
    (
        "Ministers sign a plan of work\n2022年7月5日\n¶",
        "Ministers sign a plan of work",
        "2022-07-05",
    ),
];

fn body_of(head: &str) -> &'static str {
    match head {
        head if head.contains("Minister unterz") => KOERPER,
        head if head.contains("Les ministres") => CORPS,
        head if head.contains("Los ministros") => CUERPO,
        head if head.contains("Министры") => TELO,
        _ => BODY,
    }
}

#[test]
fn titles_and_dates_of_page_heads() {
    assert!(HEADS.len() >= 60, "the set is to be varied");
    let cleaner = Cleaner::default();
    let mut wrong = Vec::new();
    for (head, title, date) in HEADS {
        let document = cleaner
            .clean(&RawDocument {
                id: DocumentId::new("page"),
                format: Format::Text,
                bytes: head.replace('¶', body_of(head)).into_bytes(),
            })
            .unwrap();
        let found = document
            .date
            .map_or_else(|| "-".to_owned(), |date| date.to_string());
        if document.title.as_deref() != Some(*title) || found != *date {
            wrong.push(format!(
                "{head:?}\n    title {:?}, date {found}, expected {date}",
                document.title
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} heads are wrong:\n{}",
        wrong.len(),
        HEADS.len(),
        wrong.join("\n")
    );
}
