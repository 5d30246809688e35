//! A planned arena, for people and programs.

mod svg;
mod table;

use std::io::Write;

use super::document::device_fit;
use super::format::WriteError;
use super::model::{Arena, Placed, SCHEMA};
use super::view::MAX_COUNT;
use crate::arena::Planner;
use crate::cost::Costs;
use crate::cost::memory::Contents;
use crate::diagnostics::cost::CostProblem;
use crate::tensor::TensorId;

pub use svg::write as write_svg;
pub use table::write as write_table;

/// The arena that a planner makes of a network.
///
/// # Errors
/// When it has more than 2⁶³ − 1 bytes.
pub fn document(costs: &Costs<'_>, file: &str, planner: Planner) -> Result<Arena, CostProblem> {
    let network = costs.network;
    let buffers = costs.lifetimes().buffers().unwrap_or_default();
    let too_large = |value| CostProblem::TooLargeToWrite { key: "arena", value };
    let plan = planner.plan(&buffers.buffers).ok_or_else(|| too_large(u128::MAX))?;
    if plan.size > MAX_COUNT {
        return Err(too_large(plan.size));
    }
    // All is within the arena, which is small enough.
    let number = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
    let name = |id: TensorId| network.tensor_name(id);
    let all = buffers.buffers.iter().zip(&buffers.contents).enumerate();
    let tensors = all.filter_map(|(index, (buffer, contents))| {
        let (id, others, is_channel) = match contents {
            Contents::Storages(storages) => {
                let (first, others) = storages.split_first()?;
                (*first, others, false)
            }
            Contents::Channel(id) => (*id, Default::default(), true),
        };
        let tensor = network.tensor(id);
        Some(Placed {
            name: if is_channel { name(id).map(|it| it + ", a channel") } else { name(id) },
            shape: tensor.shape,
            dtype: tensor.dtype.name().into(),
            bytes: number(buffer.size),
            offset: plan.offsets.get(index).copied().map(number),
            first: buffer.first + 1,
            last: buffer.last + 1,
            reused_by: others.iter().filter_map(|id| name(*id)).collect(),
        })
    });
    Ok(Arena {
        schema: SCHEMA,
        network: network.name.clone(),
        file: file.to_owned(),
        planner: planner.name().into(),
        arena: number(plan.size),
        bound: number(plan.bound),
        smallest: plan.is_smallest,
        device: costs.device.map(|device| device_fit(device, costs)),
        tensors: tensors.collect(),
    })
}

/// Writes an arena as JSON: an object with a line for each tensor.
///
/// # Errors
/// When the output cannot be written.
pub fn write_json(arena: &Arena, out: &mut dyn Write) -> Result<(), WriteError> {
    Ok(super::json::serialize(arena, out)?)
}

/// Writes the tensors of an arena as CSV.
///
/// # Errors
/// When the output cannot be written.
pub fn write_csv(arena: &Arena, out: &mut dyn Write) -> Result<(), WriteError> {
    let mut writer = csv::Writer::from_writer(out);
    let names = ["name", "shape", "dtype", "bytes", "offset", "first", "last", "reused_by"];
    writer.write_record(names).map_err(super::csv::io_error)?;
    for tensor in &arena.tensors {
        let record = [
            super::csv::sanitized(tensor.name.clone().unwrap_or_default()),
            tensor.shape.written(),
            tensor.dtype.to_string(),
            tensor.bytes.to_string(),
            tensor.offset.map(|offset| offset.to_string()).unwrap_or_default(),
            tensor.first.to_string(),
            tensor.last.to_string(),
            super::csv::sanitized(tensor.reused_by.join(";")),
        ];
        writer.write_record(record).map_err(super::csv::io_error)?;
    }
    Ok(writer.flush()?)
}
