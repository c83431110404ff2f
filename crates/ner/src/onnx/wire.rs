//! Protocol Buffers as they stand in a file: fields of bytes that are there, nothing copied.

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Number(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
    Bytes(&'a [u8]),
}

/// The fields of a message, each with its number.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub fn of(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// The next field; `None` at the end.
    ///
    /// # Errors
    /// When the message ends within it, or its kind is not one of today's.
    pub fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, String> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = self.number()?;
        let value = match tag & 7 {
            0 => Value::Number(self.number()?),
            1 => Value::Eight(self.array()?),
            2 => {
                let length = self.number()?;
                let length = usize::try_from(length).map_err(|_| cut_off())?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Four(self.array()?),
            kind => {
                return Err(format!(
                    "it holds a field of kind {kind}, which ONNX does not use"
                ));
            }
        };
        Ok(Some((tag >> 3, value)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| cut_off())
    }

    /// A number of up to ten bytes, seven bits each, the lowest first.
    fn number(&mut self) -> Result<u64, String> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or_else(cut_off)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("it holds a number of more than 64 bits".to_owned())
    }
}

fn cut_off() -> String {
    "a part of it is said to be longer than what holds it".to_owned()
}

impl<'a> Value<'a> {
    pub fn bytes(self) -> Result<&'a [u8], String> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err("it has a number where a message should be".to_owned()),
        }
    }

    pub fn text(self) -> Result<String, String> {
        let text = std::str::from_utf8(self.bytes()?);
        text.map(str::to_owned)
            .map_err(|_| "it holds a name that is no UTF-8".to_owned())
    }

    pub fn integer(self) -> Result<i64, String> {
        match self {
            Self::Number(number) => Ok(number.cast_signed()),
            _ => Err("it has no number where one should be".to_owned()),
        }
    }

    /// Integers, one or many in a row.
    pub fn integers(self, mut add: impl FnMut(i64)) -> Result<(), String> {
        if let Self::Number(number) = self {
            add(number.cast_signed());
            return Ok(());
        }
        let mut packed = Fields::of(self.bytes()?);
        while !packed.rest.is_empty() {
            add(packed.number()?.cast_signed());
        }
        Ok(())
    }

    /// Floats of 32 bits, one or many in a row.
    pub fn floats(self, mut add: impl FnMut(f64)) -> Result<(), String> {
        if let Self::Four(bytes) = self {
            add(f64::from(f32::from_le_bytes(bytes)));
            return Ok(());
        }
        let (floats, rest) = self.bytes()?.as_chunks();
        for &bytes in floats {
            add(f64::from(f32::from_le_bytes(bytes)));
        }
        if rest.is_empty() { Ok(()) } else { Err(cut_off()) }
    }

    /// Floats of 64 bits, one or many in a row.
    pub fn doubles(self, mut add: impl FnMut(f64)) -> Result<(), String> {
        if let Self::Eight(bytes) = self {
            add(f64::from_le_bytes(bytes));
            return Ok(());
        }
        let (doubles, rest) = self.bytes()?.as_chunks();
        for &bytes in doubles {
            add(f64::from_le_bytes(bytes));
        }
        if rest.is_empty() { Ok(()) } else { Err(cut_off()) }
    }
}
