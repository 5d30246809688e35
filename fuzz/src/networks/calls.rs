//! Calls of operations and blocks.

use netcost::internals::ops::{self, DefaultValue, Kind, Operation, ParameterSpec, Takes};

use super::{Maker, known};

/// Calls that hardly change the shape, and fit any of a rank.
const OF_ONE_AXIS: [&str; 8] =
    ["relu", "fc 10", "linear 8", "dropout 0.5", "softmax", "ln", "bn", "sigmoid"];
const OF_TWO_AXES: [&str; 12] = [
    "ln",
    "linear 16",
    "gelu",
    "attention 1",
    "mlp",
    "encoder 1",
    "transpose",
    "softmax",
    "swiglu 8",
    "matmul it tb",
    "mean 0",
    "lstm 8",
];
const OF_THREE_AXES: [&str; 20] = [
    "relu",
    "bn",
    "conv 8 k3 p1",
    "conv it.c k1",
    "pool 2 1",
    "dwconv 3 p1",
    "gap",
    "flatten",
    "fc 4",
    "basic 8",
    "bottleneck 4",
    "inverted 8",
    "se 2",
    "upsample 2",
    "avgpool 3 1 p1",
    "silu",
    "lrn",
    "dsconv 8",
    "concat it it",
    "split 2",
];

/// The standard blocks.
const PRELUDE: &str = include_str!("../../../src/bundled/prelude.net");

impl Maker<'_> {
    /// A call that fits most likely, or any.
    pub(super) fn layer(&mut self) {
        match self.bytes.below(8) {
            0..=2 => self.fitting(),
            4 => self.own_block(),
            5 => self.join(),
            6 if self.bytes.once_in(2) => {
                let all: Vec<_> = ops::all().collect();
                let operation = *self.bytes.one(&all);
                self.operation(operation);
            }
            7 if self.bytes.once_in(2) => self.standard_block(),
            _ => self.fitting(),
        }
    }

    fn fitting(&mut self) {
        let calls: &[&str] = match self.rank {
            1 => &OF_ONE_AXIS,
            2 => &OF_TWO_AXES,
            _ => &OF_THREE_AXES,
        };
        let call = *self.bytes.one(calls);
        if matches!(call, "fc 4" | "flatten" | "mean 0") {
            self.rank = 1;
        }
        self.put(call);
    }

    fn own_block(&mut self) {
        match known(&self.blocks, &mut self.bytes) {
            Some(block) => {
                self.put(&block);
                for _ in 0..self.bytes.below(3) {
                    self.gap();
                    self.number();
                }
            }
            None => self.fitting(),
        }
    }

    fn standard_block(&mut self) {
        let blocks: Vec<_> = PRELUDE
            .lines()
            .filter_map(|line| line.strip_prefix("block ")?.split_once('('))
            .collect();
        let (name, formals) = *self.bytes.one(&blocks);
        self.put(name);
        self.gap();
        self.number();
        if self.bytes.once_in(3) {
            let names: Vec<_> =
                formals.split(", ").filter_map(|formal| formal.split_once('=')).collect();
            let name = self.bytes.one(&names).0;
            self.gap();
            self.put(name);
            self.put("=");
            if name == "act" {
                self.any(&["gelu", "relu", "identity", "silu"]);
            } else {
                self.number();
            }
        }
    }

    fn join(&mut self) {
        self.mostly(&["add", "concat", "mul", "maximum", "sub"], &["stack", "matmul", "div"]);
        for _ in 0..=self.bytes.below(2) {
            self.gap();
            self.operand();
        }
    }

    fn operand(&mut self) {
        match (self.bytes.below(5), known(&self.tensors, &mut self.bytes)) {
            (0, _) => self.put("it"),
            (1, Some(name)) => self.put(&name),
            (2, _) if self.bytes.once_in(4) => self.number(),
            _ => self.branch(),
        }
    }

    /// A call of an operation, its arguments by what its parameters take.
    fn operation(&mut self, operation: &'static Operation) {
        let mut names = vec![operation.name];
        names.extend(operation.aliases);
        self.any(&names);
        if let Takes::Operands { .. } | Takes::Names = operation.takes {
            for _ in 0..=self.bytes.below(2) {
                self.gap();
                self.operand();
            }
        }
        for parameter in operation.parameters {
            let required = parameter.default == DefaultValue::Required;
            if required || self.bytes.once_in(4) {
                self.gap();
                self.argument(parameter, required);
            }
        }
    }

    fn argument(&mut self, parameter: &ParameterSpec, required: bool) {
        if parameter.kind == Kind::Flag && self.bytes.once_in(2) {
            self.any(&["", "no"]);
            return self.put(parameter.name);
        }
        let short = matches!(parameter.kind, Kind::Integer(_) | Kind::Spatial(_) | Kind::Padding);
        let mut names = vec![parameter.name];
        names.extend(parameter.aliases);
        match self.bytes.below(4) {
            0 | 1 if required => {}
            2 if short => {
                self.put(parameter.name);
                return self.any(&["1", "3", "2", "0", "1x3", "7"]);
            }
            _ => {
                self.any(&names);
                self.put("=");
            }
        }
        self.value(parameter);
    }

    /// A value that a parameter mostly takes.
    fn value(&mut self, parameter: &ParameterSpec) {
        let words = parameter.words;
        if !words.is_empty() && (parameter.kind == Kind::Word || self.bytes.once_in(2)) {
            return self.any(words);
        }
        match parameter.kind {
            Kind::Flag => self.condition_without_blanks(),
            Kind::Integer(_) => self.number(),
            Kind::Number => self.any(&["0.1", "1", "1e-5", "0.5", "-1", "0", "it.c", "1e300"]),
            Kind::Spatial(_) | Kind::Padding | Kind::Pair | Kind::Size | Kind::Factor => match self
                .bytes
                .below(4)
            {
                0 | 1 => self.number(),
                2 => self.any(&["3x3", "(1, 2)", "1x1", "(2, 2, 2)", "(0, 3)", "2x1x1"]),
                _ => self.any(&["((0, 1), (0, 1))", "((1, 2),)", "(1,)", "0.5", "(0.5, 2)", "it"]),
            },
            Kind::Shape => {
                let rank = self.rank;
                self.shape(rank);
            }
            Kind::Axis | Kind::Axes | Kind::Integers => {
                self.any(&["0", "-1", "1", "(0, 1)", "2", "(1, 2)", "-2", "(2, 0, 1)", "9", "()"]);
            }
            Kind::Text => self.any(&["\"text\"", "\"\"", "\"é×\"", "f16"]),
            Kind::Tensor => self.operand(),
            Kind::Word => self.name_or_number(),
        }
    }

    fn condition_without_blanks(&mut self) {
        self.any(&["true", "false", "(1 == 2)", "it.c>2"]);
    }

    fn name_or_number(&mut self) {
        let name = self.name();
        self.put(&name);
    }
}
