//! Branches and joins.

use super::*;

#[test]
fn a_single_operand_is_joined_with_the_current_tensor() {
    assert_eq!(
        layers("input 4x8x8\nadd { conv 4; relu }"),
        ["conv1 4×8×8", "relu1 4×8×8", "add1 4×8×8"]
    );
    assert_eq!(outputs("input 4x8x8\nconcat { conv 2 }"), ["6×8×8"]);
    assert_eq!(outputs("input 4x8x8\nlet x = it\nconv 2\nconcat x"), ["6×8×8"]);
    assert_eq!(outputs("input 4x8x8\nmul 0.125"), ["4×8×8"]);
}

#[test]
fn several_operands_are_joined_with_each_other() {
    assert_eq!(outputs("input 4x8x8\nconcat { conv 2 } { conv 3 }"), ["5×8×8"]);
    assert_eq!(outputs("input 4x8x8\nconcat it { conv 3 }"), ["7×8×8"]);
    assert_eq!(outputs("input 4x8x8\nadd { conv 2 } 1"), ["2×8×8"]);
}

#[test]
fn a_list_is_joined_within_itself() {
    let list = "input 4x8x8\nlet xs = [it]\nrepeat 2 { conv 2; xs += it }\nconcat xs";
    assert_eq!(outputs(list), ["8×8×8"]);
    assert_eq!(outputs("input 4x8x8\nlet a = { conv 2 }\nconcat [it, a, a]"), ["8×8×8"]);
    assert_eq!(outputs("input 4x8x8\nlet a = { conv 2 }\nconcat [a]"), ["2×8×8"]);
}

#[test]
fn the_order_of_operands_is_current_first() {
    assert_eq!(outputs("input 2x3\nlet k = { linear 5 }\ntranspose 0 1\nmatmul k"), ["3×5"]);
}

#[test]
fn an_empty_branch_is_the_current_tensor() {
    assert_eq!(outputs("input 4x8x8\nconcat { conv 2 } {}"), ["6×8×8"]);
}

#[test]
fn a_branch_leaves_the_current_tensor_as_it_was() {
    assert_eq!(outputs("input 4x8x8\nlet a = { conv 2 }\nconcat a"), ["6×8×8"]);
}

#[test]
fn inside_a_branch_it_is_its_own() {
    assert_eq!(outputs("input 4x8x8\nadd { let c = it.c; conv c//2; conv c }"), ["4×8×8"]);
    assert_eq!(outputs("input 4x8x8\nlet x = it\nconcat { conv 2; concat x }"), ["10×8×8"]);
}

#[test]
fn elementwise_joins_broadcast_as_numpy_does() {
    assert_eq!(outputs("input 4x8x8\nmul { gap }"), ["4×8×8"]);
    assert_eq!(outputs("input 4x8x8\nmul { gap; conv 1 }"), ["4×8×8"]);
    assert_eq!(outputs("input 3x1\nlet a = it\ntranspose 0 1\nadd a"), ["3×3"]);
    assert_eq!(codes("input 4x8x8\nadd { conv 3 }"), ["net::shape::join_differs"]);
}

#[test]
fn joins_of_nothing_and_of_numbers_are_errors() {
    assert_eq!(codes("input 4\nlet xs = []\nconcat xs"), ["net::shape::empty_join"]);
    assert_eq!(codes("input 4\nadd"), ["net::call::no_operands"]);
    assert_eq!(codes("input 4\nadd;\n{ linear 4 }"), ["net::syntax::continues_nothing"]);
    assert_eq!(codes("input 4\nadd 1 2"), ["net::call::numbers_alone"]);
    assert_eq!(codes("input 4\nconcat 1"), ["net::call::wrong_type"]);
    assert_eq!(codes("input 4\nadd \"x\""), ["net::call::wrong_type"]);
}

#[test]
fn a_join_that_leaves_out_the_current_tensor_is_noticed() {
    let message = only("input 4x8x8\na: conv 4\nb: conv 4\nconv 2\nadd a b");
    assert!(message.starts_with("net::flow::unused"), "{message}");
}

#[test]
fn a_branch_where_none_is_taken_is_an_error() {
    assert_eq!(codes("input 4\nrelu\n{ linear 3 }"), ["net::call::no_branch"]);
    assert_eq!(codes("input 4x4x4\nconv 3 k={ relu }"), ["net::call::no_branch"]);
}

#[test]
fn a_join_that_a_window_made_too_small_names_the_padding() {
    let message = only("input 64x56x56\nadd { conv 64 k5 }");
    let sum = "(56 + 2·0 − 5)/1 + 1 = 52; write `conv 64 k5 p2`, which makes it 56";
    assert!(message.ends_with(sum), "{message}");
    assert_eq!(codes("input 64x56x56\nadd { conv 64 k5 p2 }"), [""; 0]);
    let projected = only("input 64x56x56\nadd { conv 128 k3 s2 p1 }");
    assert!(projected.contains("write `add { conv 128 s2 } { conv 128 k3 s2 p1 }`"), "{projected}");
    assert_eq!(codes("input 64x56x56\nadd { conv 128 s2 } { conv 128 k3 s2 p1 }"), [""; 0]);
    // No one stride halves the rows and keeps the columns.
    let uneven = only("input 64x56x56\nadd { conv 128 s2x1 }");
    assert!(!uneven.contains("would fit"), "{uneven}");
}
