//! The tensors of a page, and how long they live.

use netcost::{Costing, Patches};
use serde_json::Value;

use super::read::{Read, index};
use super::{each_network, page_of};

/// The bytes that are alive while each row runs, by the lives of tensors.
fn alive(page: &Read) -> Vec<u64> {
    let bytes: Vec<_> = page.list("tensors.bytes").iter().filter_map(Value::as_u64).collect();
    let mut alive = vec![0; page.rows()];
    let lives = page.list("tensors.lives_from").iter().zip(page.list("tensors.lives_through"));
    for ((first, last), bytes) in lives.zip(&bytes) {
        let (Some(first), Some(last)) = (first.as_u64(), last.as_u64()) else { continue };
        (first..=last).for_each(|row| alive[row as usize] += bytes);
    }
    let taken = page.json["memory"]["taken"].as_array().map_or(&[][..], Vec::as_slice);
    for (alive, taken) in alive.iter_mut().zip(taken).filter(|(_, taken)| !taken.is_null()) {
        *alive -= bytes[index(taken)];
    }
    alive
}

#[test]
fn the_lives_of_tensors_add_up_to_the_bytes_that_are_alive() {
    let inplace = Costing { inplace: true.into(), ..Costing::default() };
    let look = |name: &str, text: &str| {
        for costing in [&Costing::default(), &inplace] {
            page_of(name, text, costing, |view, page| {
                let (live, alive) = (page.column("live").expect("a column"), alive(page));
                assert_eq!(live["values"], Value::from(alive.clone()), "{name}");
                if let Some(peak) = page.json["memory"]["peak"].as_u64() {
                    let peak = alive[usize::try_from(peak).expect("a row")];
                    assert_eq!(u128::from(peak), view.costs.totals.peak_memory, "{name}");
                }
            });
        }
    };
    each_network(look);
    // What a group stores lives from its first layer on.
    look(
        "fused.net",
        "input 3x8x8\nfused { conv 4 k3; relu }\nfused { conv 4 k3 p1; relu; conv 2; relu }\nconv 4",
    );
}

#[test]
fn windows_of_patches_add_up_too() {
    let patches: Patches = "2x2:relu2".parse().expect("patches");
    let costing = Costing { patches: Some(&patches), ..Costing::default() };
    let text = "input 3x8x8\nconv 4 k3 p1; relu; conv 4 k3 p1; relu; conv 2; gap";
    page_of("patches.net", text, &costing, |_, page| {
        let alive = alive(page);
        assert_eq!(page.column("live").expect("a column")["values"], Value::from(alive.clone()));
        // The input, windows of 5×5 places, and the output.
        assert_eq!(alive[1], 4 * (3 * 64 + 2 * 4 * 25 + 4 * 64));
    });
}

#[test]
fn tensors_know_who_makes_and_reads_them() {
    each_network(|name, text| {
        page_of(name, text, &Costing::default(), |view, page| {
            let mut last_read = vec![Value::Null; page.list("tensors.bytes").len()];
            for row in 0..page.rows() {
                for tensor in page.indices("layers.inputs", row) {
                    last_read[tensor] = row.into();
                }
                for tensor in page.indices("layers.outputs", row) {
                    assert_eq!(page.list("tensors.made_by")[tensor], row, "{name}");
                }
            }
            assert_eq!(page.list("tensors.last_read"), last_read, "{name}");
            assert_eq!(page.list("inputs").len(), view.costs.network.inputs.len(), "{name}");
            assert_eq!(page.list("outputs").len(), view.costs.network.outputs.len(), "{name}");
            for input in page.list("inputs") {
                let tensor = index(&input["tensor"]);
                assert_eq!(page.list("tensors.made_by")[tensor], Value::Null, "{name}");
            }
        });
    });
}

#[test]
fn the_rows_of_a_scope_follow_each_other() {
    each_network(|name, text| {
        page_of(name, text, &Costing::default(), |_, page| {
            for scope in 0..page.list("scopes.name").len() {
                let within = |row: usize| {
                    let mut around = Some(index(&page.list("layers.scope")[row]));
                    while around.is_some_and(|around| around != scope) {
                        let parent = &page.list("scopes.parent")[around.expect("a scope")];
                        around = parent.as_u64().map(|it| usize::try_from(it).expect("an index"));
                    }
                    around.is_some()
                };
                let first = index(&page.list("scopes.first")[scope]);
                let count = index(&page.list("scopes.count")[scope]);
                let rows: Vec<_> = (0..page.rows()).filter(|row| within(*row)).collect();
                assert_eq!(rows, (first..first + count).collect::<Vec<_>>(), "{name}: {scope}");
            }
        });
    });
}
