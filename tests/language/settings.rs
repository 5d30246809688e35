//! Settings, params and inputs, and what the caller overrides.

use super::*;
use netcost::internals::check::{Argument, BadValue, ParamValue, parse_value};
use netcost::internals::cost::Costs;
use netcost::internals::tensor::Dtype;
use netcost::internals::value::Number;
use netcost::network::Constant;
use netcost::{Costing, InPlace};

fn with(text: &str, options: Options) -> Result<Network, Vec<String>> {
    let checked = check_with(text, &options, &NoFiles);
    checked.network.ok_or_else(|| checked.diagnostics.iter().map(code).collect())
}

fn arguments(pairs: &[(&str, &str)]) -> Options {
    let sources = Sources::new();
    let pairs = pairs
        .iter()
        .map(|(name, text)| Argument::new(*name, parse_value(&sources, text).expect("a value")));
    Options { arguments: pairs.collect(), ..Options::default() }
}

fn inputs(pairs: &[(Option<&str>, &[u64])]) -> Options {
    let pairs = pairs.iter().map(|(name, sizes)| (name.map(str::to_owned), sizes.to_vec()));
    Options { inputs: pairs.collect(), ..Options::default() }
}

fn output(network: &Network) -> String {
    network.tensor(network.outputs[0]).shape.to_string()
}

#[test]
fn settings_of_the_file() {
    let network = network(
        "network \"Mine\"\nbatch 4\ndtype weights=int8 activations=f16\nconvention tutorial\ninput 4\nrelu",
    );
    assert_eq!((network.name.as_str(), network.batch), ("Mine", 4));
    assert_eq!((network.dtype.weights, network.dtype.activations), (Dtype::Int8, Dtype::F16));
    assert_eq!(network.dtype.biases, None);
    assert_eq!(network.convention.map(|(name, _)| name), Some("tutorial".to_owned()));
    // A word with a number at its end is no shorthand where a word stands.
    let network = self::network("convention macs2\ninput 4\nrelu");
    assert_eq!(network.convention.map(|(name, _)| name), Some("macs2".to_owned()));
    let network = self::network("input 4\nrelu\ndtype f16");
    assert_eq!(network.tensor(network.outputs[0]).dtype, Dtype::F16);
    let network = self::network("input 4\nlinear 4 dtype=int8");
    assert_eq!(
        (network.layers[0].weights, network.tensor(network.outputs[0]).dtype),
        (Dtype::Int8, Dtype::Int8)
    );
}

#[test]
fn biases_may_have_a_type_of_their_own() {
    let types = |network: &Network, layer: usize| {
        let used = network.parameters_of(&network.layers[layer]);
        used.map(|used| used.parameter.dtype).collect::<Vec<_>>()
    };
    use Dtype::{F16, F32, Int4, Int8, Int32};
    let text =
        "dtype int8 biases=int32\ninput 4\nlinear 4\nlinear 4 weights=int4\nlinear 4 dtype=f16\nbn";
    let network = self::network(text);
    // The scale of a norm is a weight.
    let expected =
        [vec![Int8, Int32], vec![Int4, Int32], vec![F16, F16], vec![Int8, Int32, Int8, Int8]];
    assert_eq!([0, 1, 2, 3].map(|layer| types(&network, layer)), expected);
    let caller = |weights, biases, activations| {
        let options = Options { weights, biases, activations, ..Options::default() };
        let network = with(text, options).expect("a network");
        (types(&network, 0), network.overridden)
    };
    assert_eq!(caller(None, Some(Int8), None), (vec![Int8, Int8], true));
    assert_eq!(caller(Some(Int4), None, None), (vec![Int4, Int32], true));
    assert_eq!(caller(Some(F32), None, Some(F32)), (vec![F32, F32], true), "all of them");
    assert_eq!(caller(None, None, None), (vec![Int8, Int32], false));
}

