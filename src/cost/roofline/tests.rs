use super::Times;
use crate::cost::testing::network;
use crate::cost::{Costing, Costs, conventions};
use crate::device::Device;
use crate::diagnostics::cost::CostProblem;

fn device(peak: &str, bandwidth: &str) -> Device {
    let bandwidth = match bandwidth {
        "" => String::new(),
        value => format!("[bandwidth]\nvalue = {value}"),
    };
    Device::parse(&format!("name = 'x'\ntitle = 'X'\n[peak]\n{peak}\n{bandwidth}")).unwrap()
}

fn on(device: &Device) -> Costing<'_> {
    Costing { device: Some(device), ..Costing::default() }
}

/// The times of each layer, and of all.
fn times(text: &str, device: Device) -> (Vec<Times>, Times) {
    let network = network(text);
    let costs = Costs::under(conventions::DEFAULT, &network, &on(&device)).unwrap();
    let layers = network.layers.iter().map(|layer| costs.figures(layer).times);
    (layers.collect(), costs.totals.figures.times)
}

/// 2·2×2 outputs of 9 multiply-accumulates: 144 operations; it reads 16 and 20 values and writes 8,
/// in 176 bytes. The `relu` compares 8 times, and reads and writes 8 values, in 64 bytes.
const TINY: &str = "input 1x4x4\nconv 2 k3 p0\nrelu\n";

#[test]
fn the_slower_of_computing_and_moving_binds_each_layer() {
    // An operation and half a byte in a nanosecond.
    let (layers, total) = times(TINY, device("f32 = { value = 1e9 }", "2e9"));
    let conv = Times { compute: 144_000, memory: 88_000, longer: 144_000 };
    let relu = Times { compute: 8_000, memory: 32_000, longer: 32_000 };
    assert_eq!(layers, [conv, relu]);
    assert_eq!(
        layers.iter().map(Times::bound).collect::<Vec<_>>(),
        [Some("compute"), Some("memory")]
    );
    assert_eq!(total, Times { compute: 152_000, memory: 120_000, longer: 176_000 });
    assert_eq!((total.lower(), total.upper()), (152_000, 272_000));
}

#[test]
fn times_are_rounded_up_to_picoseconds_at_each_layer() {
    let (layers, _) = times(TINY, device("f32 = { value = 7e12 }", "11e12"));
    // 144 / 7 = 20.6, 176 / 11 = 16, 8 / 7 = 1.1, 64 / 11 = 5.8.
    let seen: Vec<_> = layers.iter().map(|times| (times.compute, times.memory)).collect();
    assert_eq!(seen, [(21, 16), (2, 6)]);
}

#[test]
fn without_a_bandwidth_only_operations_take_time() {
    let (layers, total) = times(TINY, device("f32 = { value = 1e9 }", ""));
    assert_eq!(layers[1], Times { compute: 8_000, memory: 0, longer: 8_000 });
    assert_eq!(total.lower(), total.upper());
}

#[test]
fn a_layer_computes_at_the_peak_of_its_output_and_views_take_no_time() {
    let peaks = "f32 = { value = 1e9 }\nf16 = { value = 2e9 }";
    let text = "input 4\nrelu dtype=f16\nidentity\nrelu dtype=f32\n";
    let (layers, _) = times(text, device(peaks, ""));
    let compute: Vec<_> = layers.iter().map(|times| times.compute).collect();
    assert_eq!(compute, [2_000, 0, 4_000]);
    assert_eq!(layers[1].bound(), None);
}

#[test]
fn a_type_without_a_peak_is_refused_where_something_is_computed_in_it() {
    let network = network("input 4\nidentity\nrelu dtype=int8\n");
    let peaks = "f16 = { value = 1 }\nf32 = { value = 1 }";
    let device = device(peaks, "");
    let problem = Costs::under(conventions::DEFAULT, &network, &on(&device)).unwrap_err();
    assert_eq!(problem.to_string(), "`x` has no peak for int8");
    let CostProblem::NoPeak { known, span, .. } = problem else { panic!("{problem:?}") };
    assert_eq!((known.as_str(), span.unwrap().start), ("`f32` and `f16`", 17));
}

#[test]
fn a_time_that_does_not_fit_is_an_error() {
    let network = network("batch 9223372036854775807\ninput 1000000000\nrelu\n");
    let device = device("f32 = { value = 1 }", "");
    let problem = Costs::under(conventions::DEFAULT, &network, &on(&device)).unwrap_err();
    assert!(matches!(problem, CostProblem::TooLarge { .. }), "{problem:?}");
}

#[test]
fn of_equal_times_computing_is_named() {
    let bound = |compute, memory| Times { compute, memory, longer: compute.max(memory) }.bound();
    assert_eq!([bound(2, 1), bound(1, 1), bound(1, 0)], [Some("compute"); 3]);
    assert_eq!([bound(1, 2), bound(0, 1)], [Some("memory"); 2]);
    assert_eq!(bound(0, 0), None);
}
