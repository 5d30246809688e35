//! Networks with more layers than a page has rows.

use netcost::Costing;
use serde_json::Value;

use super::page_of;
use super::read::{Read, index};
use super::types;

/// Compares a page with folded rows with its network.
fn check(text: &str, expected_rows: usize) {
    page_of("large.net", text, &Costing::default(), |view, page| {
        let layers = view.costs.network.layers.len();
        assert_eq!(types::page().errors(&page.json), Vec::<String>::new());
        assert_eq!(page.rows(), expected_rows);
        assert_eq!(page.json["folded"], serde_json::json!({"rows": expected_rows, "of": layers}));
        assert_eq!(page.json["derivations"], Value::Null);
        assert_eq!(page.list("layers.count").iter().map(index).sum::<usize>(), layers);
        for key in ["params", "macs", "flops", "add", "write_bytes"] {
            assert_eq!(sum(page, key), total(page, key), "{key}");
        }
        let live = page.column("live").expect("a column")["values"].as_array().expect("values");
        let most = live.iter().filter_map(Value::as_u64).max();
        assert_eq!(most.map(u128::from), Some(view.costs.totals.peak_memory));
        // Each row reads what an earlier one makes.
        for row in 1..page.rows() {
            let made: Vec<_> = page.indices("layers.outputs", row - 1);
            assert_eq!(page.indices("layers.inputs", row), made, "{row}");
        }
    });
}

fn sum(page: &Read, key: &str) -> u128 {
    let values = page.column(key).expect("a column")["values"].as_array().expect("values");
    values.iter().map(|value| u128::from(value.as_u64().expect("a figure"))).sum()
}

fn total(page: &Read, key: &str) -> u128 {
    let total = page.list("totals").iter().find(|total| total["key"] == key);
    total.and_then(|total| total["value"].as_u64()).expect("a figure").into()
}

#[test]
fn blocks_are_folded_from_the_innermost() {
    // 3 rows for each of 10,000 calls of `b` would be too many; one for each is not.
    let text = "input 8\nblock b { linear 8; relu; dropout }\nblock a { repeat 10 { b } }\nrepeat 1000 { a }";
    check(text, 10_000);
}

#[test]
fn layers_without_blocks_are_folded_with_their_neighbours() {
    // 60,001 layers, 4 to a row.
    check("input 8\nrepeat 30000 { linear 8; relu }\nrelu", 15_001);
}