#[test]
fn inplace_is_a_setting_of_the_file_and_a_name_elsewhere() {
    let text = "input 8x4x4\nconv 8\nbn\nrelu";
    let peak = |text: &str, inplace: bool| {
        let network = network(text);
        let costing = Costing { inplace: inplace.into(), ..Costing::default() };
        Costs::new(&network, &costing).expect("figures").totals.peak_memory
    };
    let set = format!("inplace\n{text}");
    // Each tensor has 8·4·4 values of 4 bytes: two of them, for `conv`, or two for any layer.
    assert_eq!((peak(text, false), peak(text, true), peak(&set, false)), (1024, 1024, 1024));
    let text = "input 1x4x4\nconv 8\nrelu";
    let set = format!("inplace\n{text}");
    // The outputs of `conv` and `relu`; or the input, and the one output.
    assert_eq!((peak(text, false), peak(text, true), peak(&set, false)), (1024, 576, 576));
    assert_eq!(codes("input 4\ninplace\ninplace\nrelu"), ["net::call::setting_twice"]);
    assert_eq!(codes("input 4\ninplace true\nrelu"), ["net::call::too_many_arguments"]);
    assert_eq!(codes("input 4\nlet inplace = 3\nlinear inplace"), [] as [&str; 0]);
}

#[test]
fn mistaken_settings() {
    assert_eq!(codes("input 4\nx: batch 4\nrelu"), ["net::call::too_many_labels"]);
    assert_eq!(codes("input 4\nbatch 4 -> 9\nrelu"), ["net::claim::not_a_tensor"]);
    assert_eq!(codes("input 4\nlet t = \"f16\"\ndtype t\nrelu"), ["net::call::wrong_type"]);
    assert_eq!(codes("input 4\ndtype 16\nrelu"), ["net::call::wrong_type"]);
    assert_eq!(codes("input 4\ndtype \"f17\"\nrelu"), ["net::call::unknown_word"]);
    assert_eq!(codes("param x = 1 in \"a\"..\"b\"\ninput 4\nrelu"), ["net::call::wrong_type"]);
    assert_eq!(network("input 4\ndtype \"int8\"\nrelu").dtype.weights, Dtype::Int8);
    assert_eq!(codes("batch 0\ninput 4\nrelu"), ["net::call::out_of_range"]);
    assert_eq!(codes("batch\ninput 4\nrelu"), ["net::call::missing_argument"]);
    assert_eq!(codes("dtype f17\ninput 4\nrelu"), ["net::call::unknown_word"]);
    for title in ["AlexNet", "ResNet18"] {
        let text = format!("network {title}\ninput 4\nrelu");
        assert_eq!(codes(&text), ["net::name::unknown"], "{title}");
    }
    assert_eq!(codes("block batch(n) { relu }\ninput 4\nrelu"), ["net::name::setting_as_block"]);
}

#[test]
fn params_are_set_from_outside() {
    let text = "param d = 4\ninput 4\nlinear d";
    assert_eq!(output(&with(text, arguments(&[("d", "2*3")])).expect("fine")), "6");
    assert_eq!(output(&with(text, Options::default()).expect("fine")), "4");
    assert_eq!(
        with(text, arguments(&[("e", "3")])).expect_err("unknown"),
        ["net::setting::unknown_param"]
    );
    let act = "param act = relu\ninput 4\nact";
    assert_eq!(with(act, arguments(&[("act", "gelu")])).expect("fine").layers[0].operation, "gelu");
    let word = "param mode = \"fast\"\ninput 4\nif mode == \"slow\" { linear 9 }";
    assert_eq!(output(&with(word, arguments(&[("mode", "slow")])).expect("fine")), "9");
}

#[test]
fn a_value_is_an_expression_without_names_or_a_word() {
    let sources = Sources::new();
    let value = |text| parse_value(&sources, text);
    let word = |word: &str| Ok(ParamValue::Word(word.to_owned()));
    assert_eq!(
        (value("true"), value("relu"), value("7x7")),
        (Ok(true.into()), word("relu"), Ok((7, 7).into()))
    );
    assert_eq!((value("1.6G"), value("0.5")), (Ok(1_600_000_000.into()), Ok(0.5.into())));
    assert_eq!(sources.iter().count(), 0, "words and numbers need no source");
    assert_eq!((value("2**3"), value("max(2, 3)")), (Ok(8.into()), Ok(3.into())));
    assert_eq!(value("-3"), Ok((-3).into()));
    assert_eq!(
        value("[3, \"a\"]"),
        Ok(ParamValue::List(vec![3.into(), ParamValue::Text("a".to_owned())]))
    );
    assert_eq!(value("400mf"), word("400mf"));
    for text in ["3 +", "x + 1", "f(3)", "it.c", "total.params", "3 4", "Ünit", ""] {
        assert!(matches!(value(text), Err(BadValue::NotAValue(_))), "{text}");
    }
    for text in ["1/0", "range(100000000)", "5KiB"] {
        assert!(matches!(value(text), Err(BadValue::Failed(_))), "{text}");
    }
}

