//! Files, bodies and statements.

use netcost::internals::cost::{conventions, metrics};

use super::{Maker, known};

/// Braces within each other, at most.
const LEVELS: usize = 4;

/// Statements of a body, at most.
const STATEMENTS: usize = 12;

impl Maker<'_> {
    /// A whole file.
    pub(super) fn file(&mut self) {
        for _ in 0..self.bytes.below(4) {
            self.declaration();
            self.end();
        }
        self.rank = [3, 3, 3, 2, 1, 4, 3, 2][self.bytes.below(8)];
        if !self.bytes.once_in(32) {
            self.put("input ");
            let rank = self.rank;
            self.shape(rank);
            self.end();
        }
        for _ in 0..3 * STATEMENTS {
            if self.bytes.is_empty() {
                break;
            }
            self.statement();
            self.end();
        }
    }

    /// What ends a statement.
    fn end(&mut self) {
        if self.bytes.once_in(16) {
            self.any(&["; ", " # note\n", "\n\n", ";;\n", "\r\n", "\n  # é ×\n", " ;\n"]);
        } else {
            self.put("\n");
        }
    }

    /// What stands in a file's own body, mostly at its beginning.
    fn declaration(&mut self) {
        match self.bytes.below(8) {
            0 => self.block(),
            1 => self.param(),
            2 => self.function(),
            3 => {
                self.put("convention ");
                let convention = self.bytes.one(conventions::ALL).name;
                self.put(convention);
            }
            4 => self.mostly(&["batch 4", "batch 1"], &["batch 0", "batch it", "batch 2**63"]),
            5 => self.any(&["dtype f16", "dtype int8", "dtype weights=int4 activations=f16"]),
            6 => self
                .mostly(&["use \"a.net\"", "use \"b.net\""], &["use \"c.net\"", "use \"no.net\""]),
            _ => self.mostly(
                &["network \"N\"", "allow dropped-rows unused-name"],
                &["allow no-such", "device t4", "network 3"],
            ),
        }
    }

    fn block(&mut self) {
        let name = self.name();
        self.put("block ");
        self.put(&name);
        self.put("(");
        let outer = (std::mem::take(&mut self.numbers), std::mem::take(&mut self.tensors));
        for index in 0..self.bytes.below(3) {
            if index > 0 {
                self.put(", ");
            }
            let formal = self.name();
            self.put(&formal);
            if self.bytes.once_in(2) {
                self.put("=");
                self.number();
            }
            self.numbers.push(formal);
        }
        self.put(") ");
        self.body();
        (self.numbers, self.tensors) = outer;
        self.blocks.push(name);
    }

    fn param(&mut self) {
        let name = self.name();
        self.put("param ");
        self.put(&name);
        self.put(" = ");
        self.number();
        if self.bytes.once_in(3) {
            self.mostly(
                &[" in 0..1T", " in 0..9e99"],
                &[" in []", " in [\"a\"]", " in 1..0", " in 3"],
            );
        }
        self.numbers.push(name);
    }

    fn function(&mut self) {
        let name = self.name();
        self.put("fn ");
        self.put(&name);
        self.put("(v, w=2) = ");
        let outer = std::mem::replace(&mut self.numbers, vec!["v".to_owned(), "w".to_owned()]);
        self.number();
        self.numbers = outer;
        self.numbers.push(format!("{name}(3)"));
    }

    /// A statement of any body.
    fn statement(&mut self) {
        let nests = self.level < LEVELS;
        match self.bytes.below(24) {
            0..=10 => self.layer(),
            11 => self.labelled(),
            12 | 13 => self.named(),
            14 if nests => self.repeat(),
            15 if nests => self.for_each(),
            16 if nests => self.choice(),
            17 => self.append(),
            18 => self.claimed(),
            19 => self.claim(),
            20 if self.level == 0 => self.declaration(),
            21 => self.steered(),
            22 if nests => {
                self.put("add ");
                self.branch();
            }
            _ => self.layer(),
        }
    }

    fn labelled(&mut self) {
        let name = self.name();
        self.put(&name);
        if self.bytes.once_in(6) {
            self.any(&[", y", " , y, z"]);
        }
        self.put(": ");
        self.layer();
        self.tensors.push(name);
    }

    fn named(&mut self) {
        let name = self.name();
        self.put("let ");
        self.put(&name);
        self.put(" = ");
        match self.bytes.below(6) {
            0..=2 => {
                self.number();
                self.numbers.push(name);
            }
            3 => {
                self.list(false);
                self.lists.push(name);
            }
            4 => {
                self.mostly(
                    &["it"],
                    &["relu", "true", "\"s\"", "(1, 2)", "3x4", "total.macs", "()"],
                );
                self.tensors.push(name);
            }
            _ => {
                self.branch();
                self.tensors.push(name);
            }
        }
    }

    fn repeat(&mut self) {
        self.put("repeat ");
        if self.bytes.once_in(8) {
            self.any(&["10", "100", "1000", "100000", "2**40", "-1", "0.5", "it"]);
        } else {
            self.any(&["2", "1", "3", "0", "4", "it[0]//4"]);
        }
        self.put(" ");
        self.body();
    }

    fn for_each(&mut self) {
        let name = self.name();
        self.put("for ");
        let tuples = self.bytes.once_in(3);
        let pattern = if tuples { format!("({name}, s)") } else { name.clone() };
        self.put(&pattern);
        self.put(" in ");
        if !tuples && self.bytes.once_in(3) {
            self.mostly(
                &["range(3)", "range(1, 4)", "range(0)"],
                &["range(99999)", "range(2**40)"],
            );
        } else {
            self.list(tuples);
        }
        self.put(" ");
        self.numbers.push(name);
        self.body();
        self.numbers.pop();
    }

    fn choice(&mut self) {
        self.put("if ");
        self.condition();
        self.put(" ");
        self.body();
        if self.bytes.once_in(3) {
            self.put(" else if ");
            self.condition();
            self.put(" ");
            self.body();
        }
        if self.bytes.once_in(2) {
            self.any(&[" else ", "\nelse "]);
            self.body();
        }
    }

    fn append(&mut self) {
        match known(&self.lists, &mut self.bytes) {
            Some(list) => {
                self.put(&list);
                self.put(" += ");
                if self.bytes.once_in(2) { self.branch() } else { self.number() }
            }
            None => {
                self.put("let xs = ");
                self.list(false);
                self.lists.push("xs".to_owned());
            }
        }
    }

    /// A call, and the shape it is said to have.
    fn claimed(&mut self) {
        self.layer();
        self.any(&[" -> ", "  ->", "\n  -> "]);
        match self.bytes.below(16) {
            0 => self.any(&["?x?x?", "?", "8x?x?", "(it.c, ?)", "it", "64"]),
            1 => {
                let rank = self.rank;
                self.shape(rank);
            }
            _ => {
                let shape = vec!["?"; self.rank].join("x");
                self.put(&shape);
            }
        }
    }

    fn claim(&mut self) {
        self.put("assert ");
        if self.level == 0 && self.bytes.once_in(2) {
            self.put("total.");
            let metrics: Vec<_> = metrics::all().collect();
            let key = self.bytes.one(&metrics).name;
            self.put(key);
            if self.bytes.once_in(4) {
                self.any(&["(fvcore)", "(t4)", "(macs2)", "(no-such)"]);
            }
            self.mostly(&[" >= "], &[" > ", " == ", " <= "]);
            self.mostly(&["0"], &["1000", "total.macs", "320KiB", "5ms", "2*total.params", "1/0"]);
        } else {
            self.condition();
            self.mostly(&[" or true"], &["", " and 2"]);
        }
        if self.bytes.once_in(4) {
            self.put(" \"it should\"");
        }
    }

    /// What moves the current tensor and is no layer.
    fn steered(&mut self) {
        match known(&self.tensors, &mut self.bytes) {
            Some(name) => {
                self.mostly(&["from "], &["output "]);
                self.put(&name);
            }
            None => self.mostly(&["from it"], &["output it", "from x", "from [it]", "output [it]"]),
        }
    }

    /// A branch, within which names of its own are made.
    pub(super) fn branch(&mut self) {
        let rank = self.rank;
        self.body();
        self.rank = rank;
    }

    /// Statements in braces.
    fn body(&mut self) {
        let names = (self.numbers.len(), self.tensors.len(), self.lists.len());
        self.any(&["{ ", "{\n", "{ ", "{"]);
        self.level += 1;
        if self.level > LEVELS || self.bytes.is_empty() {
            self.put("relu");
        } else {
            for index in 0..=self.bytes.below(3) {
                if index > 0 {
                    self.any(&["; ", "\n"]);
                }
                self.statement();
            }
        }
        self.level -= 1;
        self.any(&[" }", "\n}", " }", "}"]);
        self.numbers.truncate(names.0);
        self.tensors.truncate(names.1);
        self.lists.truncate(names.2);
    }
}
