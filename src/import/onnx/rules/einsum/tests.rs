use crate::import::onnx::testing::{fault, figures, lowered};

fn einsum(equation: &str, inputs: &[&str]) -> String {
    lowered(&model(equation, inputs))
}

fn model(equation: &str, inputs: &[&str]) -> String {
    let names: Vec<String> = (0..inputs.len()).map(|at| format!("x{at}")).collect();
    let inputs: Vec<String> =
        names.iter().zip(inputs).map(|(name, dims)| format!("{name}: {dims}\n")).collect();
    format!("{}y = Einsum({}) equation=\"{equation}\"\n-> y", inputs.concat(), names.join(", "))
}

#[test]
fn two_operands_lose_the_letter_of_the_batch() {
    let attention = einsum("bhid,bhjd->bhij", &["1x8x5x64", "1x8x7x64"]);
    assert_eq!(attention, "einsum: einsum x0 x1 equation=\"hid,hjd->hij\"");
    let products = figures(&model("bhid,bhjd->bhij", &["1x8x5x64", "1x8x7x64"]));
    assert_eq!(products.totals.macs, 8 * 5 * 7 * 64);
    // Without an arrow: the letters that occur once, in alphabetical order.
    let implied = einsum("bij, bjk", &["2x5x3", "2x3x4"]);
    assert_eq!(implied, "einsum: einsum x0 x1 equation=\"bij,bjk->ik\"");
    let spread = einsum("...ij,...jk->...ik", &["1x8x5x3", "1x8x3x4"]);
    assert_eq!(spread, "einsum: einsum x0 x1 equation=\"aij,ajk->aik\"");
    // A batch that is summed is an axis like others.
    let summed = einsum("bi,bj->ij", &["1x5", "1x4"]);
    assert!(summed.ends_with("equation=\"bi,bj->ij\""), "{summed}");
}

#[test]
fn axes_of_size_1_are_broadcast() {
    let text = einsum("...ij,...jk->...ik", &["2x1x5x3", "4x3x6"]);
    assert!(text.ends_with("equation=\"bij,ajk->baik\""), "{text}");
}

#[test]
fn one_operand() {
    assert_eq!(einsum("bij->bji", &["1x3x4"]), "permute: permute 1 0");
    assert_eq!(einsum("bij->bi", &["1x3x4"]), "sum: sum axis=(1,)");
    assert_eq!(einsum("ij->", &["3x4"]), "sum: sum axis=(0, 1)");
    assert_eq!(einsum("ii->i", &["3x3"]), "reshape 9\nslice: slice 0 9 step=4 axis=0");
    assert_eq!(
        einsum("bii->b", &["1x3x3"]),
        "reshape 9\nslice 0 9 step=4 axis=0\nsum: sum axis=(0,)"
    );
}

#[test]
fn three_operands_are_multiplied_in_pairs() {
    let text = einsum("bi,ij,jk->bk", &["2x3", "3x4", "4x5"]);
    let first = "einsum: einsum x0 x1 equation=\"bi,ij->bj\"";
    assert_eq!(text, format!("{first}\neinsum_2: einsum einsum x2 equation=\"bj,jk->bk\""));
    // What only one operand has is summed first.
    let text = einsum("ij,j->j", &["3x4", "4"]);
    assert_eq!(text, "from x0\nsum: sum axis=(0,)\neinsum: einsum sum x1 equation=\"j,j->j\"");
}

#[test]
fn equations_that_are_none() {
    let of =
        |equation: &str, inputs: &[&str]| format!("{:?}", fault(&model(equation, inputs)).kind);
    assert!(of("ij,jk->ik", &["2x3"]).contains("its equation has 2 operands, and it reads 1"));
    assert!(of("ij,jk->ik", &["2x3", "4x5"]).contains("an axis is 3 and 4"));
    assert!(of("ij->ii", &["2x3"]).contains("a letter twice or one of no operand"));
    assert!(of("ij->k", &["2x3"]).contains("a letter twice or one of no operand"));
    assert!(of("ijk->i", &["2x3"]).contains("does not fit a tensor of 2 axes"));
    assert!(of("i1->i", &["2x3"]).contains("something other than letters"));
}
