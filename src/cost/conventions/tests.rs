use super::{ALL, Consumers, Convention, LayerView};
use crate::cost::testing::alexnet;
use crate::cost::{Costing, Costs};
use crate::network::{Network, OpKind};
use crate::{NoFiles, Options, Sources, ops};

/// The figures of all layers that have parameters, in order.
fn flops(network: &Network, convention: &str) -> Vec<u128> {
    let costs =
        Costs::new(network, &Costing::from(Convention::named(convention).unwrap())).unwrap();
    let stored = network.layers.iter().filter(|layer| !layer.parameters.is_empty());
    stored.map(|layer| costs.figures(layer).flops).collect()
}

const CONVOLUTIONS: [u128; 5] = [210_830_400, 895_795_200, 299_040_768, 448_561_152, 299_040_768];

#[test]
fn exact_counts_what_is_carried_out() {
    let dense = [75_497_472, 33_554_432, 8_192_000];
    assert_eq!(flops(&alexnet(1), "exact"), [&CONVOLUTIONS[..], &dense].concat());
}

#[test]
fn the_tutorial_leaves_out_the_bias_of_dense_layers() {
    let dense = [75_493_376, 33_550_336, 8_191_000];
    assert_eq!(flops(&alexnet(1), "tutorial"), [&CONVOLUTIONS[..], &dense].concat());
}

#[test]
fn molchanov_has_one_more_a_window() {
    let found = flops(&alexnet(1), "molchanov");
    // 2·Ho·Wo·Cout more than the tutorial for each convolution.
    assert_eq!(found[0], CONVOLUTIONS[0] + 2 * 55 * 55 * 96);
    assert_eq!(found[1], CONVOLUTIONS[1] + 2 * 27 * 27 * 256);
    assert_eq!(found[5..], [75_493_376, 33_550_336, 8_191_000]);
}

#[test]
fn macs2_is_twice_the_macs() {
    let network = alexnet(2);
    let costs = Costs::new(&network, &Costing::from(Convention::named("macs2").unwrap())).unwrap();
    assert_eq!(costs.totals.figures.flops, 2 * 2 * 1_135_256_096);
}

/// The tutorial's comparison, on 96×27×27 with K = 5 and 256 outputs: plain, and separable.
#[test]
fn a_separable_convolution_costs_a_share() {
    let mut network = alexnet(1);
    let plain = network.layers[3].clone();
    assert_eq!(flops(&network, "tutorial")[1], 895_795_200);
    let OpKind::Convolution(conv) = plain.kind else { panic!("conv2 is a convolution") };
    let mut depthwise = plain.clone();
    depthwise.kind =
        OpKind::Convolution(crate::network::Convolution { groups: 96, out_channels: 96, ..conv });
    let mut pointwise = plain;
    let kernel = crate::tensor::Spatial::new(&[1, 1]);
    pointwise.kind = OpKind::Convolution(crate::network::Convolution { kernel, ..conv });
    network.layers = vec![depthwise, pointwise];
    assert_eq!(flops(&network, "tutorial"), [3_499_200, 35_831_808]);
}

#[test]
fn names_are_unique_and_found() {
    for convention in ALL {
        assert!(std::ptr::eq(Convention::named(convention.name).unwrap(), *convention));
    }
    assert!(Convention::named("Exact").is_none());
}

/// The network of each operation's example, by the name of the operation.
fn examples() -> impl Iterator<Item = (&'static str, Network)> {
    ops::all().map(|operation| {
        let sources = Sources::new();
        let main = sources.add(operation.name, operation.example.text()).unwrap();
        let checked = crate::check::check(&sources, main, &Options::default(), &NoFiles);
        (operation.name, checked.network.unwrap())
    })
}

/// Whether `excludes` covers an operation: by its name, or by leaving out all that it does not count.
fn is_named(convention: &Convention, operation: &str) -> bool {
    let Convention { excludes, .. } = convention;
    excludes.starts_with("everything else") || excludes.contains(&format!("`{operation}`"))
}

/// A new operation with MACs is counted by each convention, or is named where it is left out.
#[test]
fn excludes_names_the_operations_with_macs_that_have_no_formula() {
    let mut unnamed = String::new();
    for (operation, network) in examples() {
        let consumers = Consumers::of(&network);
        for layer in network.layers.iter().filter(|layer| layer.operation == operation) {
            let view: LayerView<'_> = LayerView::new(&network, layer, &consumers);
            let omitting = ALL.iter().filter(|it| view.has_macs() && it.omits(&view));
            for convention in omitting.filter(|it| !is_named(it, operation)) {
                unnamed += &format!("{} has no formula for `{operation}`\n", convention.name);
            }
        }
    }
    assert!(unnamed.is_empty(), "`excludes` does not say so:\n{unnamed}");
}

#[test]
fn macs2_counts_every_operation_with_macs() {
    for (operation, network) in examples() {
        let costs =
            Costs::new(&network, &Costing::from(Convention::named("macs2").unwrap())).unwrap();
        let figures = costs.totals.figures;
        assert_eq!(figures.flops, 2 * figures.macs, "{operation}");
    }
}
