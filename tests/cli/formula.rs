//! Closed forms of the figures of a family.

use std::collections::BTreeMap;

use netcost::internals::bundled::schema;
use serde_json::Value;

use super::sweep::rows;
use super::{run, status, stderr, stdout};
use crate::schema::Schema;

/// The closed forms of figures, each with the remainders for which it holds.
fn formulas(arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let output = run(&[&["formula"], arguments, &["--format", "json"]].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(Schema::new(schema::FORMULA).errors(&document), [""; 0]);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let remainder = |class: &Value| {
        format!(" if {} % {} == {}", text(&class["name"]), class["modulus"], class["remainder"])
    };
    let form = |form: &Value| {
        let remainders = form["remainders"].as_array().expect("remainders").iter();
        text(&form["formula"]) + &remainders.map(remainder).collect::<String>()
    };
    let figure = |figure: &Value| {
        let forms = figure["forms"].as_array().expect("forms").iter();
        (text(&figure["figure"]), forms.map(form).collect())
    };
    document["figures"].as_array().expect("figures").iter().map(figure).collect()
}

/// Those of GPT-2 by hand: a layer of width 768 has 12·768² weights, 13·768 biases and norms.
#[test]
fn closed_forms_are_those_found_by_hand() {
    let found = formulas(&["gpt2", "-D", "depth=1..24", "--figures", "params"]);
    let layer = 12 * 768 * 768 + 13 * 768;
    let rest = 50_257 * 768 + 1024 * 768 + 2 * 768;
    assert_eq!(found["params"], [format!("{layer}*depth + {rest}")]);

    let text = "param n = 4; param m = 3; input 8; fc n; fc m";
    let found = formulas(&["-e", text, "-D", "n=2..40:2", "-D", "m=1..30"]);
    assert_eq!(found["params"], ["n*m + 9*n + m"]);
    assert_eq!(found["macs"], ["n*m + 8*n"]);

    let text = "param n = 4; input (1, n); conv 1 k1 s2 nobias";
    let found = formulas(&["-e", text, "-D", "n=1..40", "--figures", "macs"]);
    assert_eq!(found["macs"], ["1/2*n + 1/2 if n % 2 == 1", "1/2*n if n % 2 == 0"]);
}

/// Convolutions with strides of 2 and 3 over the rows and columns of the same image.
#[test]
fn remainders_of_several_settings_go_together() {
    let text = "param n = 4; param m = 4; input (1, n, m); conv 1 k1 s=(2, 4) nobias";
    let found = formulas(&["-e", text, "-D", "n=1..12", "-D", "m=4..80:2", "--figures", "macs"]);
    assert_eq!(
        found["macs"],
        [
            "1/8*n*m + 1/8*m if n % 2 == 1 if m % 4 == 0",
            "1/8*n*m + 1/4*n + 1/8*m + 1/4 if n % 2 == 1 if m % 4 == 2",
            "1/8*n*m if n % 2 == 0 if m % 4 == 0",
            "1/8*n*m + 1/4*n if n % 2 == 0 if m % 4 == 2",
        ]
    );
}

/// In Python, where there is one: the functions give what the sweep does.
#[test]
fn formulas_in_python_compute_the_figures() {
    let axes = ["mobilenet_v2", "-D", "res=96..512:16", "-D", "classes=10..60:10"];
    let figures = ["params", "macs", "peak_memory"];
    let output = run(&[
        &["formula"],
        &axes[..],
        &["--figures", "params,macs,peak_memory", "--format", "python"],
    ]
    .concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let mut script = stdout(&output);
    for row in rows(&axes) {
        for figure in figures {
            let [res, classes, value] = ["res", "classes", figure].map(|name| &row[name]);
            script += &format!("assert {figure}({res}, {classes}) == {value}\n");
        }
    }
    let python = std::process::Command::new("python3").arg("-c").arg(script).output();
    let Ok(python) = python else { return println!("skipped: there is no python3") };
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

/// All figures at all points of a family, against the formulas.
#[test]
fn closed_forms_are_right_at_points_that_nobody_looked_at() {
    let text = "param n = 4; param r = 8; input (3, r, r); conv n k3 p1; relu; pool 2; conv 2*n k3 p1; gap; fc n";
    let axes = ["-e", text, "-D", "n=1..40", "-D", "r=4..80:4"];
    let found = formulas(&[&axes[..], &["--figures", "params,macs,flops,activations"]].concat());
    let all = rows(&axes);
    assert_eq!(all.len(), 800);
    for (figure, forms) in found {
        let [formula] = &forms[..] else { panic!("{figure}: {forms:?}") };
        for row in &all {
            let number = |name: &str| i128::from(row[name].as_u64().expect("a number"));
            assert_eq!(value(formula, number("n"), number("r")), number(&figure), "{figure}");
        }
    }
}

/// The value of a polynomial with whole or rational coefficients, as it is written.
fn value(formula: &str, n: i128, r: i128) -> i128 {
    let terms = formula.replace(" - ", " + -");
    let term = |term: &str| -> (i128, i128) {
        let sign = if term.starts_with('-') { -1 } else { 1 };
        term.trim_start_matches('-').split('*').fold((sign, 1), |(over, under), factor| {
            let (base, power) = factor.split_once('^').unwrap_or((factor, "1"));
            let power = power.parse().expect("a power");
            match (base, base.split_once('/')) {
                ("n", _) => (over * n.pow(power), under),
                ("r", _) => (over * r.pow(power), under),
                (_, Some((a, b))) => (
                    over * a.parse::<i128>().expect("a number"),
                    under * b.parse::<i128>().expect("one"),
                ),
                _ => (over * base.parse::<i128>().expect("a number"), under),
            }
        })
    };
    let common = 1 << 20;
    let sum: i128 = terms.split(" + ").map(term).map(|(over, under)| over * common / under).sum();
    assert_eq!(sum % common, 0, "{formula}");
    sum / common
}

#[test]
fn what_has_no_closed_form_says_so() {
    let reason = |arguments: &[&str]| {
        let output = run(&[&["formula", "--figures", "params"], arguments].concat());
        assert_eq!(status(&output), 1);
        stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let shown = reason(&["-e", "param n = 4; input 8; fc max(n, 2**(n // 3))", "-D", "n=1..60"]);
    assert!(shown.contains("none: not a polynomial in n of degree 6 or less"), "{shown}");
    let shown = reason(&["-e", "param n = 4 in [4, 6, 8]; input 8; fc n", "-D", "n=4..8"]);
    assert!(shown.contains("none: n=5: `n` cannot be 5: it takes [4, 6, 8]"), "{shown}");
    // Far from the first numbers it is something else.
    let shown = reason(&["-e", "param n = 4; input 8; fc max(n, 2*n - 200)", "-D", "n=1..1000"]);
    assert!(shown.contains("differs from the others"), "{shown}");
}
