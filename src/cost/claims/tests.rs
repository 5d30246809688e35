use miette::Diagnostic;

use super::{metric, verdicts};
use crate::cost::testing::alexnet;
use crate::cost::{Costing, Costs, conventions};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::claim::TotalProblem;
use crate::network::{Claim, ClaimExpr, Constant, Total};
use crate::source::Span;
use crate::value::operators::{Binary, Unary};
use crate::value::{Number, UnitLiteral};
use crate::{NoFiles, Options, Sources};

fn number(value: i128) -> ClaimExpr {
    ClaimExpr::Constant(Constant::Number(Number::Int(value)))
}

fn bytes(value: i128) -> ClaimExpr {
    ClaimExpr::Constant(Constant::Quantity(UnitLiteral::Bytes, Number::Int(value)))
}

fn total(name: &str) -> ClaimExpr {
    let span = Span::new(7, 7 + 6 + name.len() as u32);
    ClaimExpr::Total(Total { key: name.to_owned(), under: None, span })
}

fn join(left: ClaimExpr, operator: Binary, right: ClaimExpr) -> ClaimExpr {
    ClaimExpr::Binary(operator, Box::new([left, right]))
}

/// What is wrong with a claim of AlexNet at batch 1.
fn problem(condition: ClaimExpr) -> Option<TotalProblem> {
    let mut network = alexnet(1);
    let span = Span::new(7, 30);
    network.claims = vec![Claim { condition, message: None, published: false, span }];
    let costs = Costs::new(&network, &Costing::from(conventions::DEFAULT)).unwrap();
    verdicts(&costs).pop().flatten().and_then(Result::err).map(|problem| match *problem.kind {
        DiagnosticKind::Total(problem) => problem,
        other => panic!("{other}"),
    })
}

fn holds(condition: ClaimExpr) -> bool {
    problem(condition).is_none()
}

/// The message, the verdict and the help of a claim that fails.
fn failure(condition: ClaimExpr) -> (String, String, String) {
    let problem = problem(condition).expect("it fails");
    let TotalProblem::Fails { verdict, heaviest, .. } = &problem else { panic!("{problem:?}") };
    (problem.to_string(), verdict.clone(), heaviest.clone().unwrap_or_default())
}

#[test]
fn true_claims_say_nothing() {
    assert!(holds(join(total("params"), Binary::Eq, number(62_378_344))));
    assert!(holds(join(total("macs"), Binary::Lt, number(2_000_000_000))));
    assert!(holds(join(total("peak_memory"), Binary::Le, bytes(2_323_200))));
    assert!(holds(join(bytes(2_323_200), Binary::Ge, total("peak_memory"))));
    assert!(holds(join(total("cmp"), Binary::Eq, number(1_637_984))));
}

#[test]
fn a_budget_that_is_passed() {
    let (message, verdict, help) = failure(join(total("params"), Binary::Le, number(5_000_000)));
    assert_eq!(message, "`total.params` is 62,378,344, not at most 5,000,000");
    assert_eq!(verdict, "57,378,344 too much");
    // 37 752 832, 16 781 312 and 4 097 000 of 62 378 344.
    assert_eq!(
        help,
        "most of it is in `fc1` 37,752,832 (60.5%), `fc2` 16,781,312 (26.9%), \
         `fc3` 4,097,000 (6.6%)"
    );
}

#[test]
fn how_far_off_each_comparison_is() {
    let verdict = |claim| failure(claim).1;
    let layers = || total("layers");
    assert_eq!(verdict(join(layers(), Binary::Lt, number(20))), "1 too much");
    assert_eq!(verdict(join(layers(), Binary::Ge, number(23))), "3 too little");
    assert_eq!(verdict(join(number(18), Binary::Ge, layers())), "2 too much");
    assert_eq!(verdict(join(number(20), Binary::Lt, layers())), "1 too little");
    assert_eq!(verdict(join(layers(), Binary::Eq, number(19))), "1 more");
    assert_eq!(verdict(join(number(21), Binary::Eq, layers())), "1 less");
    let mirrored = failure(join(number(18), Binary::Ge, layers())).0;
    assert_eq!(mirrored, "`total.layers` is 20, not at most 18");
    assert_eq!(verdict(join(layers(), Binary::Ne, number(20))), "equal");
    // Nothing is known of layers that weigh most in their number.
    assert_eq!(failure(join(layers(), Binary::Lt, number(20))).2, "");
}

