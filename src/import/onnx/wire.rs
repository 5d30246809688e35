//! The wire format of protobuf: fields that are pulled one by one out of a window on a file.

use std::fmt::Display;
use std::io::{self, ErrorKind};

use smallvec::{SmallVec, smallvec};

use crate::diagnostics::file::FileProblem;
use crate::diagnostics::import::ImportProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Window;
use crate::text::digits::Grouped;

/// A message that is being read: a range of bytes with fields, or with a text or packed numbers.
#[derive(Debug)]
pub(super) struct Message {
    /// Where its next field begins.
    next: u64,
    /// Where it ends; `u64::MAX` if that is only known by reading on.
    end: u64,
}

impl Message {
    /// How many bytes are left of it.
    pub fn length(&self) -> u64 {
        self.end - self.next
    }
}

/// The value of a field, as far as the wire format tells it.
#[derive(Debug)]
pub(super) enum Value {
    /// An integer or a truth value.
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    /// A message, a text, bytes or packed numbers, which lie ahead. What is not read is skipped.
    Bytes(Message),
}

impl Value {
    /// How many bytes it takes, at least.
    pub fn size(&self) -> u64 {
        match self {
            Value::Varint(_) => 1,
            Value::Fixed64(_) => 8,
            Value::Fixed32(_) => 4,
            Value::Bytes(bytes) => bytes.length(),
        }
    }
}

/// The number of a field, and its value.
pub(super) type Field = (u64, Value);

