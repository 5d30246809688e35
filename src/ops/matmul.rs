//! Products of matrices: `matmul`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::join::{OPERANDS, broadcast, operands};
use super::operation::{Context, Example, Input, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::shape::JoinProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Matmul, OpKind};

pub(super) static MATMUL: Operation = Operation {
    name: "matmul",
    summary: "product of two matrices, or of stacks of them",
    doc: r"
`…`×`m`×`k` and `…`×`k`×`n` become `…`×`m`×`n`; the axes before the last two broadcast as in NumPy. A vector is a
row if it is the first and a column if it is the second, and its axis of 1 is not in the output. `ta` and `tb` take
the first or the second matrix transposed: `matmul q k tb` is the `q @ k.mT` of PyTorch.

Each output element takes k multiplications and k − 1 additions.",
    example: Example { after: "12x197x64", code: "let q = it\nmatmul q q tb; softmax; matmul q" },
    takes: Takes::Operands { numbers: false },
    rest: Some(OPERANDS),
    parameters: &[
        ParameterSpec::new(
            "ta",
            Kind::Flag,
            DefaultValue::Bool(false),
            "whether the first is transposed",
        ),
        ParameterSpec::new(
            "tb",
            Kind::Flag,
            DefaultValue::Bool(false),
            "whether the second is transposed",
        ),
    ],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let help = "a product of more is several: `matmul a b; matmul c`";
    let [first, second] = operands(context, help)?;
    let (m, k) = matrix(context, first, context.flag("ta")?, |length| (1, length))?;
    let (inner, n) = matrix(context, second, context.flag("tb")?, |length| (length, 1))?;
    if k != inner {
        return Err(inner_differs(context, [first, second], [(m, k), (inner, n)]));
    }
    let mut sizes = broadcast(context, 2)?;
    let is_matrix = |input: &Input| input.shape.rank() > 1;
    let rows = is_matrix(first).then_some(m);
    let columns = is_matrix(second).then_some(n);
    sizes.extend(rows.into_iter().chain(columns).map(u64::from));
    let output = context.new_shape(&sizes)?;
    let [m, k, n] = [m, k, n].map(u64::from);
    let count = output.elements() / (m * n);
    Ok(Inferred::new(output, OpKind::Matmul(Matmul { count, m, k, n, einsum: false })))
}

/// The last two axes, exchanged if asked; those of a vector as `vector` says.
fn matrix(
    context: &Context<'_>,
    input: &Input,
    transposed: bool,
    vector: fn(u32) -> (u32, u32),
) -> Result<(u32, u32)> {
    match input.shape.axes() {
        [.., rows, columns] if transposed => Ok((*columns, *rows)),
        [.., rows, columns] => Ok((*rows, *columns)),
        [length] => Ok(vector(*length)),
        [] => Err(context.wrong_rank_of(input, "matrices and vectors", None)),
    }
}

fn inner_differs(
    context: &Context<'_>,
    [first, second]: [&Input; 2],
    [(m, k), (inner, n)]: [(u32, u32); 2],
) -> Box<DiagnosticKind> {
    let flags = [context.flag("ta"), context.flag("tb")].map(|flag| flag.unwrap_or_default());
    let toggle = |name: &str, set: bool| match set {
        true => format!("without `{name}` the inner sizes agree"),
        false => format!("`{name}` makes the inner sizes agree"),
    };
    let help = match () {
        () if k == n => Some(toggle("tb", flags[1])),
        () if m == inner => Some(toggle("ta", flags[0])),
        () => None,
    };
    JoinProblem::MatmulInner {
        first_inner: k,
        second_inner: inner,
        span: context.name,
        formula: format!("{m}×{k} by {inner}×{n}"),
        first_origin: first.origin,
        first: first.shape,
        second_origin: second.origin,
        second: second.shape,
        help,
    }
    .into()
}

/// k multiply-accumulates for each of the c·m·n output elements.
pub fn counts<N: Numeric>(work: &Matmul) -> Counts<N> {
    let k = N::named("k", work.k);
    let y = N::named("c", work.count) * N::named("m", work.m) * N::named("n", work.n);
    let y = y.called("y");
    Counts { macs: k * y, mul: k * y, add: (k - 1) * y, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes};

    #[test]
    fn attention() {
        let q = "12x197x64";
        assert_eq!(shapes("matmul tb", &[q, q]), ["12×197×197"]);
        assert_eq!(shapes("matmul", &["12x197x197", q]), [q.replace('x', "×")]);
        assert_eq!(shapes("matmul ta", &["5x3", "5x2"]), ["3×2"]);
        // Each score is a sum of 64 products.
        let scores = 12 * 197 * 197;
        assert_eq!(figures("matmul tb", &[q, q]), [scores * 64, scores * 64, scores * 63, 0, 0, 0]);
    }

    #[test]
    fn leading_axes_broadcast() {
        assert_eq!(shapes("matmul", &["8x1x3x4", "5x4x2"]), ["8×5×3×2"]);
        assert_eq!(figures("matmul", &["8x1x3x4", "5x4x2"])[0], 40 * 3 * 4 * 2);
        let (message, _) = refusal("matmul", &["2x7x3x4", "5x4x2"]);
        assert_eq!(message, "`matmul` cannot join 2×7×3×4 with 5×4×2: axis -3 is 7 and 5");
    }

    #[test]
    fn vectors_as_in_numpy() {
        // numpy.matmul(zeros(…), zeros(…)).shape
        assert_eq!(shapes("matmul", &["3x4", "4"]), ["3"]);
        assert_eq!(shapes("matmul", &["3", "3x4"]), ["4"]);
        assert_eq!(shapes("matmul", &["4", "4"]), ["a number"]);
        assert_eq!(shapes("matmul", &["8x3x4", "4"]), ["8×3"]);
        assert_eq!(shapes("matmul", &["3", "8x3x4"]), ["8×4"]);
        assert_eq!(figures("matmul", &["3x4", "4"]), [12, 12, 9, 0, 0, 0]);
        assert_eq!(figures("matmul", &["3", "8x3x4"]), [96, 96, 64, 0, 0, 0]);
        assert!(refusal("matmul", &["3x4", "5"]).0.ends_with("not 4 and 5"));
        assert!(refusal("matmul", &["3x4", ""]).0.contains("matrices and vectors"));
    }

    #[test]
    fn inner_sizes_agree() {
        let (message, help) = refusal("matmul", &["12x197x64", "12x197x64"]);
        assert_eq!(message, "`matmul` needs equal inner sizes, not 64 and 197");
        assert_eq!(help, "`tb` makes the inner sizes agree");
        assert_eq!(refusal("matmul tb", &["3x4", "4x2"]).1, "without `tb` the inner sizes agree");
        assert_eq!(refusal("matmul", &["3x4", "5x2"]).1, "");
        assert!(refusal("matmul", &["3x4"]).0.contains("joins 2 tensors, not 1"));
    }
}