#[test]
fn params_are_typed_values() {
    let text = "param d = 4\nparam act = relu\nparam sizes = [1]\nparam word = \"a\"\ninput 4\nlinear d; act; linear len(sizes)\nif word == \"relu\" { linear 7 }";
    let options = Options::new().param("d", 6).param("act", "gelu").param("sizes", vec![1, 2, 3]);
    let network = with(text, options.clone()).expect("fine");
    assert_eq!((network.layers[1].operation, output(&network)), ("gelu", "3".to_owned()));
    let word = options.param("word", ParamValue::Text("relu".to_owned()));
    assert_eq!(output(&with(text, word).expect("fine")), "7");
    let infinite = Options::new().param("d", f64::INFINITY);
    assert_eq!(with(text, infinite).expect_err("infinite"), ["net::setting::bad_argument"]);
    let named = Options::new().input("x", [3, 8]).batch(2);
    assert_eq!(output(&with("x: input 4x4\nrelu", named).expect("fine")), "3×8");
}

#[test]
fn a_param_or_input_is_set_once() {
    let twice = "net::setting::given_twice";
    let text = "param d = 4\ninput 4\nlinear d";
    let found = with(text, arguments(&[("d", "3"), ("d", "4")])).expect_err("twice");
    assert_eq!(found, [twice]);
    let found = with(text, inputs(&[(None, &[3]), (None, &[4])])).expect_err("twice");
    assert_eq!(found, [twice]);
}

#[test]
fn params_have_legal_values() {
    for legal in ["[2, 4, 8]", "2..8"] {
        let text = format!("param d = 4 in {legal}\ninput 4\nlinear d");
        assert_eq!(output(&with(&text, arguments(&[("d", "8")])).expect("legal")), "8");
        assert_eq!(
            with(&text, arguments(&[("d", "9")])).expect_err("illegal"),
            ["net::setting::illegal_argument"]
        );
        let text = format!("param d = 1 in {legal}\ninput 4\nlinear d");
        assert_eq!(codes(&text), ["net::value::illegal_default"]);
    }
}

#[test]
fn an_illegal_param_is_one_message() {
    let text = "param d = 4 in [4, 8]\nblock b { linear d }\ninput 4\nb\nlinear d";
    assert_eq!(
        with(text, arguments(&[("d", "9")])).expect_err("illegal"),
        ["net::setting::illegal_argument"]
    );
}

#[test]
fn the_report_is_told_the_arguments() {
    let network = network("param d = 4\nparam s = (1, 2)\nparam act = relu\ninput 4\nlinear d");
    let numbers = |numbers: &[i128]| {
        Constant::List(numbers.iter().map(|n| Constant::Number(Number::Int(*n))).collect())
    };
    assert_eq!(
        network.arguments,
        [
            ("d".to_owned(), Constant::Number(Number::Int(4))),
            ("s".to_owned(), numbers(&[1, 2])),
            ("act".to_owned(), Constant::Text("relu".to_owned())),
        ]
    );
}

#[test]
fn inputs_are_set_from_outside() {
    let one = "input 3x8x8\nconv 4";
    assert_eq!(output(&with(one, inputs(&[(None, &[3, 16, 9])])).expect("fine")), "4×16×9");
    assert_eq!(
        with(one, inputs(&[(None, &[3, 0, 8])])).expect_err("bad"),
        ["net::setting::bad_input"]
    );
    assert_eq!(
        with(one, inputs(&[(Some("a"), &[3, 4, 4])])).expect_err("unknown"),
        ["net::setting::unknown_input"]
    );
    let two = "a: input 3x8\nb: input 5x8\nconcat a b";
    assert_eq!(output(&with(two, inputs(&[(Some("b"), &[7, 8])])).expect("fine")), "10×8");
    assert_eq!(
        with(two, inputs(&[(None, &[3, 8])])).expect_err("which"),
        ["net::setting::ambiguous_input"]
    );
}

