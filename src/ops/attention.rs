//! Fused scaled dot-product attention: `sdpa`.

use super::context::Division;
use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::join::{OPERANDS, operands};
use super::operation::{Context, Example, Input, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Attention, OpKind};
use crate::tensor::Shape;

/// A number of heads, or that the tensors have an axis of them.
const fn heads(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec::new(name, Kind::Integer(1), DefaultValue::Absent("none"), doc).words(&["none"])
}

pub(super) static SDPA: Operation = Operation {
    name: "sdpa",
    aliases: &["scaleddotproductattention", "scaled_dot_product_attention"],
    summary: "fused attention: softmax(q·kᵀ / √d)·v",
    doc: r"
The operands are q, k and v: `H`×`T`×`d`, `H_kv`×`S`×`d` and `H_kv`×`S`×`e` become `H`×`T`×`e`. Two axes mean a single
head; further axes before the heads are equal in all three. With `heads=`, the operands are `T`×`H·d` and so on, and the
output is `T`×`H·e`; `kvheads=` is `H_kv`, by default `H`. Each head of k and v is used by `H / H_kv` heads of q, like
PyTorch's `scaled_dot_product_attention` with `enable_gqa`.

A query attends to every key; with `causal` to no later key, both counted from the first, as in PyTorch; with
`window=w` only to keys at a distance below w. Only these pairs of a query and a key are counted, as in kernels that skip
masked pairs. `mask=` is added to the scores and does not reduce the pairs.

Each pair and head takes d + e multiply-accumulates, a multiplication for the scale, an addition for a mask, and the
operations of a [`softmax`](#softmax) over the pairs of its query. The scores are neither written nor read.",
    example: Example {
        after: "197x768",
        code: "linear 2304\nq, k, v: split 3 axis=1\nsdpa q k v heads=12",
    },
    takes: Takes::Operands { numbers: false },
    rest: Some(OPERANDS),
    parameters: &[
        heads("heads", "the number of heads in the last axis of q").also(&["num_heads"]),
        heads("kvheads", "the number of heads in the last axes of k and v; by default that of q"),
        ParameterSpec::new(
            "causal",
            Kind::Flag,
            DefaultValue::Bool(false),
            "whether a query attends to no later key",
        )
        .also(&["is_causal"]),
        ParameterSpec::new(
            "window",
            Kind::Integer(1),
            DefaultValue::Absent("none"),
            "the distance from a query at which keys are left out",
        )
        .words(&["none"]),
        ParameterSpec::new(
            "mask",
            Kind::Tensor,
            DefaultValue::Absent("none"),
            "a tensor that is added to the scores",
        )
        .also(&["attn_mask"])
        .words(&["none"]),
    ],
    infer: apply,
    ..Operation::BASE
};

/// The sizes of an operand: axes before the heads, heads, positions and features.
struct Heads {
    leading: Vec<u32>,
    heads: u32,
    positions: u32,
    features: u32,
}

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let inputs: &[Input; 3] = operands(context, "queries, keys and values, as in `sdpa q k v`")?;
    let heads = optional(context, "heads")?;
    let key_heads = optional(context, "kvheads")?.or(heads);
    let q = read(context, &inputs[0], ("heads", heads))?;
    let k = read(context, &inputs[1], ("kvheads", key_heads))?;
    let v = read(context, &inputs[2], ("kvheads", key_heads))?;
    let mask = context.tensors("mask");
    check(context, [&q, &k, &v])?;
    let (queries, keys) = (q.positions, k.positions);
    let window = optional(context, "window")?;
    let seen = Seen { queries, keys, causal: context.flag("causal")?, window };
    if let Some(mask) = mask.first() {
        check_mask(context, mask.shape, [q.heads, queries, keys])?;
    }
    let leading: u64 = q.leading.iter().map(|size| u64::from(*size)).product();
    let work = Attention {
        heads: leading * u64::from(q.heads),
        queries,
        keys,
        features: q.features,
        values: v.features,
        pairs: seen.pairs(),
        rows: seen.rows(),
        mask: !mask.is_empty(),
        skips: seen.causal || window.is_some(),
    };
    let mut sizes: Vec<u64> = q.leading.iter().map(|size| u64::from(*size)).collect();
    match heads {
        Some(heads) => sizes.extend([queries.into(), u64::from(heads) * u64::from(v.features)]),
        None if context.input()?.shape.rank() < 3 => {
            sizes.extend([queries, v.features].map(u64::from))
        }
        None => sizes.extend([q.heads, queries, v.features].map(u64::from)),
    }
    Ok(Inferred::new(context.new_shape(&sizes)?, OpKind::Attention(work)))
}

fn optional(context: &Context<'_>, name: &str) -> Result<Option<u32>> {
    context.given(name).map(|_| context.count(name)).transpose()
}

