//! Claims of shapes and conditions.

use super::*;

#[test]
fn a_claimed_shape_must_hold() {
    for claim in ["256x6x6", "256x?x?", "?x6x6", "(256, 6, 6)", "(c, h, h)", "it.shape"] {
        let text = format!("let c = 256\nlet h = 6\ninput 256x13x13\npool 3 2 -> {claim}");
        assert_eq!(codes(&text), [""; 0], "{claim}");
    }
    assert_eq!(codes("input 4\nlinear 7 -> 7"), [""; 0]);
    for claim in ["256x6x7", "256x6", "?x?", "7", "(256, 6, 7)"] {
        let text = format!("input 256x13x13\npool 3 2 -> {claim}");
        assert_eq!(codes(&text), ["net::shape::claim"], "{claim}");
    }
    // A tensor claims its shape.
    let claimed_by = |x: &str| codes(&format!("x: input {x}\npool 3 2 -> x"));
    assert_eq!(claimed_by("8x1x1"), ["net::shape::kernel_too_large"]);
    assert_eq!(claimed_by("8x9x9"), ["net::shape::claim"]);
    assert_eq!(codes("x: input 8x9x9\nconv 8 k3 p1 -> x"), [""; 0]);
    assert_eq!(codes("x: input 8x9x9\nconv 7 k3 p1 -> x\nadd x"), ["net::shape::claim"]);
    assert_eq!(codes("input 4\nrelu -> relu"), ["net::claim::not_a_shape"]);
}

#[test]
fn a_claim_may_stand_on_the_next_line_and_behind_bodies() {
    assert_eq!(codes("input 4\nrepeat 2 { linear 3 }\n  -> 3"), [""; 0]);
    assert_eq!(codes("input 4\nlet a = { linear 3 } -> 3\nadd { from a; linear 4 }"), [""; 0]);
    assert_eq!(codes("input 4\nif true { linear 3 } -> 4"), ["net::shape::claim"]);
    assert_eq!(codes("input 6x2\na, b: split 2 -> 3x2\nadd a b"), [""; 0]);
}

#[test]
fn after_a_claim_that_fails_the_shape_is_the_claimed_one() {
    let claim = ["net::shape::claim"];
    assert_eq!(codes("input 4\nlinear 3 -> 5\nrelu -> 5"), claim);
    let rest = "a: conv 8 k3 -> 8x32x32\nconv 8 k3 p1 -> 8x32x32\nadd a it -> 8x32x32";
    assert_eq!(codes(&format!("input 3x32x32\n{rest}\nfc 10 -> 10")), claim);
    assert_eq!(
        codes(&format!("input 3x32x32\n{rest}\nconv 8 k33")),
        [claim[0], "net::shape::kernel_too_large"]
    );
    assert_eq!(codes("input 4\nlet a = { linear 3 } -> 5\nlinear 5\nadd a it"), claim);
    assert_eq!(codes("input 4\nrepeat 2 { linear 3 } -> 5\nlinear 5\nb: relu -> 5"), claim);
}

#[test]
fn a_claim_takes_the_axes_it_leaves_open_from_what_is_computed() {
    let claim = ["net::shape::claim"];
    assert_eq!(codes("input 3x32x32\nconv 8 k3 -> 9x?x?\nrelu -> 9x30x30"), claim);
    assert_eq!(codes("input 3x32x32\nconv 8 k3 -> 9x?x?\nrelu -> 9x30x31"), [claim[0], claim[0]]);
    // Of another rank, the open axes are unknown, and so is all that follows.
    assert_eq!(codes("input 3x32x32\nconv 8 k3 -> 9x?\nrelu -> 9x?\nconv 1 k99"), claim);
    assert_eq!(
        codes("input 3x32x32\nconvv 8 k3 -> 8x?x?\nconv 1 k99"),
        ["net::name::unknown_operation"]
    );
    // No tensor has such a shape.
    assert_eq!(codes("input 4\nrelu -> 4x0\nconv 8 k9"), claim);
}

