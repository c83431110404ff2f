//! Cyrillic letters in Latin ones, in the manner of English-language news.
//!
//! The table covers Russian, Ukrainian, Belarusian and the Cyrillic alphabets of Central Asia, the Caucasus and
//! the Balkans. It is meant for comparing names, not for display: [`crate::key::name_key`] evens out what
//! remains.

/// The Latin spelling of a Cyrillic letter, lower case; `None` for any other character.
pub fn latin(letter: char) -> Option<&'static str> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    Some(match lower {
        'а' | 'ә' | 'ӓ' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' | 'ғ' => "g",
        'д' => "d",
        'е' | 'э' | 'ѐ' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'җ' | 'ӂ' | 'џ' | 'ҷ' => "j",
        'з' | 'ҙ' => "z",
        'и' | 'і' | 'ӣ' | 'ѝ' => "i",
        'й' | 'ј' | 'ы' => "y",
        'ї' => "yi",
        'к' | 'қ' | 'ҡ' | 'ҟ' | 'ӄ' | 'ќ' => "k",
        'л' => "l",
        'љ' => "lj",
        'м' => "m",
        'н' | 'ң' | 'ҥ' => "n",
        'њ' => "nj",
        'о' | 'ө' | 'ӧ' => "o",
        'п' => "p",
        'р' => "r",
        'с' | 'ҫ' => "s",
        'т' => "t",
        'ђ' => "dj",
        'у' | 'ү' | 'ұ' | 'ӯ' | 'ў' => "u",
        'ф' => "f",
        'х' | 'ҳ' | 'һ' => "kh",
        'ц' => "ts",
        'ч' | 'ћ' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        'ѓ' => "gj",
        'ѕ' => "dz",
        _ => return None,
    })
}

/// `text` with its Cyrillic letters in Latin ones, lower case; other characters stay.
///
/// ```
/// assert_eq!(onomast_knowledge::transliterate::to_latin("Токаев"), "tokaev");
/// ```
pub fn to_latin(text: &str) -> String {
    let mut latinised = String::with_capacity(text.len());
    for letter in text.chars() {
        match latin(letter) {
            Some(spelling) => latinised.push_str(spelling),
            None => latinised.push(letter),
        }
    }
    latinised
}

#[cfg(test)]
mod tests {
    use super::to_latin;

    #[test]
    fn names_come_out_readable() {
        for (cyrillic, latin) in [
            ("Мирзиёев", "mirziyoev"),
            ("Қасым-Жомарт", "kasym-zhomart"),
            ("Хрущёв", "khrushchyov"),
            ("Київ", "kiyiv"),
            ("Ўзбекистон", "uzbekiston"),
            ("Ada", "Ada"),
        ] {
            assert_eq!(to_latin(cyrillic), latin);
        }
    }
}