#[test]
fn the_peak_names_what_lives_then() {
    let (message, _, help) = failure(join(total("peak_memory"), Binary::Lt, bytes(1 << 20)));
    assert_eq!(message, "`total.peak_memory` is 2,323,200, not less than 1,048,576");
    let each = "1,161,600 (50.0%)";
    assert_eq!(
        help,
        format!("while `relu1` runs, the outputs of `conv1` {each}, `relu1` {each} live")
    );
}

#[test]
fn the_false_part_of_a_condition_is_blamed() {
    let right = || join(total("layers"), Binary::Eq, number(20));
    let wrong = || join(total("buffers"), Binary::Gt, number(0));
    let said = "`total.buffers` is 0, not more than 0";
    assert_eq!(failure(join(right(), Binary::And, wrong())).0, said);
    assert_eq!(failure(join(wrong(), Binary::And, right())).0, said);
    let chosen = ClaimExpr::Conditional(Box::new([right(), wrong(), right()]));
    assert_eq!(failure(chosen).0, said);
    assert!(holds(join(right(), Binary::Or, wrong())));
    let negated = ClaimExpr::Unary(Unary::Not, Box::new(right()));
    assert_eq!(failure(negated).0, "this does not hold");
}

#[test]
fn totals_are_computed_with() {
    let sum = join(total("mul"), Binary::Add, total("add"));
    assert!(holds(join(sum, Binary::Eq, total("flops"))));
    let each = join(total("macs"), Binary::FloorDiv, total("layers"));
    assert_eq!(failure(join(each, Binary::Gt, number(1 << 30))).0, {
        // 1 135 256 096 / 20 is 56 762 804.8.
        "56,762,804 > 1,073,741,824 does not hold"
    });
}

#[test]
fn bytes_are_compared_with_bytes_only() {
    let wrong = |condition| match problem(condition) {
        Some(TotalProblem::Bytes { wrong, .. }) => wrong,
        other => panic!("{other:?}"),
    };
    assert_eq!(wrong(join(total("params"), Binary::Le, bytes(1))), "compared with a count");
    assert_eq!(wrong(join(bytes(1), Binary::Le, bytes(2))), "compared with bytes");
    let twice = join(bytes(1), Binary::Mul, number(2));
    assert_eq!(wrong(join(total("peak_memory"), Binary::Le, twice)), "computed with");
    let both = join(total("peak_memory"), Binary::Add, total("param_bytes"));
    assert!(holds(join(both, Binary::Le, bytes(1 << 30))));
}

#[test]
fn what_is_no_claim() {
    assert!(matches!(problem(total("params")), Some(TotalProblem::NotACondition { .. })));
    let nothing = join(total("params"), Binary::Div, total("div"));
    let problem = problem(join(nothing, Binary::Le, number(1)));
    let Some(TotalProblem::NoValue { why, totals, .. }) = problem else { panic!("{problem:?}") };
    assert_eq!((why.as_str(), totals.len()), ("division by zero", 2));
}

#[test]
fn unknown_keys_are_met_with_the_nearest() {
    let help = |name| metric(name, Span::default()).unwrap_err().help().unwrap().to_string();
    assert_eq!(help("parms"), "did you mean `total.params`?");
    assert_eq!(help("peak_mem"), "did you mean `total.peak_memory`?");
    assert!(help("xyz").starts_with("there are `layers`, `params`, "));
    let claim = join(number(1), Binary::Lt, total("flop"));
    assert!(matches!(problem(claim), Some(TotalProblem::Unknown { .. })));
}