#[test]
fn a_statement_that_fails_yields_what_it_claims() {
    for (failing, code) in [
        ("convv 8 k3", "net::name::unknown_operation"),
        ("conv k3", "net::call::missing_argument"),
        ("conv 8 k99", "net::shape::kernel_too_large"),
        ("conv 1/0 k3", "net::value::division_by_zero"),
        ("conv wide k3", "net::name::unknown"),
    ] {
        let text =
            format!("input 3x32x32\na: {failing} -> 8x30x30\nadd a {{ conv 8 }} -> 8x30x30\n");
        assert_eq!(codes(&text), [code], "{failing}");
        let wrong = format!("{text}conv 8 k31");
        assert_eq!(codes(&wrong), [code, "net::shape::kernel_too_large"], "{failing}");
    }
    let block = "block b(c) { conv c k99 }\ninput 3x8x8\nb 4 -> 4x8x8\nadd it { conv 4 } -> 4x8x8";
    assert_eq!(codes(block), ["net::shape::kernel_too_large"]);
    let named = "let c = 8\ninput 3x8x8\nfoo -> (c, 8, 8)\nconv 8 k9";
    assert_eq!(codes(named), ["net::name::unknown_operation", "net::shape::kernel_too_large"]);
    let unknown = "input 3x8x8\nfoo\nconv 8 -> 8x8x8\nconv 8 k9";
    assert_eq!(codes(unknown), ["net::name::unknown_operation", "net::shape::kernel_too_large"]);
    // Not what it was before the statement.
    assert_eq!(codes("input 3x8x8\nfoo -> it.shape\nconv 8 k9"), ["net::name::unknown_operation"]);
    assert_eq!(
        codes("fn f(x) = 1/x\ninput 3\nfoo -> f(0)\nrelu"),
        ["net::name::unknown_operation"]
    );
}

#[test]
fn an_assertion_is_checked_on_the_spot() {
    assert_eq!(codes("input 4x7x7\nassert it.h == 7 \"the head expects 7×7\"\nrelu"), [""; 0]);
    let message = only("input 4x8x8\nassert it.h == 7 \"the head expects 7×7\"\nrelu");
    assert!(message.contains("the head expects 7×7") && message.contains("8 == 7"), "{message}");
    assert_eq!(codes("input 4\nassert 3\nrelu"), ["net::call::not_a_condition"]);
}

#[test]
fn claims_about_totals_are_kept_for_after_costing() {
    let network = network(
        "param d = 4\ninput 4\nlinear d\nassert d != 4 or total.params == 20\nassert total.macs < 1K",
    );
    assert_eq!((network.claims.len(), network.overridden), (2, false));
}

#[test]
fn totals_have_the_keys_of_the_json() {
    let network = network("input 4\nrelu\nassert total.ops.cmp == 4 and total.cmp == 4");
    let costed = netcost::internals::cost::cost(&network).expect("it fits");
    assert!(costed.failed.is_empty(), "{:?}", costed.failed);
    let network = self::network("input 4\nlinear 4\nassert total.ops.params == 20");
    assert_eq!(netcost::internals::cost::cost(&network).expect("it fits").failed.len(), 1);
}

#[test]
fn a_claim_about_totals_stops_at_the_operand_that_decides() {
    for claim in [
        "n == 0 or 100 // n < total.params",
        "not (n != 0 and 100 // n < total.params)",
        "if n == 0 then total.params == 0 else total.params == 100 // n",
    ] {
        let network = network(&format!("let n = 0\ninput 4\nrelu\nassert {claim}"));
        let costed = netcost::internals::cost::cost(&network).expect("it fits");
        assert!(costed.failed.is_empty(), "{claim}: {:?}", costed.failed);
    }
}

#[test]
fn after_an_assertion_that_fails_nothing_follows_from_it() {
    assert_eq!(codes("input 4x8x8\nassert it.h == 99\nconv 3 k99"), ["net::claim::assert"]);
}

#[test]
fn an_assertion_stops_at_the_operand_that_decides() {
    assert_eq!(codes("input 4x8x8\nassert it.c > 9 and 1/0 == 0"), ["net::claim::assert"]);
}

#[test]
fn a_claim_about_a_convolution_shows_its_sum() {
    let alexnet = only("input 3x224x224\nconv 96 k11 s4 -> 96x55x55");
    assert!(
        alexnet.ends_with(
            "(224 + 2·0 − 11)/4 + 1 = 54.25, rounded down; write `conv 96 k11 s4 p2`, which makes it 55"
        ),
        "{alexnet}"
    );
    assert_eq!(codes("input 3x224x224\nconv 96 k11 s4 p2 -> 96x55x55"), [""; 0]);
    let whole = only("input 3x32x32\nconv 8 k3 -> 8x28x28");
    assert!(whole.ends_with("(32 + 2·0 − 3)/1 + 1 = 30"), "{whole}");
    let dilated = only("input 3x32x32\nconv 8 k3 d2 -> 8x30x30");
    let sum = "(32 + 2·0 − 2·(3 − 1) − 1)/1 + 1 = 28; write `conv 8 k3 d2 p1`, which makes it 30";
    assert!(dilated.ends_with(sum), "{dilated}");
    // The layer that made the size is named, not the last one.
    let trail = only("input 3x64x64\nconv 8 k3 s2 p1; bn; conv 8 k3 s2 p1; bn; relu -> 8x8x8");
    assert!(
        trail.contains("\"conv 8 k3 s2 p1\" makes 8×16×16")
            && trail.ends_with(
                "64 → 32 (`conv 8 k3 s2 p1`) → 16 (`conv 8 k3 s2 p1`): a stride of 2 is missing"
            ),
        "{trail}"
    );
}
