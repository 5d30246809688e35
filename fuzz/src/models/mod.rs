//! Models made of bytes: a model of others is changed as each byte settles, and imported with options that name what
//! is in it.

mod changes;
mod fixtures;
mod proto;

use netcost::ImportOptions;

use super::networks::Bytes;
pub use fixtures::path as fixture;
pub use proto::{Field, Kind, Value, write};
use proto::{messages, texts};

/// The models that are changed.
pub fn all() -> &'static [Vec<Field>] {
    &fixtures::FIXTURES
}

/// The model that some bytes stand for.
pub fn changed(record: &[u8]) -> Vec<Field> {
    of(&mut Bytes::new(record))
}

/// The model that some bytes stand for, and how to import it.
pub fn model(record: &[u8]) -> (Vec<u8>, ImportOptions) {
    let mut bytes = Bytes::new(record);
    let model = of(&mut bytes);
    let options = options(&model, &mut bytes);
    (proto::write(&model), options)
}

fn of(bytes: &mut Bytes<'_>) -> Vec<Field> {
    let mut model = bytes.one(all()).clone();
    for _ in 0..bytes.below(8) {
        changes::change(&mut model, bytes);
    }
    model
}

/// Sizes that are given for axes.
const SIZES: [u64; 12] = [0, 1, 2, 3, 5, 8, 32, 224, 1 << 20, 1 << 31, 1 << 40, u64::MAX];

/// Values that are given for names.
const VALUES: [f64; 10] = [0.0, 1.0, 2.0, 7.0, 224.0, -1.0, 0.5, 1e18, 1e300, f64::NAN];

/// Options: often none.
fn options(model: &[Field], bytes: &mut Bytes<'_>) -> ImportOptions {
    let graph = messages(model, 7).next().unwrap_or_default();
    let infos = || messages(graph, 11);
    let types = infos().flat_map(|info| messages(info, 2)).flat_map(|of| messages(of, 1));
    let dims = types.flat_map(|of| messages(of, 2)).flat_map(|shape| messages(shape, 1));
    let inputs: Vec<String> = infos().flat_map(|info| texts(info, 1)).collect();
    let symbols = dims.flat_map(|dim| texts(dim, 2)).chain(inputs.iter().cloned());
    let symbols: Vec<String> = symbols.chain(["other".to_owned()]).collect();
    let made: Vec<String> = messages(graph, 1).flat_map(|node| texts(node, 2)).collect();
    let mut options = ImportOptions { nodes: 1_000, ..ImportOptions::default() };
    while bytes.once_in(3) {
        let sizes = (0..bytes.below(6)).map(|_| *bytes.one(&SIZES));
        let sizes = sizes.collect();
        match bytes.below(3) {
            0 => {
                let name =
                    (!bytes.once_in(4) && !inputs.is_empty()).then(|| bytes.one(&inputs).clone());
                options.inputs.push((name, sizes));
            }
            1 => {
                let values = (0..1 + bytes.below(3)).map(|_| *bytes.one(&VALUES)).collect();
                options.values.push((bytes.one(&symbols).clone(), values));
            }
            _ if !made.is_empty() => options.shapes.push((bytes.one(&made).clone(), sizes)),
            _ => {}
        }
    }
    options.no_patterns = bytes.once_in(6);
    options
}
