//! The cases of `cases.jsonl`, which `cases.py` has from ONNX: each run by the functions of values.

use serde_json::{Map, Value as Json};

use super::super::order::Unique;
use super::super::*;
use crate::import::dims::{Dims, axis as axis_of};
use crate::import::element::ElementType;

/// Functions whose last digit may differ between libraries, and sums of which the order is not fixed.
const ROUNDED: [&str; 21] = [
    "Exp",
    "Log",
    "Sin",
    "Cos",
    "Tan",
    "Asin",
    "Acos",
    "Atan",
    "Sinh",
    "Cosh",
    "Tanh",
    "Asinh",
    "Acosh",
    "Atanh",
    "Erf",
    "Sigmoid",
    "Softplus",
    "Pow",
    "ReduceL2",
    "ReduceLogSum",
    "ReduceLogSumExp",
];

#[derive(Clone, Debug)]
struct Tensor {
    ty: ElementType,
    value: Value,
}

fn element(name: &str) -> ElementType {
    match name {
        "float64" => ElementType::F64,
        "float32" => ElementType::F32,
        "float16" => ElementType::F16,
        "int64" => ElementType::Int64,
        "int32" => ElementType::Int32,
        "int16" => ElementType::Int16,
        "int8" => ElementType::Int8,
        "uint64" => ElementType::UInt64,
        "uint32" => ElementType::UInt32,
        "uint16" => ElementType::UInt16,
        "uint8" => ElementType::UInt8,
        "bool" => ElementType::Bool,
        _ => panic!("type {name}"),
    }
}

/// The type of a number in the ONNX format.
fn numbered(number: i64) -> ElementType {
    let names = [
        (1, "float32"),
        (2, "uint8"),
        (3, "int8"),
        (6, "int32"),
        (7, "int64"),
        (9, "bool"),
        (10, "float16"),
        (11, "float64"),
    ];
    element(names.iter().find(|(it, _)| *it == number).expect("a type").1)
}

fn tensor(json: &Json) -> Option<Tensor> {
    let [ty, dims, items] = json.as_array()?.as_slice() else { panic!("{json}") };
    let ty = element(ty.as_str().unwrap());
    let dims: Dims = dims.as_array().unwrap().iter().map(|size| size.as_u64().unwrap()).collect();
    let items = items.as_array().unwrap();
    let float =
        |item: &Json| item.as_f64().unwrap_or_else(|| item.as_str().unwrap().parse().unwrap());
    let data = if ty.is_float() {
        Data::Floats(items.iter().map(float).collect())
    } else {
        Data::Ints(items.iter().map(|item| item.as_i64().unwrap()).collect())
    };
    Some(Tensor { ty, value: Value::new(dims, data).unwrap() })
}

/// A case: the operator on its inputs.
struct Case {
    op: String,
    attributes: Map<String, Json>,
    inputs: Vec<Option<Tensor>>,
    outputs: usize,
}

impl Case {
    fn int(&self, name: &str, otherwise: i64) -> i64 {
        self.attributes.get(name).map_or(otherwise, |it| it.as_i64().unwrap())
    }

    fn is_set(&self, name: &str, otherwise: bool) -> bool {
        self.int(name, i64::from(otherwise)) != 0
    }

    fn text(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", |it| it.as_str().unwrap())
    }

    fn input(&self, at: usize) -> Option<&Value> {
        Some(&self.inputs.get(at)?.as_ref()?.value)
    }

    fn ints(&self, at: usize) -> Option<Vec<i64>> {
        self.input(at)?.to_ints()
    }

    fn sizes(&self, at: usize) -> Option<Vec<u64>> {
        self.ints(at)?.into_iter().map(|it| u64::try_from(it).ok()).collect()
    }

    fn axis(&self, otherwise: i64) -> Option<usize> {
        axis_of(self.int("axis", otherwise), self.input(0)?.rank())
    }

    fn axes(&self, at: usize) -> Option<Vec<usize>> {
        let rank = self.input(0)?.rank();
        match self.ints(at) {
            Some(axes) if !axes.is_empty() => {
                axes.into_iter().map(|it| axis_of(it, rank)).collect()
            }
            _ if self.is_set("noop_with_empty_axes", false) => Some(Vec::new()),
            _ => Some((0..rank).collect()),
        }
    }