/// An operand with its heads on an axis of their own, or as parts of the last one, so many as a parameter
/// says.
fn read(
    context: &Context<'_>,
    input: &Input,
    (parameter, heads): (&'static str, Option<u32>),
) -> Result<Heads> {
    let axes = input.shape.axes();
    let split = match (heads, axes) {
        (Some(heads), [leading @ .., positions, features]) => {
            if !features.is_multiple_of(heads) {
                return Err(context.not_divisible(&Division {
                    parameter,
                    parts: heads.into(),
                    part: "heads",
                    whole: u64::from(*features),
                    what: "features",
                    fits: Some(u64::from(*features)),
                }));
            }
            Some((leading, heads, positions, features / heads))
        }
        (None, [leading @ .., heads, positions, features]) => {
            Some((leading, *heads, positions, *features))
        }
        (None, [positions, features]) => Some((Default::default(), 1, positions, *features)),
        _ => None,
    };
    let Some((leading, heads, positions, features)) = split else {
        let expected = "positions × features, and heads before them";
        return Err(context.wrong_rank_of(input, expected, None));
    };
    Ok(Heads { leading: leading.to_vec(), heads, positions: *positions, features })
}

/// Refuses operands that do not belong together.
fn check(context: &Context<'_>, [q, k, v]: [&Heads; 3]) -> Result<()> {
    let fits = |expected: &Heads, found: &Heads, index: usize, parameter, help: &str| {
        let shape = |heads: &Heads| {
            let sizes =
                heads.leading.iter().chain([&heads.heads, &heads.positions, &heads.features]);
            context.new_shape(&sizes.map(|size| u64::from(*size)).collect::<Vec<_>>())
        };
        let (expected, shape) = (shape(expected)?, shape(found)?);
        match context.inputs.get(index) {
            Some(input) if expected != shape => {
                let found = Input { shape, ..*input };
                Err(context.wrong_shape(parameter, &expected, &found, help))
            }
            _ => Ok(()),
        }
    };
    let like =
        |heads: &Heads, features| Heads { leading: heads.leading.clone(), features, ..*heads };
    let key = Heads { leading: q.leading.clone(), features: q.features, ..*k };
    fits(
        &key,
        k,
        1,
        "k",
        "keys have as many features as queries, and the same axes before the heads",
    )?;
    fits(&like(k, v.features), v, 2, "v", "there is a value for each key")?;
    if !q.heads.is_multiple_of(k.heads) {
        return Err(context.not_divisible(&Division {
            parameter: "kvheads",
            parts: k.heads.into(),
            part: "heads of keys",
            whole: q.heads.into(),
            what: "heads",
            fits: Some(q.heads.into()),
        }));
    }
    Ok(())
}

/// Refuses a mask that does not broadcast to heads × queries × keys.
fn check_mask(context: &Context<'_>, mask: Shape, scores: [u32; 3]) -> Result<()> {
    let sizes = mask.axes().iter().rev().zip(scores.iter().rev());
    let fits =
        sizes.clone().count() >= 1 && sizes.into_iter().all(|(size, of)| *size == 1 || size == of);
    let [heads, queries, keys] = scores;
    match fits {
        true => Ok(()),
        false => {
            let bound = format!("a shape that broadcasts to {heads}×{queries}×{keys}");
            Err(context.out_of_range("mask", bound, mask))
        }
    }
}

/// Which keys each query sees.
#[derive(Clone, Copy, Debug)]
struct Seen {
    queries: u32,
    keys: u32,
    causal: bool,
    window: Option<u32>,
}

impl Seen {
    /// How many pairs of a query and a key see each other: below 2⁶².
    fn pairs(&self) -> u64 {
        // Query i sees the keys from i − w + 1 up to i, or i + w − 1, as far as there are such.
        let last = match (self.causal, self.window) {
            (true, _) => Some(1),
            (false, window) => window.map(i128::from),
        };
        let all = u64::from(self.queries) * u64::from(self.keys);
        let up_to = last.map_or(i128::from(all), |shift| self.below(shift));
        let before = self.window.map_or(0, |window| self.below(1 - i128::from(window)));
        u64::try_from(up_to - before).unwrap_or(0)
    }

    /// How many pairs have j < i + shift: the sum of i + shift, cut to 0 and the number of keys.
    fn below(&self, shift: i128) -> i128 {
        let (queries, keys) = (i128::from(self.queries), i128::from(self.keys));
        // From here on the sum is above 0, and from there on it is cut.
        let start = (-shift).clamp(0, queries);
        let end = (keys - shift).clamp(start, queries);
        let ramp = (start + end - 1) * (end - start) / 2 + shift * (end - start);
        ramp + (queries - end) * keys
    }

    /// How many queries see a key.
    fn rows(&self) -> u32 {
        match self.window {
            None => self.queries,
            Some(window) => self.queries.min(self.keys.saturating_add(window - 1)),
        }
    }
}

/// H·P pairs of P a head, for each of which there are d + e products; a softmax over those of each of the
/// r queries that see any.
pub fn counts<N: Numeric>(work: &Attention) -> Counts<N> {
    let h = N::named("H", work.heads);
    let (d, e) = (N::named("d", work.features), N::named("e", work.values));
    let pairs = (h * N::named("P", work.pairs)).called("pairs");
    let rows = (h * N::named("r", work.rows)).called("rows");
    let macs = pairs * (d + e);
    // The scores, the sums over values, the maximum's subtraction and the sum of exponentials.
    let add = pairs * (d - 1) + (pairs - rows) * e + pairs + (pairs - rows);
    let add = if work.mask { add + pairs } else { add };
    Counts { macs, mul: macs + pairs, add, div: pairs, cmp: pairs - rows, special: pairs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Seen;
    use crate::ops::testing::{figures, refusal, shapes};

    #[test]
    fn heads_on_an_axis_or_within_one() {
        let [q, k] = ["12x197x64", "4x50x64"];
        assert_eq!(shapes("sdpa", &[q, q, q]), ["12×197×64"]);
        assert_eq!(shapes("sdpa", &[q, k, "4x50x32"]), ["12×197×32"]);
        assert_eq!(shapes("sdpa heads=12", &["197x768"; 3]), ["197×768"]);
        assert_eq!(
            shapes("sdpa heads=12 kvheads=4", &["197x768", "50x256", "50x128"]),
            ["197×384"]
        );
        assert_eq!(shapes("sdpa", &["197x64", "50x64", "50x32"]), ["197×32"]);
        assert_eq!(shapes("sdpa", &["5x12x197x64"; 3]), ["5×12×197×64"]);
    }

    #[test]
    fn products_and_a_softmax() {
        // As matmul, scale, softmax and matmul one by one.
        let (h, t) = (12, 197);
        let pairs = h * t * t;
        let macs = pairs * (64 + 64);
        let softmax = [pairs + (pairs - h * t), pairs, pairs - h * t, pairs];
        let sums = pairs * 63 + h * t * 64 * (t - 1);
        let expected = [macs, macs + pairs, sums + softmax[0], softmax[1], softmax[2], softmax[3]];
        assert_eq!(figures("sdpa", &["12x197x64"; 3]), expected);
        assert_eq!(figures("sdpa heads=12", &["197x768"; 3]), expected);
        let masked = figures("sdpa mask=m", &["12x197x64", "12x197x64", "12x197x64", "197x197"]);
        assert_eq!(masked[2], expected[2] + pairs);
        // Half of the pairs, and the diagonal.
        let causal = figures("sdpa causal", &["12x197x64"; 3]);
        assert_eq!(causal[0], 12 * (197 * 198 / 2) * 128);
        // Each of 197 sees 4 before it and itself, but for the first.
        let window = figures("sdpa causal window=5", &["12x197x64"; 3]);
        assert_eq!(window[0], 12 * (197 * 5 - (4 + 3 + 2 + 1)) * 128);
    }

    #[test]
    fn operands_belong_together() {
        let (message, help) = refusal("sdpa", &["12x197x64", "12x50x32", "12x50x64"]);
        assert_eq!(message, "`k` of `sdpa` must have the shape 12×50×64, not 12×50×32");
        assert!(help.starts_with("keys have as many features as queries"));
        assert!(refusal("sdpa", &["2x5x4", "2x7x4", "2x6x4"]).0.starts_with("`v` of `sdpa`"));
        assert!(refusal("sdpa", &["12x5x4", "5x5x4", "5x5x4"]).0.contains("12 heads cannot"));
        assert!(refusal("sdpa heads=5", &["197x768"; 3]).0.contains("768 features cannot"));
        assert!(refusal("sdpa", &["2x5x4"; 2]).0.contains("joins 3 tensors, not 2"));
        let mask = ["2x5x4", "2x5x4", "2x5x4", "5x4"];
        assert!(refusal("sdpa mask=m", &mask).0.contains("a shape that broadcasts to 2×5×5"));
        assert!(refusal("sdpa", &["4"; 3]).0.contains("positions × features"));
    }

    proptest! {
        /// The pairs are those that a loop over all of them finds.
        #[test]
        fn pairs_by_brute_force(
            (queries, keys) in (1u32..20, 1u32..20),
            causal in any::<bool>(),
            window in prop::option::of(1u32..25),
        ) {
            let sees = |i: u32, j: u32| {
                (!causal || j <= i) && window.is_none_or(|window| i.abs_diff(j) < window)
            };
            let row = |i: u32| (0..keys).filter(|j| sees(i, *j)).count() as u64;
            let seen = Seen { queries, keys, causal, window };
            prop_assert_eq!(seen.pairs(), (0..queries).map(row).sum::<u64>());
            let rows = (0..queries).filter(|i| row(*i) > 0).count();
            prop_assert_eq!(seen.rows() as usize, rows);
        }
    }
}
