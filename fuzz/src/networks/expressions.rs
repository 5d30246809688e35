//! Expressions.

use netcost::internals::value::functions::FUNCTIONS;

use super::{Maker, known};

/// Brackets within each other, at most.
const DEPTH: usize = 4;

/// Sizes, of which small ones come most often; the last are too large for some use.
const SIZES: [&str; 16] =
    ["8", "1", "2", "3", "4", "16", "32", "64", "7", "10", "96", "256", "0", "65536", "2G", "8T"];

impl Maker<'_> {
    /// A size that mostly fits.
    pub(super) fn size(&mut self) {
        let most = if self.bytes.once_in(8) { SIZES.len() } else { 10 };
        self.any(&SIZES[..most]);
    }

    /// An expression that yields a number, without blanks outside of brackets.
    pub(super) fn number(&mut self) {
        if self.depth >= DEPTH || self.bytes.is_empty() {
            return self.size();
        }
        self.depth += 1;
        match self.bytes.below(16) {
            0..=6 => self.size(),
            7 => self.name_of_a_number(),
            8 => self.any(&["it.c", "it.h", "it[-1]", "it[0]", "it.w//2", "it.rank"]),
            9 => self.chain(),
            10 => self.in_brackets(Self::number),
            11 => self.call(),
            12 => self.conditional(),
            13 => self.any(&["-1", "-2", "--3", "2**3", "7%4", "0.5", "1e3", "1_000", "5M", "0.1"]),
            14 => self.part_of_a_list(),
            _ => self.huge(),
        }
        self.depth -= 1;
    }

    fn name_of_a_number(&mut self) {
        match known(&self.numbers, &mut self.bytes) {
            Some(name) => self.put(&name),
            None => self.size(),
        }
    }

    fn part_of_a_list(&mut self) {
        match known(&self.lists, &mut self.bytes) {
            Some(name) => {
                self.put(&name);
                self.any(&["[0]", "[-1]", "[1]", "[n]"]);
            }
            None => self.any(&["len([1, 2])", "[4, 8][1]", "(3, 5)[0]", "3x4[0]", "sum([1, 2])"]),
        }
    }

    fn chain(&mut self) {
        self.number();
        for _ in 0..=self.bytes.below(2) {
            self.any(&["+", "*", "//", "-", "%", "/", "**"]);
            self.number();
        }
    }

    fn in_brackets(&mut self, inner: impl FnOnce(&mut Self)) {
        self.put("(");
        inner(self);
        self.put(")");
    }

    fn call(&mut self) {
        let function = self.bytes.one(&FUNCTIONS);
        self.put(function.name);
        self.in_brackets(|maker| {
            maker.number();
            if maker.bytes.once_in(3) {
                maker.put(", ");
                maker.number();
            }
        });
    }

    fn conditional(&mut self) {
        self.in_brackets(|maker| {
            maker.put("if ");
            maker.condition();
            maker.put(" then ");
            maker.number();
            maker.put(" else ");
            maker.number();
        });
    }

    /// A number whose digits, exponent or unit are more than most expect.
    fn huge(&mut self) {
        match self.bytes.below(4) {
            0 => {
                self.any(&["1e308", "9e9999", "2**126", "10**38", "1e-400", "0.1e1", "1KiB", "5ms"])
            }
            1 => {
                let number: u64 = self.bytes.next();
                self.put(&number.to_string());
            }
            2 => {
                let digits = "9".repeat(self.bytes.below(48) + 1);
                self.put(&digits);
            }
            _ => self.any(&["4294967295", "4294967296", "18446744073709551615", "2**64", "2**127"]),
        }
    }

    /// An expression that yields true or false.
    pub(super) fn condition(&mut self) {
        match self.bytes.below(6) {
            0 | 1 => self.any(&["true", "false"]),
            2 if self.depth < DEPTH => {
                self.put("not ");
                self.in_brackets(Self::condition);
            }
            3 if self.depth < DEPTH => {
                self.depth += 1;
                self.condition();
                self.any(&[" and ", " or "]);
                self.condition();
                self.depth -= 1;
            }
            _ => {
                self.number();
                self.any(&[" == ", " < ", ">=", " != ", " > ", "<="]);
                self.number();
            }
        }
    }

    /// A list, now and then of tuples.
    pub(super) fn list(&mut self, tuples: bool) {
        self.put("[");
        for index in 0..self.bytes.below(4) {
            if index > 0 {
                self.any(&[", ", ",", "\n", " # note\n"]);
            }
            if tuples {
                self.in_brackets(|maker| {
                    maker.number();
                    maker.put(", ");
                    maker.number();
                });
            } else {
                self.number();
            }
        }
        self.put("]");
    }

    /// A shape of about so many axes.
    pub(super) fn shape(&mut self, rank: usize) {
        match self.bytes.below(8) {
            0..=5 => {
                for axis in 0..rank {
                    if axis > 0 {
                        self.put("x");
                    }
                    self.any(&["8", "3", "32", "1", "16", "64", "28", "7", "224"]);
                }
            }
            6 => self.in_brackets(|maker| {
                for _ in 0..rank {
                    maker.number();
                    maker.put(", ");
                }
            }),
            _ => self.number(),
        }
    }
}
