//! What differs between statements of the same structure, as parameters of a block.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tree::{Arg, Body, Callee, Expr, Hole, HoleMut, Item, Param, Place};
use super::visit;
use crate::import::call::VarId;

/// The most parameters of a block.
const PARAMS: usize = 6;

/// Statements of which a block may be made, with what may differ from others.
pub(super) struct Instance {
    holes: Vec<Content>,
    start: Option<VarId>,
}

/// What is in a hole.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content {
    /// A tensor that the statements define, by number.
    Own(usize),
    /// The tensor that they start from.
    Start,
    /// Nothing: the statements do not have what others have.
    Absent,
    Other(Hole),
}

/// The arguments of all calls of a block: a row for each, a column for each hole.
pub(super) struct Table {
    pub params: Vec<Param>,
    /// What the block has in each hole.
    inside: Vec<Option<Hole>>,
    /// The values of each parameter.
    columns: Vec<Vec<Hole>>,
    /// Whether the block names the tensor that it starts from.
    names_start: bool,
}

impl Content {
    /// The tensor that statements start from as any other.
    fn resolve(&mut self, start: Option<VarId>) {
        if let (Content::Start, Some(start)) = (*self, start) {
            *self = Content::Other(Hole::Place(Place::Var(start)));
        }
    }
}

impl Instance {
    pub(super) fn new(window: &[Item], start: Option<VarId>) -> Self {
        let mut own: HashMap<VarId, usize, RandomState> = HashMap::default();
        visit::defined(window, &mut |var| {
            let number = own.len();
            own.entry(var).or_insert(number);
        });
        let mut holes = Vec::new();
        visit::holes(&mut window.to_vec(), &mut |hole, _| {
            let content = match hole.get() {
                Hole::Place(Place::Var(var)) => match own.get(&var) {
                    Some(number) => Some(Content::Own(*number)),
                    None => (start == Some(var)).then_some(Content::Start),
                },
                _ => None,
            };
            holes.push(content.unwrap_or_else(|| Content::Other(hole.get())));
        });
        Instance { holes, start }
    }

    /// The statements of a block as a call of it runs them.
    pub(super) fn of_call(body: &[Item], args: &[Arg]) -> Option<Self> {
        let mut instance = Instance::new(body, None);
        for content in &mut instance.holes {
            if let Content::Other(hole) = content {
                *hole = substituted(*hole, |param| args.get(param)?.value.hole())?;
            }
        }
        Some(instance)
    }

    /// The same statements with others between them, which these do not have; `which` says where there are holes of others.
    pub(super) fn spread(self, which: &[bool]) -> Self {
        let mut own = self.holes.into_iter();
        let content = |absent: &bool| match absent {
            true => Some(Content::Absent),
            false => own.next(),
        };
        Instance { holes: which.iter().filter_map(content).collect(), start: self.start }
    }
}

/// What is in a hole of a block, given what its parameters are.
pub(super) fn substituted(hole: Hole, value: impl Fn(usize) -> Option<Hole>) -> Option<Hole> {
    let number = |param: usize| match value(param)? {
        Hole::Expr(expr) => Some(expr),
        Hole::Place(_) | Hole::Flag(_) | Hole::Op(_) => None,
    };
    Some(match hole {
        Hole::Expr(Expr::Times(factor, param)) => Hole::Expr(match number(param)? {
            Expr::Int(value) => Expr::Int(value.checked_mul(factor)?),
            Expr::Param(outer) => Expr::Times(factor, outer),
            Expr::Times(other, outer) => Expr::Times(factor.checked_mul(other)?, outer),
            Expr::Number(_) | Expr::Over(..) => return None,
        }),
        Hole::Expr(Expr::Over(param, divisor)) => Hole::Expr(match number(param)? {
            Expr::Int(value) => Expr::Int(value.checked_div_euclid(divisor)?),
            Expr::Param(outer) => Expr::Over(outer, divisor),
            Expr::Times(factor, outer) if factor % divisor == 0 && factor > divisor => {
                Expr::Times(factor / divisor, outer)
            }
            Expr::Number(_) | Expr::Times(..) | Expr::Over(..) => return None,
        }),
        hole => match hole.param() {
            Some(param) => {
                let value = value(param)?;
                let is_same_kind = std::mem::discriminant(&value) == std::mem::discriminant(&hole);
                return is_same_kind.then_some(value);
            }
            None => hole,
        },
    })
}

