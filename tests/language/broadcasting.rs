//! Shapes that broadcast, against NumPy's rule: aligned at the last axis, sizes are equal or one of them is 1.

use super::*;

/// The shape that two make together.
fn together(a: &[u32], b: &[u32]) -> Option<Vec<u32>> {
    let rank = a.len().max(b.len());
    let size = |shape: &[u32], axis: usize| match (axis + shape.len()).checked_sub(rank) {
        Some(index) => shape[index],
        None => 1,
    };
    let sizes = (0..rank).map(|axis| match (size(a, axis), size(b, axis)) {
        (a, b) if a == b || b == 1 => Some(a),
        (1, b) => Some(b),
        _ => None,
    });
    sizes.collect()
}

/// All shapes of one to three axes of these sizes.
fn shapes(sizes: &[u32]) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    let mut longest = all.clone();
    for _ in 0..3 {
        let longer = |shape: &Vec<u32>| {
            let shape = shape.clone();
            sizes.iter().map(move |size| [&shape[..], &[*size]].concat())
        };
        longest = longest.iter().flat_map(longer).collect();
        all.extend(longest.clone());
    }
    all.split_off(1)
}

fn times(shape: &[u32], by: &str) -> String {
    shape.iter().map(u32::to_string).collect::<Vec<_>>().join(by)
}

#[test]
fn elementwise_joins_broadcast_as_in_numpy() {
    let shapes = shapes(&[1, 2, 3]);
    for (index, a) in shapes.iter().enumerate() {
        // Every third pair, each of the joins with some of every kind.
        let joins = ["add", "mul", "maximum", "lt"].iter().cycle();
        for (b, join) in shapes.iter().zip(joins).skip(index % 3).step_by(3) {
            let text = format!(
                "input {}\nlet a = it\ncustom \"b\" {}\n{join} a",
                times(a, "x"),
                times(b, "x")
            );
            match together(a, b) {
                Some(shape) => assert_eq!(outputs(&text), [times(&shape, "×")], "{text}"),
                None => assert_eq!(codes(&text), ["net::shape::join_differs"], "{text}"),
            }
        }
    }
}

/// The axis nearest to the end on which two shapes differ, counted from there.
fn differing(a: &[u32], b: &[u32]) -> Option<(usize, u32, u32)> {
    let sizes = a.iter().rev().zip(b.iter().rev());
    (1..).zip(sizes).map(|(axis, (a, b))| (axis, *a, *b)).find(|(_, a, b)| a != b && *a.min(b) > 1)
}

/// An operand that does not fit is compared with what those before it make together.
#[test]
fn the_first_operands_of_a_join_are_told_as_one() {
    let shapes = shapes(&[1, 2, 3]);
    let triples = shapes.iter().flat_map(|a| shapes.iter().map(move |b| (a, b)));
    for ((a, b), c) in triples.zip(shapes.iter().cycle().step_by(5)) {
        let Some(both) = together(a, b) else { continue };
        let Some((from_end, own, other)) = differing(&both, c) else { continue };
        let axis = match c.len() == both.len() {
            true => (c.len() - from_end).to_string(),
            false => format!("-{from_end}"),
        };
        let [input, second, third] = [a, b, c].map(|shape| times(shape, "x"));
        let text = format!("a: input {input}\nb: input {second}\nc: input {third}\nadd a b c");
        let (both, third) = (times(&both, "×"), times(c, "×"));
        let message =
            format!("cannot join {both} with {third}: axis {axis} is {own} and {other}\n");
        let found =
            check(&text).diagnostics.iter().map(|it| format!("{}\n", it.kind)).collect::<String>();
        assert!(found.contains(&message), "{text}: {found} and not {message}");
    }
}

#[test]
fn masks_of_attention_broadcast_to_heads_queries_and_keys() {
    let scores = [3, 5, 7];
    for mask in shapes(&[1, 2, 3, 5, 7]) {
        let text = format!(
            "input 3x5x4\nlet q = it\ncustom \"k\" 3x7x4\nlet k = it\ncustom \"m\" {}\nlet m = it\n\
             custom \"v\" 3x7x2\nsdpa q k it mask=m",
            times(&mask, "x")
        );
        let fits = together(&mask, &scores).is_some_and(|shape| shape == scores);
        let expected: &[&str] = if fits { &[] } else { &["net::call::out_of_range"] };
        assert_eq!(codes(&text), expected, "{text}");
    }
}
