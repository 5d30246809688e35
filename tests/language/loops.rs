//! `repeat`, `for`, `if` and lists that grow.

use super::*;

#[test]
fn repeat_runs_its_body_in_line() {
    assert_eq!(outputs("input 4\nrepeat 3 { linear it[0]+1 }"), ["7"]);
    assert_eq!(outputs("input 4\nrepeat 0 { linear 9 }\nrelu"), ["4"]);
    assert_eq!(codes("input 4\nrepeat -1 { relu }\nrelu"), ["net::call::out_of_range"]);
    assert_eq!(codes("input 4\nrepeat 1.5 { relu }\nrelu"), ["net::call::not_an_integer"]);
    assert_eq!(codes("input 4\nrepeat \"x\" { relu }\nrelu"), ["net::call::wrong_type"]);
}

#[test]
fn for_goes_through_lists_and_ranges() {
    assert_eq!(outputs("input 4\nfor i in range(3) { linear i+1 }"), ["3"]);
    assert_eq!(outputs("input 4\nfor i in range(2, 5) { linear i }"), ["4"]);
    assert_eq!(outputs("input 4\nfor (a, b) in [(1, 2), (3, 4)] { linear a*b }"), ["12"]);
    assert_eq!(outputs("input 4\nfor (a,) in [(1,), (3,)] { linear a }"), ["3"]);
    assert_eq!(outputs("input 4\nfor t in [(1, 2)] { linear t[1] }"), ["2"]);
    assert_eq!(codes("input 4\nfor i in 3 { relu }\nrelu"), ["net::call::not_a_list"]);
    assert_eq!(codes("input 4\nfor (a, b) in [1] { linear a }\nrelu"), ["net::call::pattern"]);
    assert_eq!(
        codes("input 4\nfor (a, b) in [(1, 2, 3)] { linear a }\nrelu"),
        ["net::call::pattern"]
    );
}

#[test]
fn a_table_may_hold_operations() {
    let text = "input 4x8x8\nfor (op, t, s) in [\n  (one, 1, 1)   # the stage table\n  (two, 2, 2)\n] {\n  op t s=s\n}\nblock one(t, s=1) { conv t s=s }\nblock two(t, s=1) { conv 2*t s=s }";
    assert_eq!(outputs(text), ["4×4×4"]);
}

#[test]
fn if_takes_the_first_condition_that_holds() {
    for (size, result) in [(9, "4×4×4"), (5, "4×1×1"), (3, "4×3×3")] {
        let text = format!(
            "input 4x{size}x{size}\nif it.h > 7 {{ pool 2 }} else if it.h > 3 {{ pool 4 }}\nrelu"
        );
        assert_eq!(outputs(&text), [result], "{size}");
    }
    assert_eq!(codes("input 4\nif 1 { relu }\nrelu"), ["net::call::not_a_condition"]);
}

#[test]
fn labels_before_loops_name_the_tensor_at_their_end() {
    assert_eq!(
        layers("input 4\nx: repeat 2 { linear 3 }\nrelu\nadd x"),
        ["linear1 3", "linear2 3", "relu1 3", "add1 3"]
    );
    assert_eq!(outputs("input 4\nx: if true { linear 3 } -> 3\nadd x"), ["3"]);
}

#[test]
fn lists_grow_and_only_by_their_own_name() {
    assert_eq!(
        outputs("input 4\nlet xs = [1]\nlet ys = xs\nxs += 2\nlinear len(xs)+10*len(ys)"),
        ["12"]
    );
    assert_eq!(outputs("input 4\nlet xs = []\nrepeat 3 { xs += { linear 2 } }\nconcat xs"), ["6"]);
    // A running loop has the list as it was.
    assert_eq!(outputs("input 4\nlet xs = [1, 2]\nfor x in xs { xs += x }\nlinear len(xs)"), ["4"]);
}

#[test]
fn only_a_list_of_the_body_grows() {
    let code = "net::call::append";
    assert_eq!(codes("input 4\nlet x = 1\nx += 1\nrelu"), [code]);
    assert_eq!(codes("input 4\nx: relu\nx += 1\nrelu"), [code]);
    assert_eq!(codes("block b(xs) { xs += 1; relu }\ninput 4\nb [1]"), [code]);
    assert_eq!(codes("input 4\nxs += 1\nrelu"), ["net::name::unknown"]);
}

#[test]
fn what_depends_on_an_unknown_value_says_nothing() {
    let broken = "input 4x8x8\nx: conv 3 k99\n";
    for rest in [
        "repeat it.h { relu }",
        "for i in range(it.h) { relu }",
        "if it.h > 2 { relu } else { nothing_here }",
        "let xs = []\nrepeat it.h { xs += it }\nconcat xs",
        "assert it.h == 9",
        "relu -> 3x3x3",
        "assert total.params == 3",
        "linear it.h+it[0]",
    ] {
        let found = codes(&format!("{broken}{rest}"));
        let names: Vec<_> =
            found.iter().filter(|code| *code == "net::name::unknown_operation").collect();
        let expected = usize::from(rest.contains("nothing_here"));
        assert_eq!((found.len(), names.len()), (1 + expected, expected), "{rest}: {found:?}");
    }
}

#[test]
fn the_same_mistake_in_many_turns_is_one_message() {
    let checked = check("input 4x8x8\nrepeat 50 { let x = { conv 3 k99 } }\nrelu");
    let [diagnostic] = checked.diagnostics.as_slice() else { panic!("{:?}", checked.diagnostics) };
    assert_eq!(diagnostic.more, 49);
}

#[test]
fn a_wrong_condition_leaves_lists_of_bodies_that_did_not_run_unknown() {
    for head in ["if 1", "repeat 0.5", "for i in 3"] {
        let text = format!("input 8\nlet xs = []\n{head} {{ xs += it }}\nconcat xs");
        assert_eq!(codes(&text).len(), 1, "{head}: {:?}", codes(&text));
    }
}
