//! Sizes of an input near the one that the caller sets, with which a network is sound.

use crate::check::{Checked, Options, Program, Trees};
use crate::source::{Files, Source, Sources};

/// How far the sizes are searched, in each direction.
const REACH: u64 = 64;

/// How many layers all networks that are tried may have together.
const LAYERS: usize = 200_000;

/// The nearest smaller and larger shape of the input with which the network is sound, where it is not
/// with the shape that the options set and is as the file is written. All spatial sizes are
/// changed by the same amount; the first axis, the channels, stays.
pub fn nearest_inputs(
    sources: &Sources,
    main: &Source,
    options: &Options,
    files: &dyn Files,
) -> Vec<Vec<u64>> {
    let [(_, set)] = options.inputs.as_slice() else { return Vec::new() };
    if set.len() < 2 {
        return Vec::new();
    }
    let trees = Trees::parse_again(sources, main, files, &options.lenses, None);
    let Some(program) = trees.program() else { return Vec::new() };
    let as_written = Options { inputs: Vec::new(), ..options.clone() };
    let mut search = Search { program: &program, options: as_written, layers: 0 };
    if !search.is_sound() {
        return Vec::new();
    }
    let smaller = |by: u64| resized(set, |size| size.checked_sub(by).filter(|size| *size > 0));
    let larger = |by: u64| resized(set, |size| size.checked_add(by));
    let below = search.first(options, &smaller);
    below.into_iter().chain(search.first(options, &larger)).collect()
}

/// A shape with all its axes but the first of other sizes.
fn resized(shape: &[u64], resize: impl Fn(u64) -> Option<u64>) -> Option<Vec<u64>> {
    let axes = shape.iter().enumerate();
    axes.map(|(axis, size)| if axis == 0 { Some(*size) } else { resize(*size) }).collect()
}

struct Search<'p> {
    program: &'p Program<'p>,
    options: Options,
    /// The layers of the networks so far.
    layers: usize,
}

impl Search<'_> {
    fn is_sound(&mut self) -> bool {
        let checked: Checked = self.program.instantiate(&self.options);
        self.layers += checked.known().map_or(0, |network| network.layers.len());
        checked.network.is_some()
    }

    /// The first shape with which the network is sound.
    fn first(
        &mut self,
        set: &Options,
        shape: &dyn Fn(u64) -> Option<Vec<u64>>,
    ) -> Option<Vec<u64>> {
        let (name, _) = set.inputs.first()?;
        for by in 1..=REACH {
            let shape = shape(by)?;
            self.options.inputs = vec![(name.clone(), shape.clone())];
            if self.layers > LAYERS {
                return None;
            }
            if self.is_sound() {
                return Some(shape);
            }
        }
        None
    }
}
