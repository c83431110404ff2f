//! Tags of tokens: IOB1, IOB2, IOBES and BILOU, read by one set of rules.
//!
//! The rules are those of the `conlleval` script of the CoNLL shared tasks, which the default mode of seqeval
//! follows: a mention begins at `B` and `S` (or `U`), after the end of another, and where the label changes; it ends
//! before those, at `O`, and after `E` (or `L`) and `S`. So an ill-formed sequence, such as `O I-PER`, is read as
//! what it most likely means and not dropped.

/// A tag: where in a mention its token stands, and the label of the mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    position: Position,
    label: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Outside,
    Begin,
    Inside,
    End,
    Single,
}

impl<'a> Tag<'a> {
    /// `None` where the text is no tag.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text == "O" {
            return Some(Self {
                position: Position::Outside,
                label: "",
            });
        }
        let (position, label) = text.split_once('-')?;
        let position = match position {
            "B" => Position::Begin,
            "I" => Position::Inside,
            "E" | "L" => Position::End,
            "S" | "U" => Position::Single,
            _ => return None,
        };
        (!label.is_empty()).then_some(Self { position, label })
    }

    fn starts_after(&self, previous: &Self) -> bool {
        match self.position {
            Position::Outside => false,
            Position::Begin | Position::Single => true,
            Position::Inside | Position::End => {
                matches!(
                    previous.position,
                    Position::Outside | Position::End | Position::Single
                ) || previous.label != self.label
            }
        }
    }
}

/// The mentions in the tags of a sentence: first token, last token, label.
pub(super) fn mentions<'a>(tags: &[Tag<'a>]) -> Vec<(usize, usize, &'a str)> {
    let mut mentions: Vec<(usize, usize, &str)> = Vec::new();
    let outside = Tag {
        position: Position::Outside,
        label: "",
    };
    let mut previous = &outside;
    for (index, tag) in tags.iter().enumerate() {
        if tag.starts_after(previous) {
            mentions.push((index, index, tag.label));
        } else if tag.position != Position::Outside {
            // It goes on where it neither starts nor is outside.
            if let Some(open) = mentions.last_mut() {
                open.1 = index;
            }
        }
        previous = tag;
    }
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tags: &str) -> Vec<(usize, usize, String)> {
        let tags: Vec<Tag<'_>> = tags.split(' ').map(|tag| Tag::parse(tag).unwrap()).collect();
        mentions(&tags)
            .into_iter()
            .map(|(first, last, label)| (first, last, label.to_owned()))
            .collect()
    }

    fn expect(list: &[(usize, usize, &str)]) -> Vec<(usize, usize, String)> {
        list.iter()
            .map(|&(first, last, label)| (first, last, label.to_owned()))
            .collect()
    }

    #[test]
    fn one_reading_for_every_scheme() {
        // Two persons side by side, then a place of one word.
        let expected = expect(&[(0, 1, "PER"), (2, 2, "PER"), (4, 4, "LOC")]);
        for tags in [
            "I-PER I-PER B-PER O I-LOC",
            "B-PER I-PER B-PER O B-LOC",
            "B-PER E-PER S-PER O S-LOC",
            "B-PER L-PER U-PER O U-LOC",
        ] {
            assert_eq!(read(tags), expected, "{tags}");
        }
    }

    #[test]
    fn ill_formed_tags_are_read_as_conlleval_does() {
        assert_eq!(
            read("O I-PER I-LOC I-LOC"),
            expect(&[(1, 1, "PER"), (2, 3, "LOC")])
        );
        assert_eq!(
            read("B-PER I-LOC O E-LOC I-LOC"),
            expect(&[(0, 0, "PER"), (1, 1, "LOC"), (3, 3, "LOC"), (4, 4, "LOC")])
        );
        assert!(
            ["", "B", "X-PER", "B-", "o"]
                .iter()
                .all(|tag| Tag::parse(tag).is_none())
        );
    }
}