/// The low 32 bits, which is what protobuf makes of a varint of type `int32`.
pub(super) fn int32(varint: u64) -> i32 {
    let [a, b, c, d, ..] = varint.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

/// Groups within each other, at most: as other readers of protobuf have it.
const GROUPS: usize = 100;

/// What to do about a file that does not hold what its kind says.
const DAMAGED: &str = "it is damaged or no ONNX model: export or download it again";

/// The fields of a file.
#[derive(Debug)]
pub(super) struct Wire<'w, 's> {
    window: &'w mut Window<'s>,
    /// Where the field begins that was read last.
    field: u64,
}

impl<'w, 's> Wire<'w, 's> {
    /// The fields of what lies ahead of a window, and the message that is all of it.
    pub fn new(window: &'w mut Window<'s>) -> (Self, Message) {
        let field = window.position();
        let whole = Message { next: field, end: window.length().unwrap_or(u64::MAX) };
        (Wire { window, field }, whole)
    }

    /// The next field of a message; `None` at its end. What was not read of the last one is skipped.
    pub fn field(&mut self, message: &mut Message) -> Result<Option<Field>> {
        loop {
            self.skip_to(message.next)?;
            self.field = message.next;
            if self.is_over(message)? {
                return Ok(None);
            }
            let key = self.key(message.end)?;
            if let (number, START) = key {
                self.skip_group(number, message.end)?;
                message.next = self.window.position();
                continue;
            }
            let value = self.value(key, message.end)?;
            message.next = match &value {
                Value::Bytes(bytes) => bytes.end,
                _ => self.window.position(),
            };
            return Ok(Some((key.0, value)));
        }
    }

    /// What `read` makes of the bytes of a text, which the caller has found to be few.
    pub fn bytes<T>(&mut self, bytes: &Message, read: impl FnOnce(&[u8]) -> T) -> Result<T> {
        let count = usize::try_from(bytes.length()).unwrap_or(usize::MAX);
        match self.window.exactly(count) {
            Ok(bytes) => Ok(read(bytes)),
            Err(error) => Err(self.unread(&error)),
        }
    }

    /// Hands over the varints of a repeated field, a single one or packed, until `each` has enough.
    pub fn varints(&mut self, value: &Value, mut each: impl FnMut(u64) -> bool) -> Result<()> {
        match value {
            Value::Varint(varint) => _ = each(*varint),
            Value::Bytes(packed) => {
                while self.window.position() < packed.end && each(self.varint(packed.end)?) {}
            }
            Value::Fixed64(_) | Value::Fixed32(_) => {}
        }
        Ok(())
    }

    /// As [`Wire::varints`], for numbers of 4 bytes each.
    pub fn fixed32s(&mut self, value: &Value, mut each: impl FnMut(u32) -> bool) -> Result<()> {
        match value {
            Value::Fixed32(bits) => _ = each(*bits),
            Value::Bytes(packed) => {
                while self.window.position() < packed.end
                    && each(u32::from_le_bytes(self.array(packed.end)?))
                {}
            }
            Value::Varint(_) | Value::Fixed64(_) => {}
        }
        Ok(())
    }

    /// As [`Wire::varints`], for numbers of 8 bytes each.
    pub fn fixed64s(&mut self, value: &Value, mut each: impl FnMut(u64) -> bool) -> Result<()> {
        match value {
            Value::Fixed64(bits) => _ = each(*bits),
            Value::Bytes(packed) => {
                while self.window.position() < packed.end
                    && each(u64::from_le_bytes(self.array(packed.end)?))
                {}
            }
            Value::Varint(_) | Value::Fixed32(_) => {}
        }
        Ok(())
    }

    /// That the file is not what it should be. `what` says of the last field what is wrong with it.
    pub fn damaged(&self, what: impl Display) -> Box<DiagnosticKind> {
        let field = Grouped(u128::from(self.field));
        let reason = format!("the field at byte {field} {what}");
        self.not_a_model(reason)
    }

    /// That the file is not what it should be, as a whole.
    pub fn not_a_model(&self, reason: String) -> Box<DiagnosticKind> {
        let path = self.window.name().to_owned();
        ImportProblem::NotAModel { path, reason, help: DAMAGED.to_owned() }.into()
    }

    /// That the last field exceeds a limit.
    pub fn exceeds(
        &self,
        what: &'static str,
        most: u64,
        help: &'static str,
    ) -> Box<DiagnosticKind> {
        let path = self.window.name().to_owned();
        ImportProblem::Limit { path, what, most, offset: self.field, help }.into()
    }

    /// Whether a message has no more fields.
    fn is_over(&mut self, message: &Message) -> Result<bool> {
        if message.end != u64::MAX {
            return Ok(message.next == message.end);
        }
        match self.window.peek(1) {
            Ok(bytes) => Ok(bytes.is_empty()),
            Err(error) => Err(self.unread(&error)),
        }
    }

    /// The number of a field and the type of its value on the wire.
    fn key(&mut self, end: u64) -> Result<(u64, u64)> {
        let key = self.varint(end)?;
        match key >> 3 {
            number @ 1..=0x1fff_ffff => Ok((number, key & 7)),
            number => Err(self.damaged(format_args!("has the number {number}"))),
        }
    }

    /// The value of a field, of a message that ends at `end`.
    fn value(&mut self, (number, wire_type): (u64, u64), end: u64) -> Result<Value> {
        match wire_type {
            0 => Ok(Value::Varint(self.varint(end)?)),
            1 => Ok(Value::Fixed64(u64::from_le_bytes(self.array(end)?))),
            2 => {
                let length = self.varint(end)?;
                let next = self.window.position();
                match next.checked_add(length).filter(|it| *it <= end) {
                    Some(end) => Ok(Value::Bytes(Message { next, end })),
                    None => Err(self.too_long(length, end)),
                }
            }
            5 => Ok(Value::Fixed32(u32::from_le_bytes(self.array(end)?))),
            _ => Err(self
                .damaged(format_args!("has the number {number} and the wrong type {wire_type}"))),
        }
    }

    /// Passes over a group, as readers do with fields that they do not know: ONNX has no groups.
    fn skip_group(&mut self, number: u64, end: u64) -> Result<()> {
        let mut open: SmallVec<[u64; 4]> = smallvec![number];
        while let Some(innermost) = open.last() {
            match (self.key(end)?, *innermost) {
                ((number, END), innermost) if number == innermost => _ = open.pop(),
                ((number, START), _) if open.len() < GROUPS => open.push(number),
                ((_, START), _) => {
                    return Err(self.damaged("has groups that are nested too deeply"));
                }
                (key, _) => {
                    if let Value::Bytes(bytes) = self.value(key, end)? {
                        self.skip_to(bytes.end)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A number in 7 bits a byte, of a message that ends at `end`.
    fn varint(&mut self, end: u64) -> Result<u64> {
        let mut varint = 0;
        for shift in (0..70).step_by(7) {
            let byte = match self.window.byte() {
                Ok(Some(byte)) => byte,
                Ok(None) => return Err(self.truncated(None)),
                Err(error) => return Err(self.unread(&error)),
            };
            varint |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return self.within(end).map(|()| varint);
            }
        }
        Err(self.damaged("has a number of more than 10 bytes"))
    }

    /// Bytes of a message that ends at `end`.
    fn array<const N: usize>(&mut self, end: u64) -> Result<[u8; N]> {
        let mut array = [0; N];
        match self.window.exactly(N) {
            Ok(bytes) => array.copy_from_slice(bytes),
            Err(error) => return Err(self.unread(&error)),
        }
        self.within(end).map(|()| array)
    }

    /// Checks that what has been read belongs to a message that ends at `end`.
    fn within(&self, end: u64) -> Result<()> {
        if self.window.position() <= end { Ok(()) } else { Err(self.beyond(end)) }
    }

    fn skip_to(&mut self, position: u64) -> Result<()> {
        let bytes = position.saturating_sub(self.window.position());
        match self.window.skip(bytes) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(self.truncated(Some(position)))
            }
            Err(error) => Err(self.unread(&error)),
        }
    }

    /// That a field of so many bytes ends after `end`, where its message or the file does.
    fn too_long(&self, length: u64, end: u64) -> Box<DiagnosticKind> {
        if end == self.window.length().unwrap_or(u64::MAX) {
            self.truncated(Some(self.window.position().saturating_add(length)))
        } else {
            self.beyond(end)
        }
    }

    fn beyond(&self, end: u64) -> Box<DiagnosticKind> {
        let end = Grouped(u128::from(end));
        self.damaged(format_args!("goes beyond the end of its message at byte {end}"))
    }

    /// That the file ends within the last field.
    fn truncated(&self, needed: Option<u64>) -> Box<DiagnosticKind> {
        let length = self.window.length().unwrap_or(self.window.position());
        let path = self.window.name().to_owned();
        ImportProblem::Truncated { path, length, needed }.into()
    }

    /// What is wrong with a file that was not read.
    fn unread(&self, error: &io::Error) -> Box<DiagnosticKind> {
        match error.kind() {
            ErrorKind::UnexpectedEof => self.truncated(None),
            reason => {
                let path = self.window.name().to_owned();
                FileProblem::Unreadable { path, reason, span: None }.into()
            }
        }
    }
}

/// The type of a key that begins a group, on the wire.
const START: u64 = 3;

/// The type of a key that ends one.
const END: u64 = 4;