    /// The outputs; `None` if they are not known.
    fn run(&self) -> Option<Vec<Value>> {
        let x = self.input(0)?;
        let ty = self.inputs[0].as_ref()?.ty;
        if let Some(op) = self.unary() {
            return Some(vec![x.unary(op, ty)?]);
        }
        if let Some(op) = self.binary() {
            let mut others = self.inputs[1..].iter().flatten();
            return Some(vec![
                others.try_fold(x.clone(), |x, other| x.binary(op, &other.value, ty))?,
            ]);
        }
        if let Some(op) = self.op.strip_prefix("Reduce").map(reduction) {
            return Some(vec![x.reduce(op, &self.axes(1)?, self.is_set("keepdims", true), ty)?]);
        }
        match self.op.as_str() {
            "Split" => x.split(self.axis(0)?, &self.parts()?),
            "TopK" => {
                let k = u64::try_from(self.input(1)?.single_int()?).ok()?;
                let (values, places) = x.topk(k, self.axis(-1)?, self.is_set("largest", true))?;
                Some(vec![values, places])
            }
            "Unique" => {
                let axis = self.attributes.contains_key("axis").then(|| self.axis(0).unwrap());
                let Unique { values, first, inverse, counts } =
                    x.unique(axis, self.is_set("sorted", true))?;
                Some(vec![values, first, inverse, counts])
            }
            _ => Some(vec![
                self.moved(x).or_else(|| self.indexed(x, ty)).or_else(|| self.made(x, ty))?,
            ]),
        }
    }

    fn unary(&self) -> Option<Unary> {
        use Unary::*;
        let all = [
            Abs, Neg, Sign, Relu, Floor, Ceil, Round, Sqrt, Reciprocal, Exp, Log, Sin, Cos, Tan,
            Asin, Acos, Atan, Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Erf, Sigmoid, Softplus,
            Softsign, Not, BitwiseNot,
        ];
        match self.op.as_str() {
            "IsNaN" => Some(IsNan),
            "IsInf" => {
                let detects = |sign| self.is_set(&format!("detect_{sign}"), true);
                Some(IsInf { negative: detects("negative"), positive: detects("positive") })
            }
            name => all.into_iter().find(|op| format!("{op:?}") == name),
        }
    }

    fn binary(&self) -> Option<Binary> {
        use Binary::*;
        let all = [
            Add,
            Sub,
            Mul,
            Div,
            Pow,
            Min,
            Max,
            And,
            Or,
            Xor,
            Equal,
            Less,
            LessOrEqual,
            Greater,
            GreaterOrEqual,
            BitwiseAnd,
            BitwiseOr,
            BitwiseXor,
        ];
        match self.op.as_str() {
            "Mod" => Some(if self.is_set("fmod", false) { Fmod } else { Mod }),
            "BitShift" => {
                Some(if self.text("direction") == "LEFT" { ShiftLeft } else { ShiftRight })
            }
            name => all.into_iter().find(|op| format!("{op:?}") == name),
        }
    }

    /// The sizes of parts, or as many equal ones as there are outputs.
    fn parts(&self) -> Option<Vec<u64>> {
        self.sizes(1).or_else(|| {
            let size = self.input(0)?.dims[self.axis(0)?];
            let each = size.div_ceil(self.outputs as u64);
            Some((0..self.outputs as u64).map(|at| each.min(size - each * at)).collect())
        })
    }

    fn moved(&self, x: &Value) -> Option<Value> {
        match self.op.as_str() {
            "Where" => Value::choose(x, self.input(1)?, self.input(2)?),
            "Transpose" => {
                let order = self.attributes.get("perm").map(|it| {
                    it.as_array()
                        .unwrap()
                        .iter()
                        .map(|axis| axis.as_u64().unwrap() as usize)
                        .collect()
                });
                x.transpose(&order.unwrap_or_else(|| (0..x.rank()).rev().collect::<Vec<_>>()))
            }
            "Slice" => {
                let (starts, ends) = (self.ints(1)?, self.ints(2)?);
                let axes = self.ints(3).unwrap_or_else(|| (0..).take(starts.len()).collect());
                let steps = self.ints(4).unwrap_or_else(|| vec![1; starts.len()]);
                let ranges = axes.iter().enumerate().map(|(at, axis)| {
                    let axis = axis_of(*axis, x.rank())?;
                    SliceRange::new(axis, x.dims[axis], (starts[at], ends[at]), steps[at])
                });
                x.slice(&ranges.collect::<Option<Vec<_>>>()?)
            }
            "Expand" => x.expand(&self.sizes(1)?),
            "Tile" => x.tile(&self.sizes(1)?),
            "Pad" => {
                let (pads, axes) = (self.ints(1)?, self.axes(3)?);
                let mut all = vec![(0, 0); x.rank()];
                for (at, axis) in axes.iter().enumerate() {
                    all[*axis] = (pads[at], pads[at + axes.len()]);
                }
                x.pad(
                    &all,
                    &match self.text("mode") {
                        "edge" => Padding::Edge,
                        "reflect" => Padding::Reflect,
                        "wrap" => Padding::Wrap,
                        _ => Padding::Constant(
                            self.input(2).cloned().unwrap_or_else(|| Value::int(0)),
                        ),
                    },
                )
            }
            "Concat" => {
                let values = self.inputs.iter().flatten().map(|it| &it.value).collect::<Vec<_>>();
                Value::concat(&values, self.axis(0)?)
            }
            _ => None,
        }
    }