/// The table of statements of the same structure; `None` if a block would have too many parameters.
pub(super) fn table(instances: Vec<Instance>) -> Option<Table> {
    let first = instances.first()?;
    if instances.iter().any(|it| it.holes.len() != first.holes.len()) {
        return None;
    }
    let count = first.holes.len();
    let mut table = Table {
        params: Vec::new(),
        inside: vec![None; count],
        columns: Vec::new(),
        names_start: false,
    };
    // Holes that some lack come last: they make no parameter, but may follow from one.
    for partial in [false, true] {
        for at in 0..count {
            let column: Option<Vec<Content>> =
                instances.iter().map(|it| it.holes.get(at).copied()).collect();
            let mut column = column?;
            if column.contains(&Content::Absent) != partial {
                continue;
            }
            let is_start = column.iter().all(|content| *content == Content::Start);
            table.names_start |= is_start;
            if !is_start {
                for (content, instance) in column.iter_mut().zip(&instances) {
                    content.resolve(instance.start);
                }
            }
            let inside = table.inside(&column)?;
            table.inside.get_mut(at).into_iter().for_each(|place| *place = inside);
        }
    }
    Some(table)
}

impl Table {
    /// What the block has in a hole, given what is in it in each instance; the inner `None` for what is there.
    #[expect(clippy::option_option, reason = "no table, and nothing to change, are two things")]
    fn inside(&mut self, column: &[Content]) -> Option<Option<Hole>> {
        let mut present = column.iter().filter(|content| **content != Content::Absent);
        let first = present.next()?;
        let is_same = present.all(|content| content == first);
        let Content::Other(first) = first else {
            // Tensors of the statements themselves have to be the same ones.
            return is_same.then_some(None);
        };
        if is_same && is_constant(first) {
            return Some(None);
        }
        let values: Option<Vec<Option<Hole>>> = column
            .iter()
            .map(|content| match content {
                Content::Own(_) | Content::Start => None,
                Content::Absent => Some(None),
                Content::Other(hole) => Some(Some(*hole)),
            })
            .collect();
        let values = values?;
        let inside = match self.known(&values) {
            Some(inside) => inside,
            None => self.param(values.into_iter().collect::<Option<Vec<Hole>>>()?)?,
        };
        Some(Some(inside))
    }

    /// How values follow from those of a parameter, as far as there are any.
    fn known(&self, values: &[Option<Hole>]) -> Option<Hole> {
        let columns = || {
            self.columns.iter().enumerate().map(|(at, column)| {
                let present = column.iter().zip(values).filter(|(_, value)| value.is_some());
                (at, present.map(|(hole, _)| *hole).collect::<Vec<Hole>>())
            })
        };
        let values: Vec<Hole> = values.iter().flatten().copied().collect();
        if let Some((at, _)) = columns().find(|(_, column)| *column == values) {
            return of_param(values.first()?, at);
        }
        let values = numbers(&values)?;
        columns().find_map(|(at, column)| derived(&numbers(&column)?, &values, at).map(Hole::Expr))
    }

    /// A new parameter.
    fn param(&mut self, values: Vec<Hole>) -> Option<Hole> {
        let at = self.columns.len();
        let inside = of_param(values.first()?, at)?;
        let kind = |hole: &Hole| std::mem::discriminant(hole);
        let kinds = values.iter().all(|value| Some(kind(value)) == values.first().map(kind));
        if at == PARAMS || !kinds {
            return None;
        }
        self.add(false, values);
        Some(inside)
    }

