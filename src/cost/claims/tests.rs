use miette::Diagnostic;

use super::super::testing::alexnet;
use super::super::{Costs, conventions};
use super::{failing, key};
use crate::diagnostics::Problem;
use crate::diagnostics::total::TotalProblem;
use crate::network::{Claim, Constant, Formula};
use crate::number::Number;
use crate::operators::{Binary, Unary};
use crate::source::Span;

fn number(value: i128) -> Formula {
    Formula::Constant(Constant::Number(Number::Int(value)))
}

fn bytes(value: i128) -> Formula {
    Formula::Constant(Constant::Bytes(Number::Int(value)))
}

fn total(name: &str) -> Formula {
    Formula::Total(name.to_owned(), Span::new(7, 7 + 6 + name.len() as u32))
}

fn join(left: Formula, operator: Binary, right: Formula) -> Formula {
    Formula::Binary(operator, Box::new([left, right]))
}

/// What is wrong with a claim of AlexNet at batch 1.
fn problem(condition: Formula) -> Option<TotalProblem> {
    let mut network = alexnet(1);
    let span = Span::new(7, 30);
    network.claims = vec![Claim { condition, message: None, span }];
    let costs = Costs::new(&network, conventions::DEFAULT).unwrap();
    failing(&costs).pop().map(|problem| match *problem {
        Problem::Total(problem) => problem,
        other => panic!("{other}"),
    })
}

fn holds(condition: Formula) -> bool {
    problem(condition).is_none()
}

/// The message, the verdict and the help of a claim that fails.
fn failure(condition: Formula) -> (String, String, String) {
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
    let chosen = Formula::Conditional(Box::new([right(), wrong(), right()]));
    assert_eq!(failure(chosen).0, said);
    assert!(holds(join(right(), Binary::Or, wrong())));
    let negated = Formula::Unary(Unary::Not, Box::new(right()));
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
    let help = |name| key(name, Span::default()).unwrap_err().help().unwrap().to_string();
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
