use super::write;
use crate::cost::testing::{Build, alexnet, resnet50};
use crate::cost::{Costing, Costs, conventions};
use crate::network::Network;
use crate::report::{ReportStyle, RowOptions, TermStyle, View};
use crate::source::Sources;
use crate::text::digits::Digits;

const PLAIN: TermStyle = TermStyle { color: false, unicode: false };
const RICH: TermStyle = TermStyle { color: false, unicode: true };

fn timeline(network: &Network, width: usize, term: TermStyle, depth: Option<usize>) -> String {
    let costs = Costs::new(network, &Costing::from(conventions::DEFAULT)).unwrap();
    let view = View {
        costs: &costs,
        sources: &Sources::new(),
        file: "",
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        // Bars are in the order of the layers, whatever the order of the rows.
        rows: &RowOptions { depth, top: Some(1), ..RowOptions::default() },
        columns: &[],
    };
    let options = ReportStyle { width, term, digits: Digits::Full, timeline: true };
    let mut out = Vec::new();
    write(&view, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_line_for_each_layer_and_the_peak_marked() {
    insta::assert_snapshot!(timeline(&alexnet(1), 72, PLAIN, None));
}

#[test]
fn folded_blocks_in_unicode() {
    insta::assert_snapshot!(timeline(&resnet50(), 60, RICH, Some(1)));
}

#[test]
fn more_layers_than_lines_share_them_and_the_peak_is_kept() {
    let text = timeline(&resnet50(), 80, PLAIN, None);
    // 175 layers in lines of three.
    assert_eq!(text.lines().count(), 2 + 59);
    let peaks: Vec<_> = text.lines().filter(|line| line.ends_with("  peak")).collect();
    assert_eq!(peaks.len(), 1);
    // What the first block adds, 256×56×56 each: both of its branches, one before its norm too.
    assert!(peaks[0].starts_with("bottleneck1/downsample1/b~ "), "{}", peaks[0]);
    assert!(peaks[0].contains(" 9,633,792 "), "{}", peaks[0]);
    assert!(text.lines().all(|line| line.len() <= 80));
}

#[test]
fn a_million_layers_are_sixty_lines_at_the_most() {
    let mut b = Build::new("deep", "");
    let mut x = b.input(&[1]);
    for _ in 0..100 {
        x = b.relu(x);
    }
    let mut network = b.output(&[x]);
    let (layer, tensor) = (network.layers[99].clone(), network.tensors[100]);
    for index in 100..1_000_000u32 {
        let mut layer = layer.clone();
        layer.inputs = smallvec::smallvec![crate::tensor::TensorId(index)];
        layer.output = crate::tensor::TensorId(index + 1);
        network.layers.push(layer);
        network.tensors.push(crate::network::Tensor {
            origin: crate::network::Origin::Layer(crate::network::LayerId(index)),
            ..tensor
        });
    }
    let text = timeline(&network, 40, PLAIN, None);
    assert!(text.lines().count() <= 62);
    assert!(text.starts_with(
        "\nbytes alive while each layer runs; a line shows the largest of 16667 rows"
    ));
}
