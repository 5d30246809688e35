//! The files in an archive: the graph, and where parameters are stored.

use serde::de::DeserializeOwned;

use super::archive::{Archive, Entry};
use super::schema::{Program, Versioned, WeightsConfig};
use crate::diagnostics::Result;
use crate::source::Window;

/// The major version of the structures.
const MAJOR: u32 = 8;

const EXPORT: &str = "save the model with `torch.export.save(torch.export.export(model.eval(), args), \"model.pt2\")`";

/// Reads the program in an archive, and where its parameters are, if the archive has that.
///
/// # Errors
/// When it is no archive, has no program, or one of another version.
pub(super) fn read(window: &mut Window<'_>) -> Result<(Program, Option<WeightsConfig>)> {
    let mut archive = Archive::open(window)?;
    let graph = graph(&archive)?;
    let bytes = archive.read(&graph)?;
    // Newer structures may differ in any way, so the version comes first.
    let Versioned { schema_version: version } = parsed(&archive, &graph, &bytes)?;
    if version.major != MAJOR {
        let reason = format!(
            "it has version {}.{} of the structures of `torch.export`, and netcost reads {MAJOR}.x",
            version.major, version.minor
        );
        return Err(archive.refused(reason, "save it again with PyTorch 2.6 or newer, or export it as ONNX: `torch.onnx.export(model.eval(), args, \"model.onnx\")`"));
    }
    let program = parsed(&archive, &graph, &bytes)?;
    let is_config = |entry: &&Entry| entry.name.ends_with("data/weights/model_weights_config.json");
    let config = match archive.entries.iter().find(is_config).cloned() {
        Some(entry) => {
            let bytes = archive.read(&entry)?;
            Some(parsed(&archive, &entry, &bytes)?)
        }
        None => None,
    };
    Ok((program, config))
}

/// The graph of an archive: `NAME/models/model.json`, and at the top in earlier versions.
fn graph(archive: &Archive<'_, '_>) -> Result<Entry> {
    let within = |name: &str| {
        let name = name.strip_suffix(".json")?;
        let (folder, name) = name.rsplit_once('/')?;
        (folder == "models" || folder.ends_with("/models")).then(|| name.to_owned())
    };
    let is_early = |entry: &&Entry| entry.name == "serialized_exported_program.json";
    let graphs: Vec<&Entry> =
        archive.entries.iter().filter(|it| within(&it.name).is_some() || is_early(it)).collect();
    match *graphs {
        [graph] => Ok(graph.clone()),
        [] => {
            let compiled = archive.entries.iter().any(|it| it.name.contains("/aotinductor/"));
            let reason = match compiled {
                true => "it is compiled by AOTInductor and has no graph",
                false => "it is a zip archive without a graph of `torch.export`",
            };
            Err(archive.refused(reason.to_owned(), EXPORT))
        }
        [first, ..] => {
            let (reason, name) = (format!("it has {} graphs", graphs.len()), &first.name);
            Err(archive
                .refused(reason, &format!("save each in a file of its own; `{name}` is one")))
        }
    }
}

fn parsed<T: DeserializeOwned>(
    archive: &Archive<'_, '_>,
    entry: &Entry,
    bytes: &[u8],
) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        let reason = format!("`{}` in it is not what `torch.export` writes: {error}", entry.name);
        archive.refused(reason, EXPORT)
    })
}
