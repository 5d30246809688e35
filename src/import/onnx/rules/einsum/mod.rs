//! `Einsum`: sums of products by an equation, of any number of operands.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Wire, text_axis};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[Rule { name: "Einsum", shapes, lower, ..Rule::BASE }];

/// The letters of a term. The axes of an ellipsis have letters of their own.
type Letters = SmallVec<[char; 6]>;

/// An equation with a letter for each axis.
#[derive(Debug)]
struct Equation {
    operands: Vec<Letters>,
    output: Letters,
    sizes: BTreeMap<char, u64>,
}

impl Equation {
    /// The equation of a node, for operands of these dims.
    fn of(node: &Node, operands: &[&[u64]]) -> Result<Self, Failure> {
        let text = node.text("equation").ok_or_else(|| Failure::invalid("it has no equation"))?;
        let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
        let text = text.replace("...", ".");
        let (left, right) = match text.split_once("->") {
            Some((left, right)) => (left, Some(right)),
            None => (text.as_str(), None),
        };
        let terms: Vec<&str> = left.split(',').collect();
        if terms.len() != operands.len() {
            return Err(Failure::invalid(format!(
                "its equation has {} operands, and it reads {}",
                terms.len(),
                operands.len()
            )));
        }
        let free = ('a'..='z').chain('A'..='Z').filter(|letter| !text.contains(*letter)).collect();
        let mut equation =
            Equation { operands: Vec::new(), output: Letters::new(), sizes: BTreeMap::new() };
        let (free, mut most): (Vec<char>, usize) = (free, 0);
        for (term, dims) in terms.iter().zip(operands) {
            let named = term.chars().filter(|letter| *letter != '.').count();
            let others = dims.len().checked_sub(named).filter(|it| *it == 0 || term.contains('.'));
            let others = others.ok_or_else(|| {
                Failure::invalid(format!("`{term}` does not fit a tensor of {} axes", dims.len()))
            })?;
            most = most.max(others);
            let letters = spread(term, others, &free)?;
            equation.measure(&letters, dims)?;
            equation.operands.push(letters);
        }
        equation.output = match right {
            Some(right) => spread(right, most, &free)?,
            None => equation.implied(left, most, &free)?,
        };
        let known = |letter: &char| equation.sizes.contains_key(letter);
        let once = |letter: &char| equation.output.iter().filter(|it| *it == letter).count() == 1;
        match equation.output.iter().all(|letter| known(letter) && once(letter)) {
            true => Ok(equation),
            false => Err(Failure::invalid("its output has a letter twice or one of no operand")),
        }
    }

    /// Notes the sizes of letters; an axis of size 1 is broadcast.
    fn measure(&mut self, letters: &[char], dims: &[u64]) -> Result<(), Failure> {
        for (letter, size) in letters.iter().zip(dims) {
            let known = self.sizes.entry(*letter).or_insert(*size);
            match (*known, *size) {
                (known, size) if known == size => {}
                (1, size) => *known = size,
                (_, 1) => {}
                (known, size) => {
                    return Err(Failure::invalid(format!("an axis is {known} and {size}")));
                }
            }
        }
        Ok(())
    }

    /// The output that is not stated: the ellipsis, and then every letter that occurs once, in alphabetical order.
    fn implied(&self, left: &str, others: usize, free: &[char]) -> Result<Letters, Failure> {
        let mut letters: Vec<char> = left.chars().filter(char::is_ascii_alphabetic).collect();
        letters.sort_unstable();
        let once = |letter: &&char| letters.iter().filter(|it| it == letter).count() == 1;
        let once: String = letters.iter().filter(once).collect();
        spread(&format!(".{once}"), others, free)
    }

    fn dims(&self, letters: &[char]) -> Dims {
        letters.iter().map(|letter| self.sizes.get(letter).copied().unwrap_or(1)).collect()
    }

    /// Whether a letter is in the output or in an operand from this one on.
    fn needed(&self, letter: char, from: usize) -> bool {
        let later = self.operands.iter().skip(from);
        self.output.contains(&letter) || later.into_iter().any(|it| it.contains(&letter))
    }
}

/// The letters of a term with letters for the axes of its ellipsis, of which there are so many.
fn spread(term: &str, others: usize, free: &[char]) -> Result<Letters, Failure> {
    let mut letters = Letters::new();
    for letter in term.chars() {
        match letter {
            '.' => letters.extend(free.iter().take(others).rev().copied()),
            letter if letter.is_ascii_alphabetic() => letters.push(letter),
            _ => return Err(Failure::invalid("its equation has something other than letters")),
        }
    }
    Ok(letters)
}

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let operands: Vec<&[u64]> =
        (0..node.node.inputs.len()).map(|at| node.dims(at)).collect::<Result<_, _>>()?;
    let equation = Equation::of(node.node, &operands)?;
    Output::new(equation.dims(&equation.output), node.dtype(0)?).only()
}

