use super::testing::{Build, alexnet, resnet50};
use super::{Convention, Costing, Costs, Metric, Operations, conventions};
use crate::diagnostics::cost::CostProblem;
use crate::network::{Custom, LayerId, Network, OpKind};

fn exact(network: &Network) -> Costs<'_> {
    Costs::new(network, &Costing::from(conventions::DEFAULT)).unwrap()
}

fn total(costs: &Costs<'_>, key: &str) -> u128 {
    Metric::named(key).unwrap().total(&costs.totals)
}

#[test]
fn alexnet_has_its_published_totals() {
    let network = alexnet(1);
    let costs = exact(&network);
    for (key, value) in [
        ("layers", 20),
        ("params", 62_378_344),
        ("buffers", 0),
        ("macs", 1_135_256_096),
        ("flops", 2_270_512_192),
        ("mul", 1_135_256_096),
        ("add", 1_135_256_096),
        ("div", 0),
        ("cmp", 1_637_984),
        ("special", 0),
        ("activations", 1_453_320),
        ("read_bytes", 255_887_756),
        ("write_bytes", 5_760_032),
        ("input_bytes", 618_348),
        ("activation_bytes", 5_813_280),
        ("param_bytes", 249_513_376),
        ("peak_memory", 2_323_200),
    ] {
        assert_eq!(total(&costs, key), value, "{key}");
    }
    assert_eq!(costs.totals.peak_layer, Some(LayerId(1)));
    let conv1 = costs.figures(&network.layers[0]);
    assert_eq!((conv1.params, conv1.macs, conv1.flops), (34_944, 105_415_200, 210_830_400));
    assert_eq!((conv1.read_bytes, conv1.write_bytes), (758_124, 1_161_600));
}

/// torchvision publishes 25 557 032 parameters and 4.089 G; fvcore counts 4 089 184 256 without
/// norms and pools. Running statistics are 2 a channel: 64, and 53 120 in all of the norms.
#[test]
fn resnet50_has_its_published_totals() {
    let network = resnet50();
    let costs = exact(&network);
    assert_eq!(total(&costs, "params"), 25_557_032);
    assert_eq!(total(&costs, "buffers"), 53_120);
    assert_eq!(total(&costs, "macs"), 4_089_184_256);
}

#[test]
fn rows_are_for_the_batch_and_parameters_are_not() {
    let (one, four) = (alexnet(1), alexnet(4));
    let (one, four) = (exact(&one).totals, exact(&four).totals);
    assert_eq!(four.figures.macs, 4 * one.figures.macs);
    assert_eq!(four.figures.flops, 4 * one.figures.flops);
    assert_eq!(four.figures.activations, 4 * one.figures.activations);
    assert_eq!(four.figures.write_bytes, 4 * one.figures.write_bytes);
    assert_eq!(four.peak_memory, 4 * one.peak_memory);
    assert_eq!(four.figures.params, one.figures.params);
    // Inputs four times, parameters once.
    let params = one.figures.param_bytes;
    assert_eq!(four.figures.read_bytes - params, 4 * (one.figures.read_bytes - params));
}

#[test]
fn the_estimate_is_that_of_paddle_summary() {
    let network = alexnet(4);
    let totals = exact(&network).totals;
    // 3·227·227, 1 453 320 outputs twice, and the parameters, at 4 bytes.
    assert_eq!(totals.input_bytes, 4 * 618_348);
    assert_eq!(totals.pass_bytes(), 4 * 2 * 5_813_280);
    assert_eq!(totals.estimated_bytes, 4 * 618_348 + 4 * 2 * 5_813_280 + 249_513_376);
}

#[test]
fn every_convention_side_by_side() {
    let network = alexnet(2);
    for comparison in super::compare(&network).unwrap() {
        let costs = Costs::new(&network, &Costing::from(comparison.convention)).unwrap();
        let name = comparison.convention.name;
        assert_eq!(comparison.flops, costs.totals.figures.flops, "{name}");
        let left_out = costs.uncounted.iter().all(|each| comparison.left_out.contains(each));
        assert!(left_out, "{name} has no formula for what it counts");
    }
}

