//! Texts that would take too much of the stack, the memory or the time end in a message.

use std::fmt::Write as _;

use netcost::internals::check::Limits;

use super::*;

/// The codes of all diagnostics with a hundredth of the default limits, which are reached sooner.
fn limited(text: &str) -> Vec<String> {
    let mut options = Options::default();
    options.limits.layers /= 100;
    options.limits.steps /= 100;
    check_with(text, &options, &NoFiles).diagnostics.iter().map(code).collect()
}

#[test]
fn the_default_limits_are_as_documented() {
    let Limits { layers, steps, calls } = Limits::default();
    assert_eq!((layers, steps, calls), (1_000_000, 10_000_000, 64));
    assert_eq!(codes("input 4\nlet a = range(1e7)\nrelu"), ["net::limit::steps"]);
}

#[test]
fn endless_loops_end_at_a_limit() {
    for (text, code) in [
        ("input 4x4x4\nrepeat 1e12 { conv 1 }", "net::limit::layers"),
        ("input 4\nrepeat 1e12 { }", "net::limit::steps"),
        // More than 64 bits hold, and than 127.
        ("input 4x4x4\nrepeat 10**30 { conv 1 }", "net::limit::layers"),
        ("input 4x4x4\nrepeat -(10**30) { conv 1 }", "net::call::out_of_range"),
        ("input 4x4x4\nrepeat 10**40 { conv 1 }", "net::value::overflow"),
        ("input 4\nfor i in range(1e12) { }", "net::limit::steps"),
        ("input 4\nlet a = range(1e12)", "net::limit::steps"),
    ] {
        assert_eq!(limited(text), [code], "{text}");
    }
}

#[test]
fn values_that_grow_take_steps() {
    for text in [
        "let x = []\nrepeat 1e5 { x += x }",
        "let x = { weight 65536 }\nrepeat 20000 { from x; split 65536 }",
        "let x = []\nrepeat 40 { x += x }\nlet s = len(x)",
        "let x = [1]\nfor i in range(1e4) { let y = x; x += i }",
        "let x = range(1e4)\nrepeat 1e4 { let s = sum(x) }",
        "let x = [0]\nrepeat 40 { x += (x[-1], x[-1]) }",
        "let x = []\nrepeat 60 { x += [x, x] }",
        "let x = [0]\nrepeat 1e4 { x += (x[-1], 0) }",
    ] {
        assert_eq!(limited(&format!("input 4\n{text}\nrelu")), ["net::limit::steps"], "{text}");
    }
}

#[test]
fn functions_that_double_end_at_a_limit() {
    let mut text = "fn f0(x) = x\n".to_owned();
    for n in 1..=40 {
        let _ = writeln!(text, "fn f{n}(x) = f{m}(x) + f{m}(x)", m = n - 1);
    }
    text.push_str("input 4\nlinear f40(1)");
    assert_eq!(limited(&text), ["net::limit::steps"]);
}

#[test]
fn long_chains_of_blocks_end_at_a_limit() {
    let mut text = "block b0 { relu }\n".to_owned();
    for n in 1..=100_000 {
        let _ = writeln!(text, "block b{n} {{ b{} }}", n - 1);
    }
    text.push_str("input 4\nb100000");
    assert_eq!(codes(&text), ["net::limit::calls"]);
}

#[test]
fn the_deepest_nesting_that_is_read_does_not_exhaust_the_stack() {
    let deep =
        |open: &str, close: &str, n: usize, inner: &str| open.repeat(n) + inner + &close.repeat(n);
    // Blocks that call each other, each from within many bodies.
    let mut text = "block b0 { relu }\n".to_owned();
    for n in 1..=60 {
        let body = deep("if true { ", " }", 60, &format!("b{}", n - 1));
        let _ = writeln!(text, "block b{n} {{ {body} }}");
    }
    text.push_str("input 4\nb60");
    assert_eq!(codes(&text), ["net::limit::depth"]);
    // Functions that call each other, each from within many brackets with every operator.
    let mut text = "fn f0(x) = x\n".to_owned();
    for n in 1..=60 {
        let body = deep("(1 + 2*-", ")", 60, &format!("f{}(x)", n - 1));
        let _ = writeln!(text, "fn f{n}(x) = {body}");
    }
    text.push_str("input 4\nassert f60(1) != 3\nrelu");
    assert_eq!(codes(&text), ["net::limit::depth"]);
    // What a file may well hold.
    let text = format!("input 4\nlinear {}", deep("(1 + ", ")", 60, "1"));
    assert_eq!(outputs(&text), ["61"]);
    let text = format!("input 4\n{}", deep("repeat 1 { ", " }", 60, "relu"));
    assert_eq!(outputs(&text), ["4"]);
}

#[test]
fn the_limits_can_be_raised() {
    let mut options = Options::default();
    options.limits.layers = 3;
    let run = |n: u32, options: &Options| {
        let checked = check_with(&format!("input 4\nrepeat {n} {{ relu }}"), options, &NoFiles);
        checked.network.is_some()
    };
    assert!(run(3, &options));
    assert!(!run(4, &options));
    options.limits.layers = 4;
    assert!(run(4, &options));
}