#[test]
fn published_figures_are_of_the_file_as_written() {
    let text = "param d = 4\nbatch 2\ninput 4\nlinear d\nassert total.params == 20\nassert total.params <= 20";
    let kept = |options| {
        let network = with(text, options).expect("fine");
        checked_claims(&network, &Costing::default())
    };
    assert_eq!(kept(Options::default()), (2, 0));
    assert_eq!(kept(arguments(&[("d", "4")])), (2, 0));
    assert_eq!(kept(arguments(&[("d", "5")])), (1, 1));
    assert_eq!(kept(Options { batch: Some(2), ..Options::default() }), (2, 0));
    assert_eq!(kept(Options { batch: Some(3), ..Options::default() }), (1, 1));
    assert_eq!(kept(inputs(&[(None, &[8])])), (1, 1));
    assert_eq!(kept(Options { weights: Some(Dtype::Int8), ..Options::default() }), (1, 1));
    let file = network(text);
    let tutorial = netcost::Convention::named("tutorial").expect("a convention");
    assert_eq!(checked_claims(&file, &Costing::from(tutorial)), (1, 1));
    let stated = network(&format!("convention tutorial\n{text}"));
    assert_eq!(checked_claims(&stated, &Costing::from(tutorial)), (2, 0));
}

#[test]
fn claimed_shapes_are_of_the_file_as_written() {
    let text = "param c = 8
input 3x8x8
conv c k3 p1 -> 8x8x8
conv 2*c k3 p1 s2 -> (2*c, 4, 4)
repeat 2 { conv 16 k3 p1 -> 16x4x4 }";
    let unchecked = |options| with(text, options).map(|network| network.unchecked_claims);
    assert_eq!(unchecked(Options::default()), Ok(0));
    // The first claim states the channels as a number; the second follows the param.
    assert_eq!(unchecked(arguments(&[("c", "8")])), Ok(0));
    assert_eq!(unchecked(arguments(&[("c", "4")])), Ok(1));
    assert_eq!(unchecked(inputs(&[(None, &[3, 16, 16])])), Ok(4));
    let strict = Options { strict: true, ..inputs(&[(None, &[3, 16, 16])]) };
    // The rest follows from the claimed shape.
    assert_eq!(with(text, strict).expect_err("a claim that fails"), ["net::shape::claim"]);
}

#[test]
fn what_an_override_leaves_as_it_is_is_checked() {
    // The second claim is wrong in the file as it is written.
    let text = "input 3x8x8\nconv 8 k3 p1 -> 8x8x8\nconv 8 k3 p1 -> 4x8x8";
    let claim = Err(vec!["net::shape::claim".to_owned()]);
    assert_eq!(with(text, Options::default()).map(|_| ()), claim.clone());
    assert_eq!(with(text, inputs(&[(None, &[3, 16, 16])])).map(|_| ()), claim.clone());
    // A claim that depends on the param, and does not hold for another value of it.
    let text = "param c = 8\ninput 3x8x8\nconv 2*c k3 p1 -> (c + 8, 8, 8)";
    assert_eq!(with(text, arguments(&[("c", "8")])).map(|_| ()), Ok(()));
    assert_eq!(with(text, arguments(&[("c", "4")])).map(|_| ()), claim);
}

/// How many claims are checked, and how many are not.
fn checked_claims(network: &Network, costing: &Costing<'_>) -> (u64, u64) {
    let costs = Costs::new(network, costing).expect("they fit");
    (costs.network.claims.len() as u64 - costs.skipped_claims(), costs.skipped_claims())
}

#[test]
fn a_setting_is_stated_once() {
    let twice = ["net::call::setting_twice"];
    assert_eq!(codes("batch 1\ninput 8\nlinear 4\nbatch 32"), twice);
    assert_eq!(codes("dtype f16\ndtype f32\ninput 8\nlinear 4"), twice);
    assert_eq!(codes("dtype weights=f16\ndtype activations=f32\ninput 8\nlinear 4"), [""; 0]);
}

#[test]
fn each_stored_tensor_begins_at_a_whole_byte() {
    // 9 weights of half a byte and 3 biases; together they would be 6 bytes.
    let network = network("input 3\nlinear 3 dtype=int4\nlinear 3 dtype=int1");
    let own: Vec<_> = totals(&network).iter().map(|totals| totals.own_bytes).collect();
    assert_eq!(own, [5 + 2, 2 + 1]);
    let shared = self::network("input 3\nlinear 3 share=a dtype=int4\nlinear 3 share=a dtype=int4");
    let shared = &totals(&shared)[1];
    assert_eq!((shared.own_bytes, shared.bytes), (0, 7));
}

#[test]
fn running_in_place_is_another_setting_than_the_published_one() {
    let text = "input 4\nrelu\nassert total.peak_memory == 32\nassert total.peak_memory <= 32";
    let network = network(text);
    let in_place = Costing { inplace: InPlace::Elementwise, ..Costing::default() };
    assert_eq!(checked_claims(&network, &in_place), (1, 1));
    assert_eq!(checked_claims(&network, &Costing::default()), (2, 0));
}
