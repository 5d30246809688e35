use serde_json::{Value, json};

use super::{WriteError, write};
use crate::cost::testing::{ALEXNET, Build, alexnet};
use crate::cost::{Costing, Costs, compare, conventions};
use crate::diagnostics::cost::CostProblem;
use crate::network::{Constant, Custom, Network, OpKind};
use crate::report::{ReportStyle, RowOptions, View};
use crate::source::Sources;
use crate::value::Number;

fn text(network: &Network, source: &str, all: bool) -> Result<String, WriteError> {
    let sources = Sources::new();
    sources.add("examples/alexnet.net", source).unwrap();
    let costs = Costs::new(network, &Costing::from(conventions::DEFAULT)).unwrap();
    let by_convention = if all { compare(network).unwrap() } else { Vec::new() };
    let file = "examples/alexnet.net";
    let mut out = Vec::new();
    let view = View {
        costs: &costs,
        sources: &sources,
        file,
        by_convention: &by_convention,
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows: &RowOptions::default(),
        columns: &[],
    };
    write(&view, &ReportStyle::default(), &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

/// The example of the reference, key by key and in its order.
#[test]
fn alexnet_is_as_documented() {
    let text = text(&alexnet(1), ALEXNET, false).unwrap();
    let first = concat!(
        r#"{"index":1,"name":"conv1","path":"conv1","scope":"","op":"conv","source":"conv 96 k11 s4 p0","#,
        r#""inputs":[[3,227,227]],"outputs":[[96,55,55]],"#,
        r#""params":34944,"buffers":0,"macs":105415200,"flops":210830400,"#,
        r#""ops":{"mul":105415200,"add":105415200,"div":0,"cmp":0,"special":0},"#,
        r#""activations":290400,"read_bytes":758124,"write_bytes":1161600,"#,
        r#""activation_bytes":1161600,"param_bytes":139776,"#,
        r#""live":1779948,"receptive_field":[11,11],"stride":[4,4],"dtype":"f32","#,
        r#""line":4,"column":1},"#,
    );
    let totals = concat!(
        r#"],"totals":{"layers":20,"params":62378344,"buffers":0,"macs":1135256096,"#,
        r#""flops":2270512192,"#,
        r#""ops":{"mul":1135256096,"add":1135256096,"div":0,"cmp":1637984,"special":0},"#,
        r#""activations":1453320,"read_bytes":255887756,"write_bytes":5760032,"#,
        r#""input_bytes":618348,"activation_bytes":5813280,"#,
        r#""param_bytes":249513376,"peak_memory":2323200,"peak_layer":"relu1","#,
        r#""peak_tensors":[{"name":"conv1","shape":[96,55,55],"dtype":"f32","bytes":1161600},"#,
        r#"{"name":"relu1","shape":[96,55,55],"dtype":"f32","bytes":1161600}]}}"#,
    );
    let head = concat!(
        r#"{"schema":1,"network":"alexnet","file":"examples/alexnet.net","#,
        r#""batch":1,"dtype":{"weights":"f32","activations":"f32"},"convention":"exact","#,
        r#""arguments":{},"inputs":["#,
    );
    let ports = concat!(
        r#"{"name":null,"shape":[3,227,227],"dtype":"f32"}"#,
        "\n],\"outputs\":[\n",
        r#"{"name":"fc3","shape":[1000],"dtype":"f32"}"#,
        "\n],\"layers\":[\n",
    );
    assert!(text.contains(ports), "{text}");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 26);
    assert_eq!([lines[0], lines[5], lines[25]], [head, first, totals]);
}

#[test]
fn places_and_sources_are_those_of_the_calls() {
    let value: Value = serde_json::from_str(&text(&alexnet(1), ALEXNET, false).unwrap()).unwrap();
    let place = |index: usize| {
        let row = &value["layers"][index];
        (row["op"].clone(), row["source"].clone(), row["line"].clone(), row["column"].clone())
    };
    assert_eq!(place(1), (json!("relu"), json!("relu"), json!(4), json!(20)));
    // The first `fc` brings its `flatten`.
    assert_eq!(place(13), (json!("flatten"), json!("fc 4096"), json!(10), json!(1)));
    assert_eq!(place(14), (json!("fc"), json!("fc 4096"), json!(10), json!(1)));
    assert!(value["layers"][0].get("file").is_none());
}

#[test]
fn arguments_keep_their_types_and_conventions_stand_in_the_totals() {
    let mut network = alexnet(1);
    let decimal = Constant::Number(Number::Dec(0.75));
    let list = Constant::List(vec![Constant::Number(Number::Int(3)), Constant::Bool(true)]);
    network.arguments = vec![
        ("width".to_owned(), decimal),
        ("stages".to_owned(), list),
        ("act".to_owned(), Constant::Text("relu".to_owned())),
    ];
    let text = text(&network, ALEXNET, true).unwrap();
    assert!(text.contains(r#""arguments":{"width":0.75,"stages":[3,true],"act":"relu"}"#));
    assert!(text.contains(r#""flops_by_convention":{"exact":2270512192,"macs2":2270512192,"#));
}

#[test]
fn a_network_without_layers_has_no_peak() {
    let mut b = Build::new("empty", "");
    let x = b.input(&[1]);
    let text = text(&b.output(&[x]), "input 1", false).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["layers"], json!([]));
    assert_eq!(value["totals"]["peak_layer"], Value::Null);
}

#[test]
fn counts_beyond_64_bits_are_refused_before_anything_is_written() {
    let network = |macs: u64| {
        let mut b = Build::new("vast", "");
        let x = b.input(&[1]);
        b.layer(
            "custom",
            &[x],
            &[&[1]],
            OpKind::Custom(Custom { macs, ..Custom::default() }),
            (0, 0),
        );
        b.output(&[x])
    };
    // `exact` doubles them.
    let most = (1 << 62) - 1;
    assert!(text(&network(most), "", false).unwrap().contains("9223372036854775806"));
    let error = text(&network(most + 1), "", false).unwrap_err();
    let WriteError::Cost(problem) = error else { panic!("{error}") };
    assert_eq!(problem, CostProblem::TooLargeToWrite { key: "flops", value: 1 << 63 });
}