#[test]
fn a_comparison_says_what_is_in_and_what_is_out() {
    let network = alexnet(1);
    let all = super::compare(&network).unwrap();
    let of = |name: &str| all.iter().find(|each| each.convention.name == name).unwrap();
    // A dropout computes nothing, and neither does a `flatten`.
    assert_eq!(of("macs2").counted, ["conv", "fc"]);
    assert_eq!(of("macs2").left_out, ["relu", "pool"]);
    assert_eq!(of("exact").left_out, ["relu", "pool"], "comparisons alone");
    assert_eq!(of("onnx-tool").counted, ["conv", "relu", "pool", "fc"]);
    assert!(of("onnx-tool").left_out.is_empty());
}

#[test]
fn totals_are_the_sums_of_rows() {
    let network = alexnet(3);
    let costs = exact(&network);
    let rows = network.layers.iter().map(|layer| costs.figures(layer));
    let sum = rows.reduce(|a, b| a.plus(b).unwrap()).unwrap();
    assert_eq!(sum, costs.totals.figures);
}

#[test]
fn what_a_convention_has_no_formula_for_is_named_once() {
    let network = alexnet(1);
    let under = |name| {
        Costs::new(&network, &Costing::from(Convention::named(name).unwrap())).unwrap().uncounted
    };
    assert_eq!(under("tutorial"), ["relu", "pool"]);
    assert!(under("exact").is_empty());
}

#[test]
fn a_layer_of_weights_only_is_not_multiplied() {
    let mut b = Build::new("position", "");
    b.network.batch = 8;
    let x = b.input(&[6]);
    let w = b.weight(&[6]);
    let positive = b.relu(w);
    let y = b.add(x, positive);
    let network = b.output(&[y]);
    let costs = exact(&network);
    let relu = costs.figures(&network.layers[1]);
    assert_eq!(relu.ops, Operations { cmp: 6, ..Operations::default() });
    assert_eq!((relu.activations, relu.read_bytes, relu.write_bytes), (6, 24, 24));
    let add = costs.figures(&network.layers[2]);
    assert_eq!(add.ops.add, 48);
    assert_eq!((add.read_bytes, add.write_bytes), (8 * 24 + 24, 8 * 24));
    let weight = costs.figures(&network.layers[0]);
    assert_eq!((weight.params, weight.activations), (6, 0));
    assert_eq!((weight.read_bytes, weight.write_bytes), (0, 0));
}

#[test]
fn a_network_without_layers_costs_nothing() {
    let mut b = Build::new("empty", "");
    let x = b.input(&[2, 3]);
    let network = b.output(&[x]);
    let costs = exact(&network);
    assert_eq!(costs.totals.figures, super::Figures::default());
    assert_eq!((costs.totals.input_bytes, costs.totals.peak_memory), (24, 0));
    assert_eq!(costs.totals.peak_layer, None);
}

#[test]
fn overflow_names_the_layer_where_it_happens() {
    // 2⁶³ multiply-accumulates a sample and a batch of 2⁶⁴ − 1: one fits, two do not.
    let network = |layers: usize| {
        let mut b = Build::new("vast", "");
        b.network.batch = u64::MAX;
        let x = b.input(&[1]);
        for _ in 0..layers {
            b.layer(
                "custom",
                &[x],
                &[&[1]],
                OpKind::Custom(Custom { macs: 1 << 63, ..Custom::default() }),
                (0, 0),
            );
        }
        b.output(&[x])
    };
    let too_large = |span| CostProblem::TooLarge { batch: u64::MAX, span }.into();
    assert!(
        Costs::new(&network(1), &Costing::from(Convention::named("tutorial").unwrap())).is_ok()
    );
    let three = network(3);
    let problem =
        Costs::new(&three, &Costing::from(Convention::named("tutorial").unwrap())).unwrap_err();
    let span = three.layers[2].span;
    assert_eq!(*problem, too_large(span));
    // `exact` adds two operations a multiply-accumulate, so that already the second is too much.
    let problem = Costs::new(&three, &Costing::from(conventions::DEFAULT)).unwrap_err();
    assert_eq!(*problem, too_large(three.layers[1].span));
}
