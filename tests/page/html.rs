//! Pages as files: the model reads back from them, and nothing that a file says becomes markup.

use netcost::internals::check::{Options, check};
use netcost::internals::network::{Builder, NewLayer};
use netcost::internals::report::{RowOptions, View};
use netcost::network::{Activation, ActivationKind, Constant, Imported, OpKind};
use netcost::{Costing, NoFiles, Shape, Sources, Span};
use proptest::prelude::*;

use super::read::Read;
use super::{each_network, page_of};
use crate::program::Program;
use crate::reports::written;

const BEGIN: &str = "<script type=\"application/json\" id=\"model\">";

/// The model of a page.
pub fn model(html: &str) -> &str {
    let (_, from) = html.split_once(BEGIN).expect("a model");
    from.split_once("</script>").expect("its end").0
}

/// What is markup.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or(tag)).collect()
}

#[test]
fn every_example_reads_back_from_its_page() {
    each_network(|name, text| {
        page_of(name, text, &Costing::default(), |view, page| {
            let html = written("html", view);
            assert_eq!(Read::new(model(&html)).json, page.json, "{name}");
            let rows = view.costs.network.layers.len();
            assert!(tags(&html).iter().filter(|tag| **tag == "tr").count() > rows, "{name}");
        });
    });
}

#[test]
fn a_page_is_the_same_each_time() {
    page_of("a.net", "input 3x8x8\nconv 4 k3; relu", &Costing::default(), |view, _| {
        assert_eq!(written("html", view), written("html", view));
    });
}

#[test]
fn what_the_command_line_asks_for_is_how_the_page_begins() {
    let page = |arguments: &[&str]| {
        let program = Program::new(["run", "lenet5", "--format", "html"]).args(arguments);
        let output = program.output();
        assert_eq!(output.stderr, "");
        (Read::new(model(&output.stdout)), output.stdout)
    };
    let (read, html) = page(&[
        "--depth",
        "1",
        "--sort",
        "params",
        "--top",
        "3",
        "--columns",
        "name,macs,energy_compute",
    ]);
    let initial = serde_json::json!({"depth": 1, "by": null, "sort": "params", "top": 3});
    assert_eq!(read.json["initial"], initial);
    let shown = read.list("columns").iter().filter(|column| column["shown"] == true);
    let shown: Vec<_> = shown.map(|column| column["key"].as_str()).collect();
    assert_eq!(shown, [Some("macs"), Some("energy_compute")]);
    assert!(html.contains("<th>layer<th align=right>macs<th align=right>compute energy\n"));
    let (read, _) = page(&["--by", "op"]);
    assert_eq!(read.json["initial"]["by"], "op");
    assert_eq!(read.rows(), 12);
}

#[test]
fn the_tables_are_the_report_without_scripts() {
    let html = Program::new(["run", "lenet5", "--format", "html"]).output().stdout;
    let (_, from) = html.split_once("<main id=\"page\">").expect("the place");
    insta::assert_snapshot!("page_tables", from.split_once(BEGIN).expect("a model").0);
}

/// A page in which this text is wherever a file can bring one.
fn page_with(text: &str) -> String {
    let shape = Shape::new(&[3]).expect("a shape");
    let kind = OpKind::Activation(Activation { kind: ActivationKind::Relu, elements: 3 });
    let sources = Sources::new();
    let file = sources.add(text, format!("{text}relu")).expect("room");
    let call = Span::new(file.base(), file.span().end);
    let mut builder = Builder::new(text.to_owned());
    let input = builder.input(shape, None, Some(text), Some(call));
    builder.enter(Some(text), text, Some(call));
    let new = NewLayer::new("relu", &kind, &[], &[]);
    let new = NewLayer {
        inputs: &[input],
        outputs: &[shape],
        label: Some(text),
        span: Some(call),
        ..new
    };
    builder.layer(&new);
    builder.leave();
    let mut network = builder.network;
    network.arguments = vec![(text.to_owned(), Constant::Text(text.to_owned()))];
    network.imported = Some(Box::new(Imported {
        format: "ONNX",
        producer: text.to_owned(),
        batch: Some(text.to_owned()),
        patterns: vec![(text.to_owned(), 1)],
        ..Imported::default()
    }));
    let claims = "input 1\nassert total.macs == 0 \"x\"";
    let checked = Sources::new();
    let main = checked.add("claims.net", claims).expect("room");
    let checked = check(&checked, main, &Options::default(), &NoFiles).network.expect("a network");
    let claim = checked.claims.into_iter().next().expect("a claim");
    network.claims =
        vec![netcost::network::Claim { message: Some(text.to_owned()), span: call, ..claim }];
    html(&network, &sources, text)
}

fn html(network: &netcost::Network, sources: &Sources, file: &str) -> String {
    let costed = netcost::internals::cost::cost(network).expect("figures");
    let view = View {
        costs: &costed.costs,
        sources,
        file,
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[Some(true)],
        call_records: &[],
        rows: &RowOptions::default(),
        columns: &[],
    };
    written("html", &view)
}

/// Whether a page with this text has the markup of one with a word in its place, and the text itself.
fn is_harmless(text: &str) -> bool {
    let (page, plain) = (page_with(text), page_with("word"));
    let read = Read::new(model(&page));
    tags(&page) == tags(&plain)
        && read.json["network"] == text
        && read.json["claims"][0]["message"] == text
        && read.text(&read.list("layers.name")[0]) == text
        && !model(&page).contains(['<', '\u{2028}', '\u{2029}'])
}

#[test]
fn hostile_texts_are_texts() {
    for text in [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]><img src=x onerror=alert(1)>",
        "\"'><b>&lt;&amp;",
        "</title></main>",
        "\u{2028}\u{2029}\u{feff}\u{0}\u{1b}",
        "netcost:model -->",
    ] {
        assert!(is_harmless(text), "{text}");
    }
    // What a plain table shows is the text, too.
    let page = page_with("<i>&\"'");
    assert!(page.contains("<h1>&lt;i&gt;&amp;&quot;&#39;</h1>"));
    assert!(page.contains("<title>&lt;i&gt;&amp;&quot;&#39; · netcost</title>"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_a_text(text in "[<>&\"'!/\\PC\\-]{1,12}|\\PC{1,12}|.{1,8}") {
        prop_assert!(is_harmless(&text), "{text:?}");
    }
}

#[test]
fn a_large_network_is_a_small_page() {
    page_of(
        "large.net",
        "input 8\nrepeat 60000 { linear 8; relu }",
        &Costing::default(),
        |view, _| {
            let html = written("html", view);
            assert!(html.len() < 10_000_000, "{}", html.len());
            let others = 120_000 - 20_000;
            assert!(html.contains(&format!("<p>{others} more rows are not shown</p>")));
        },
    );
}