/// An operand with the letters of its axes.
#[derive(Debug)]
struct Term {
    wire: Wire,
    letters: Letters,
}

/// Operands are multiplied in pairs, from the left; what only one of them has is summed before.
fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let operands: Vec<&[u64]> =
        (0..node.inputs.len()).map(|at| lowering.dims(node, at)).collect::<Result<_, _>>()?;
    let equation = Equation::of(node, &operands)?;
    let mut terms = Vec::new();
    for at in 0..operands.len() {
        terms.push(lowering.input(node, at)?);
    }
    let batch = batch(&equation, &terms);
    let mut made: Option<Term> = None;
    for (at, wire) in terms.into_iter().enumerate() {
        let letters = equation.operands.get(at).cloned().unwrap_or_default();
        let sample = batch.and_then(|batch| letters.iter().position(|it| *it == batch));
        let wire = lowering.moved(wire, sample);
        let others = |letter: char| {
            // An axis of size 1 is left out where others have more.
            let is_whole = |(letters, dims): (&Letters, &&[u64])| {
                let place = letters.iter().position(|it| *it == letter);
                place.is_some_and(|axis| dims.get(axis) == equation.sizes.get(&letter))
            };
            let elsewhere = equation.operands.iter().zip(&operands).enumerate();
            equation.output.contains(&letter)
                || elsewhere.filter(|(other, _)| *other != at).any(|(_, term)| is_whole(term))
        };
        let term = reduced(lowering, Term { wire, letters }, &equation, others)?;
        made = Some(match made {
            None => term,
            Some(before) => {
                pair(lowering, [before, term], &equation, (at + 1, operands.len()), batch)?
            }
        });
    }
    let Some(made) = made else { return Err(Failure::invalid("it has no operand")) };
    let made = ordered(lowering, made, &equation)?;
    lowering.finish(node.output(0), made)
}

/// The letter that is the batch of every operand that has it, of size 1, and of the output.
fn batch(equation: &Equation, terms: &[Wire]) -> Option<char> {
    let mut letters = terms
        .iter()
        .zip(&equation.operands)
        .filter_map(|(wire, letters)| letters.get(wire.sample?).copied());
    let first = letters.next()?;
    let alone = |term: &Letters| term.iter().filter(|letter| **letter == first).count() < 2;
    let fits = letters.all(|letter| letter == first)
        && equation.sizes.get(&first) == Some(&1)
        && equation.output.contains(&first)
        && equation.operands.iter().all(alone);
    fits.then_some(first)
}

/// An operand of which no letter occurs twice, each has its full size, and each is needed by others.
fn reduced(
    lowering: &mut Lowering<'_>,
    mut term: Term,
    equation: &Equation,
    needed: impl Fn(char) -> bool,
) -> Result<Term, Failure> {
    while let Some((first, second)) = twice(&term.letters) {
        term = diagonal(lowering, term, first, second)?;
    }
    let stretched = |axis: usize, letter: &char| {
        term.wire.size(axis) == 1 && equation.sizes.get(letter).is_some_and(|size| *size > 1)
    };
    let kept: Vec<usize> = (0..term.letters.len())
        .filter(|axis| !term.letters.get(*axis).is_some_and(|it| stretched(*axis, it)))
        .collect();
    if kept.len() < term.letters.len() {
        let dims: Dims = kept.iter().map(|axis| term.wire.size(*axis)).collect();
        let letters = kept.iter().filter_map(|axis| term.letters.get(*axis).copied()).collect();
        term = Term { wire: lowering.reshape(term.wire, dims), letters };
    }
    let axes: SmallVec<[usize; 4]> = (0..term.letters.len())
        .filter(|axis| term.letters.get(*axis).is_some_and(|letter| !needed(*letter)))
        .collect();
    if axes.is_empty() {
        return Ok(term);
    }
    let kept = |axis: &usize| !axes.contains(axis);
    let letters: Letters = term.letters.iter().copied().filter(|letter| needed(*letter)).collect();
    let dims: Dims = (0..term.wire.rank()).filter(kept).map(|axis| term.wire.size(axis)).collect();
    let sample = term.wire.sample.map(|sample| (0..sample).filter(kept).count());
    let over: SmallVec<[i64; 4]> = axes
        .iter()
        .filter_map(|axis| i64::try_from(text_axis(*axis, term.wire.sample)?).ok())
        .collect();
    let call = lowering.call("sum").from(term.wire.var).named("axis", ArgValue::Ints(over));
    Ok(Term { wire: call.wire(dims, sample), letters })
}

