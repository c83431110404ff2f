//! Organisations and the places where they have their seat: "the Museum of Arts in Bergen", "the Embassy of Peru in Kenya".

use onomast_document::{EntityType, Mention};

use super::View;

/// A name that takes in its seat is left whole where the recogniser is this sure of all of its words.
const SURE: f32 = 0.6;

/// Bodies that have a seat without being called by it; parties and unions are of a whole country.
const SEATED: [&str; 22] = [
    "Academy",
    "Archive",
    "Center",
    "Centre",
    "Church",
    "Clinic",
    "College",
    "Court",
    "Department",
    "Faculty",
    "Gallery",
    "Hospital",
    "Institute",
    "Laboratory",
    "Library",
    "Ministry",
    "Museum",
    "Observatory",
    "School",
    "Theater",
    "Theatre",
    "University",
];

/// Bodies whose name ends with the country that they are in.
const ABROAD: [&str; 4] = ["Embassy", "Consulate", "Mission", "Representation"];

fn has_word(surface: &str, known: &[&str]) -> bool {
    surface
        .split([' ', '-', '\u{a0}'])
        .any(|word| known.contains(&word))
}

/// "Ministry of Energy in Dodoma" is a ministry, and the town that it is in.
pub(super) fn without_seat(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let surface = view.of(&name);
        let explained = view
            .text
            .get(name.span.end()..)
            .is_some_and(|rest| rest.starts_with(" ("));
        let is_town = |place: &str| place.starts_with(char::is_uppercase) && !view.is_country(place);
        match surface.rsplit_once(" in ") {
            Some((body, place))
                if name.label == EntityType::Organization
                    && name.score.get() <= SURE
                    && has_word(body, &SEATED)
                    && !has_word(body, &ABROAD)
                    && is_town(place)
                    && !explained
                    && !view.is_known(surface) =>
            {
                let (start, end) = (name.span.start(), name.span.end());
                out.push(view.moved(&name, start, start + body.len()));
                out.push(Mention {
                    label: EntityType::Location,
                    ..view.moved(&name, end - place.len(), end)
                });
            }
            _ => out.push(name),
        }
    }
    out
}

/// "Embassy of the Kyrgyz Republic" and "Uzbekistan" joined by "in" are one name.
pub(super) fn with_host(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(last) = out.last_mut()
            && last.label == EntityType::Organization
            && has_word(view.of(last).split(" of ").next().unwrap_or_default(), &ABROAD)
            && view.of(last).contains(" of ")
            && matches!(
                view.between(last, &name),
                " in " | " in the " | " to " | " to the "
            )
            && view.is_country(view.of(&name))
        {
            *last = view.moved(last, last.span.start(), name.span.end());
        } else {
            out.push(name);
        }
    }
    out
}