#[test]
fn labels_point_at_the_condition_and_its_totals() {
    let problem = problem(join(total("param_bytes"), Binary::Le, bytes(1))).unwrap();
    let labels: Vec<_> = problem
        .labels()
        .unwrap()
        .map(|label| (label.offset(), label.len(), label.label().unwrap_or("").to_owned()))
        .collect();
    assert_eq!(
        labels,
        [
            (7, 23, "249,513,375 too much".to_owned()),
            (7, 17, "`total.param_bytes` is 249,513,376 bytes".to_owned())
        ]
    );
}

/// The messages about the claims of a network, each with its labels and help.
fn said(text: &str) -> Vec<String> {
    let sources = Sources::new();
    let main = sources.add("x.net", text).unwrap();
    let problems = crate::analysis::diagnose(
        &sources,
        main,
        &Options::default(),
        &Costing::default(),
        &NoFiles,
    );
    let told = |problem: &DiagnosticKind| {
        let labels = problem.labels().into_iter().flatten();
        let labels = labels.map(|label| label.label().unwrap_or_default().to_owned());
        let help = problem.help().map(|help| help.to_string());
        let parts = std::iter::once(problem.to_string()).chain(labels).chain(help);
        parts.collect::<Vec<_>>().join(" | ")
    };
    problems.iter().map(|diagnostic| told(&diagnostic.kind)).collect()
}

/// 2·2×2 outputs of 9 multiply-accumulates and a bias.
const TINY: &str = "input 1x4x4\nconv 2 k3 p0\nrelu\n";

#[test]
fn claims_name_conventions_and_devices() {
    // fvcore counts the multiply-accumulates, and nothing of a `relu`.
    assert_eq!(
        said(&format!("{TINY}assert total.flops(fvcore) == 72 and total.flops(macs2) == 144")),
        [""; 0]
    );
    // 144 operations at 8.1 T a second are 17.8 ps, 176 bytes at 320 G a second 550; the `relu`
    // takes 1 and 200.
    let claims = "assert total.compute_time(t4) == 0.019ns
        assert total.time(t4) == 0.75ns
        assert total.lower_time(t4) == 0.75ns and 0.769ns == total.upper_time(t4)
        assert total.time(a100-80gb) < total.time( t4 )";
    assert_eq!(said(&format!("{TINY}{claims}")), [""; 0]);
}

#[test]
fn times_that_fail_are_told_in_units() {
    let told = said(&format!("{TINY}assert total.time(t4) < 0.5ns"));
    assert_eq!(
        told,
        [
            "`total.time(t4)` is 750 ps, not less than 500 ps | 250 ps too much | `total.time(t4)` is 750 ps | most of it is in `conv1` 550 ps (73.3%), `relu1` 200 ps (26.7%)"
        ]
    );
    let told = said(&format!("{TINY}assert total.flops(fvcore) < 72"));
    assert_eq!(
        told,
        [
            "`total.flops(fvcore)` is 72, not less than 72 | 1 too much | `total.flops(fvcore)` is 72 | most of it is in `conv1` 72 (100.0%)"
        ]
    );
}

#[test]
fn what_is_asked_under_nothing_sensible_is_refused() {
    let first = |claim: &str| said(&format!("{TINY}assert {claim}")).remove(0);
    insta::assert_snapshot!(
        [
            first("total.time < 5ms"),
            first("total.time(t5) < 5ms"),
            first("total.time(fvcore) < 5ms"),
            first("total.flops(fvcor) < 5"),
            first("total.flops(t4) < 5"),
            first("total.params(t4) < 5"),
            first("total.tim(t4) < 5ms"),
            first("total.time(coral) < 5ms"),
            first("total.time(t4) < 5"),
            first("total.time(t4) + 1ms < 5ms"),
            first("total.macs < 5ms"),
            first("total.peak_memory < 5ms"),
            first("5KB < 5ms and total.macs > 0"),
            first("1s > total.time(t4) + total.macs"),
        ]
        .join("\n")
    );
}