/// Two axes of one letter.
fn twice(letters: &[char]) -> Option<(usize, usize)> {
    letters.iter().enumerate().find_map(|(first, letter)| {
        let second = letters.iter().skip(first + 1).position(|other| other == letter)?;
        Some((first, first + 1 + second))
    })
}

/// The diagonal of two axes of size n, as the last axis: every (n + 1)th of their n² elements.
fn diagonal(
    lowering: &mut Lowering<'_>,
    term: Term,
    first: usize,
    second: usize,
) -> Result<Term, Failure> {
    let size = term.wire.size(first);
    let kept = (0..term.letters.len()).filter(|axis| *axis != first && *axis != second);
    let order: Vec<usize> = kept.clone().chain([first, second]).collect();
    let mut letters: Letters = kept.filter_map(|axis| term.letters.get(axis).copied()).collect();
    letters.extend(term.letters.get(first).copied());
    let kept = term.wire.sample.filter(|sample| *sample != first && *sample != second);
    let whole = lowering.moved(term.wire, kept);
    let last = lowering.permute(whole, &order);
    let mut dims: Dims = last.dims.iter().copied().take(order.len() - 2).collect();
    dims.push(size * size);
    let flat = lowering.reshape(last, dims);
    let mut dims = flat.dims.clone();
    dims.iter_mut().last().into_iter().for_each(|last| *last = size);
    let axis = text_axis(flat.rank() - 1, flat.sample);
    let axis = axis.ok_or_else(|| Failure::unsupported("the diagonal of the batch"))?;
    let call = lowering.call("slice").from(flat.var).arg(0_u64).arg(size * size);
    let call = call.named("step", size + 1).named("axis", axis as u64);
    Ok(Term { wire: call.wire(dims, flat.sample), letters })
}

/// The product of two terms, summed over what nothing else needs; `(next, count)` says which operand comes next.
fn pair(
    lowering: &mut Lowering<'_>,
    [a, b]: [Term; 2],
    equation: &Equation,
    (next, count): (usize, usize),
    batch: Option<char>,
) -> Result<Term, Failure> {
    let letters: Letters = match next == count {
        true => equation.output.clone(),
        false => {
            let mut all = a.letters.clone();
            all.extend(b.letters.iter().copied().filter(|letter| !a.letters.contains(letter)));
            all.retain(|letter| equation.needed(*letter, next));
            all
        }
    };
    let (a, b) = (batched(lowering, a, batch), batched(lowering, b, batch));
    // What no operand has left, since it has size 1 in all of them, is put back by a view.
    let has = |letter: &char| a.letters.contains(letter) || b.letters.contains(letter);
    let made: Letters = letters.iter().copied().filter(has).collect();
    let text = |letters: &[char]| -> String {
        letters.iter().filter(|letter| Some(**letter) != batch).collect()
    };
    let equation_text = format!("{},{}->{}", text(&a.letters), text(&b.letters), text(&made));
    let sample = batch.and_then(|batch| made.iter().position(|letter| *letter == batch));
    let call = lowering.call("einsum").arg(a.wire.var).arg(b.wire.var);
    let call = call.named("equation", ArgValue::Text(equation_text.into()));
    Ok(Term { wire: call.wire(equation.dims(&made), sample), letters: made })
}

/// A term whose batch is the axis of this letter.
fn batched(lowering: &mut Lowering<'_>, term: Term, batch: Option<char>) -> Term {
    let sample = batch.and_then(|batch| term.letters.iter().position(|it| *it == batch));
    Term { wire: lowering.moved(term.wire, sample), letters: term.letters }
}

/// A term with its axes in the order of the output.
fn ordered(lowering: &mut Lowering<'_>, term: Term, equation: &Equation) -> Result<Wire, Failure> {
    let place = |letter: &char| term.letters.iter().position(|it| it == letter);
    let order: Option<Vec<usize>> = equation.output.iter().map(place).collect();
    let order = order.filter(|order| order.len() == term.letters.len());
    let order = order.ok_or_else(|| Failure::unsupported("an equation that repeats an axis"))?;
    Ok(lowering.permute(term.wire, &order))
}

#[cfg(test)]
mod tests;