    /// Statements with the parameters in their holes.
    pub(super) fn filled(&self, window: &[Item], start: Option<VarId>) -> Body {
        let mut body = window.to_vec();
        let mut inside = self.inside.iter();
        visit::holes(&mut body, &mut |hole, _| match (hole, inside.next().copied().flatten()) {
            (HoleMut::Expr(expr), Some(Hole::Expr(new))) => *expr = new,
            (HoleMut::Place(place), Some(Hole::Place(new))) => *place = new,
            (HoleMut::Op(op), Some(Hole::Op(new))) => *op = new,
            _ => {}
        });
        if let Some(start) = start.filter(|_| self.names_start) {
            body.insert(0, Item::Let(start, Body::new()));
        }
        body
    }

    /// Adds a flag: whether each call has what some have not.
    pub(super) fn add_flag(&mut self, rows: impl Iterator<Item = bool>) -> usize {
        self.add(true, rows.map(Hole::Flag).collect());
        self.params.len() - 1
    }

    fn add(&mut self, is_flag: bool, values: Vec<Hole>) {
        self.params.push(Param { name: String::new(), default: None, is_flag, default_op: None });
        self.columns.push(values);
    }

    /// The arguments of a call.
    pub(super) fn arguments(&self, row: usize) -> impl Iterator<Item = Hole> {
        self.columns.iter().filter_map(move |column| column.get(row).copied())
    }
}

/// Whether it means the same in a block as where it is.
fn is_constant(hole: &Hole) -> bool {
    match hole {
        Hole::Expr(expr) => matches!(expr, Expr::Int(_) | Expr::Number(_)),
        Hole::Op(op) => matches!(op, Callee::Op(_)),
        Hole::Flag(_) => true,
        Hole::Place(_) => false,
    }
}

/// What the block has in a hole that is a parameter; a flag of what it calls cannot be one.
fn of_param(value: &Hole, param: usize) -> Option<Hole> {
    match value {
        Hole::Expr(_) => Some(Hole::Expr(Expr::Param(param))),
        Hole::Place(_) => Some(Hole::Place(Place::Param(param))),
        Hole::Flag(_) => None,
        Hole::Op(_) => Some(Hole::Op(Callee::Param(param))),
    }
}

/// The numbers of a column that has nothing else.
fn numbers(column: &[Hole]) -> Option<Vec<Expr>> {
    let number = |hole: &Hole| match hole {
        Hole::Expr(expr) => Some(*expr),
        Hole::Place(_) | Hole::Flag(_) | Hole::Op(_) => None,
    };
    column.iter().map(number).collect()
}

/// A multiple or a part of a parameter: `4*c`, `c//2`, `k//2`.
fn derived(param: &[Expr], values: &[Expr], at: usize) -> Option<Expr> {
    let pairs = || param.iter().zip(values);
    let (from, to) = pairs().next()?;
    if let Some(factor) = factor(*from, *to).filter(|factor| *factor > 1) {
        let is_multiple = pairs().all(|(from, to)| self::factor(*from, *to) == Some(factor));
        return is_multiple.then_some(Expr::Times(factor, at));
    }
    let divisor = factor(*to, *from).filter(|divisor| *divisor > 1);
    if let Some(divisor) = divisor
        && pairs().all(|(from, to)| factor(*to, *from) == Some(divisor))
    {
        return Some(Expr::Over(at, divisor));
    }
    let is_half = |(from, to): (&Expr, &Expr)| match (from, to) {
        (Expr::Int(from @ 1..), Expr::Int(to @ 1..)) => from / 2 == *to,
        _ => false,
    };
    pairs().all(is_half).then_some(Expr::Over(at, 2))
}

/// How many times one number is another.
fn factor(one: Expr, other: Expr) -> Option<i64> {
    let (one, other) = match (one, other) {
        (Expr::Int(one), Expr::Int(other)) => (one, other),
        (Expr::Param(one), Expr::Times(factor, other)) if one == other => (1, factor),
        (Expr::Over(one, divisor), Expr::Param(other)) if one == other => (1, divisor),
        (Expr::Times(one, param), Expr::Times(other, its)) if param == its => (one, other),
        _ => return None,
    };
    (one > 0 && other > 0 && other % one == 0).then(|| other / one)
}