    fn indexed(&self, x: &Value, ty: ElementType) -> Option<Value> {
        let reduction = match self.text("reduction") {
            "add" => Reduction::Add,
            "mul" => Reduction::Mul,
            "min" => Reduction::Min,
            "max" => Reduction::Max,
            _ => Reduction::None,
        };
        match self.op.as_str() {
            "Gather" => x.gather(self.axis(0)?, self.input(1)?),
            "GatherElements" => x.gather_elements(self.axis(0)?, self.input(1)?),
            "GatherND" => x.gather_nd(self.input(1)?, self.int("batch_dims", 0) as usize),
            "Compress" => {
                let axis = self.attributes.contains_key("axis").then(|| self.axis(0).unwrap());
                x.compress(self.input(1)?, axis)
            }
            "ScatterElements" => {
                x.scatter_elements(self.axis(0)?, self.input(1)?, self.input(2)?, reduction, ty)
            }
            "ScatterND" => x.scatter_nd(self.input(1)?, self.input(2)?, reduction, ty),
            _ => None,
        }
    }

    fn made(&self, x: &Value, ty: ElementType) -> Option<Value> {
        let (exclusive, reverse) = (self.is_set("exclusive", false), self.is_set("reverse", false));
        let (keepdims, last) =
            (self.is_set("keepdims", true), self.is_set("select_last_index", false));
        let along = || axis_of(self.input(1)?.single_int()?, x.rank());
        match self.op.as_str() {
            "Cast" => x.cast(numbered(self.int("to", 1))),
            "ArgMax" => x.arg(Extreme::Max, self.axis(0)?, keepdims, last),
            "ArgMin" => x.arg(Extreme::Min, self.axis(0)?, keepdims, last),
            "CumSum" => x.cumsum(along()?, exclusive, reverse, ty),
            "CumProd" => x.cumprod(along()?, exclusive, reverse, ty),
            "Range" => Value::range(x, self.input(1)?, self.input(2)?, ty),
            "OneHot" => {
                let depth =
                    u64::try_from(self.input(1)?.cast(ElementType::Int64)?.single_int()?).ok()?;
                x.one_hot(depth, self.input(2)?, axis_of(self.int("axis", -1), x.rank() + 1)?)
            }
            "Trilu" => x.trilu(
                self.is_set("upper", true),
                self.input(1).map_or(Some(0), Value::single_int)?,
            ),
            "EyeLike" => {
                let to =
                    self.attributes.get("dtype").map_or(ty, |it| numbered(it.as_i64().unwrap()));
                Value::eye(x.dims[0], x.dims[1], self.int("k", 0), to)
            }
            "NonZero" => x.nonzero(),
            _ => None,
        }
    }
}

fn reduction(name: &str) -> Reduce {
    use Reduce::*;
    let all = [Sum, Prod, Max, Min, Mean, SumSquare, L1, L2, LogSum, LogSumExp];
    all.into_iter().find(|op| format!("{op:?}") == name).unwrap()
}

/// Whether two floats are the same number: to the last digit but some, if `rounded`.
fn same(a: f64, b: f64, ty: ElementType, rounded: bool) -> bool {
    let digit = match ty {
        ElementType::F64 => f64::EPSILON,
        ElementType::F16 => 2_f64.powi(-10),
        _ => f64::from(f32::EPSILON),
    };
    a == b || a.is_nan() && b.is_nan() || rounded && (a - b).abs() <= 4.0 * digit * b.abs()
}

/// What a case shows, if it is wrong.
fn wrong(line: &str) -> Option<String> {
    let json: Json = serde_json::from_str(line).unwrap();
    let op = json[0].as_str().unwrap().to_owned();
    let expected =
        json[3].as_array().unwrap().iter().map(|it| tensor(it).unwrap()).collect::<Vec<_>>();
    let case = Case {
        attributes: json[1].as_object().unwrap().clone(),
        inputs: json[2].as_array().unwrap().iter().map(tensor).collect(),
        outputs: expected.len(),
        op,
    };
    let Some(found) = case.run() else { return Some("unknown".to_owned()) };
    let is_rounded = ROUNDED.contains(&case.op.as_str());
    let fits = |(found, expected): (&Value, &Tensor)| {
        found.dims == expected.value.dims
            && match (&found.data, &expected.value.data) {
                (Data::Ints(found), Data::Ints(expected)) => found == expected,
                (Data::Floats(found), Data::Floats(wanted)) => {
                    found.iter().zip(wanted).all(|(a, b)| same(*a, *b, expected.ty, is_rounded))
                }
                _ => false,
            }
    };
    let right = found.len() == expected.len() && found.iter().zip(&expected).all(fits);
    (!right).then(|| format!("{found:?}"))
}

#[test]
fn values_are_those_of_onnx() {
    let lines = include_str!("cases.jsonl").lines();
    let wrong = lines.clone().filter_map(|line| Some(format!("{line}\n  {}", wrong(line)?)));
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.count(), wrong.join("\n"));
}
