//! Figures as the program of the page writes them: cases for its tests, written by what the reports use.

use std::fs;
use std::path::Path;

use netcost::internals::cost::metrics;
use netcost::internals::text::digits::{Digits, percent};
use serde_json::{Value, json};

/// Numbers around each change of unit or of rounding.
fn numbers() -> Vec<u128> {
    let mut numbers = vec![0, 1, 7, 999, 62_378_344, 1_135_256_096, 249_513_376, u64::MAX.into()];
    for power in 1..27 {
        let one = 10u128.pow(power);
        numbers.extend([one - 1, one, one + 1, 9_995 * one / 10, 9_994 * one / 10, 12_345 * one]);
    }
    for power in 1..9 {
        let one = 1u128 << (10 * power);
        numbers.extend([one - 1, one, one + one / 200, 1023 * one + one / 2]);
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn cases(unit: &str) -> Value {
    let mut metrics = metrics::all();
    let metric = metrics.find(|metric| metric.unit.name == unit).expect("a metric of the unit");
    let case =
        |number: &u128| json!([number.to_string(), (metric.unit.shown)(*number, Digits::Short)]);
    numbers().iter().map(case).collect()
}

#[test]
fn the_program_has_cases_of_all_units() {
    let shares = [(0, 0), (0, 7), (1, 1_000_000), (1, 2_000), (93, 1_000), (2, 3), (5, 5), (1, 3)];
    let share = |(part, whole): (u128, u128)| {
        json!([part.to_string(), whole.to_string(), percent(part, whole)])
    };
    let cases = json!({
        "count": cases(""),
        "bytes": cases("bytes"),
        "ps": cases("ps"),
        "fJ": cases("fJ"),
        "percent": shares.map(share),
    });
    let expected = format!("{cases:#}\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/tests/unit/format.json");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, &expected).expect("written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let command = "UPDATE_DOCS=1 cargo test --test whole page";
    assert!(found == expected, "{}: `{command}` writes it", path.display());
}
