//! Partial analysis: what is known of a text with a mistake in it.
//!
//! In each example one token or one bracket at a time is deleted, at places chosen by a fixed seed.
//! Nothing panics, the result is that of a fresh analysis of the text, and the statements that do not
//! [depend](dependence) on the place keep their shapes: those after it and in blocks and loops too,
//! each run of a statement by itself.

mod dependence;
mod offsets;
mod places;
mod runs;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use netcost::internals::bundled::examples::{self, Example};
use netcost::{Analysis, Options};

use self::dependence::Dependence;
use self::places::Place;
use self::runs::Runs;

/// How many tokens of each example are deleted, one at a time; a shorter one has all deleted.
const PLACES: usize = 200;

/// Each how many places the text is analysed again.
const AGAIN: usize = 20;

/// The fewest independent runs for which a place counts.
const FEWEST: usize = 5;

/// The least share of the independent runs that keep their shapes, averaged over places. 90 % are
/// asked for; what is reached is not to be lost again.
const KEPT: f64 = 0.97;

/// What was found at the places of an example.
struct Found {
    example: &'static str,
    /// For each place with enough independent runs, the share of them that kept their shapes.
    shares: Vec<f64>,
}

#[test]
fn statements_that_do_not_depend_on_a_mistake_keep_their_shapes() {
    let found = in_threads(examples::ALL, damaged);
    for Found { example, shares } in &found {
        println!("{example}: {:.2} % kept, {} places", 100.0 * average(shares), shares.len());
    }
    let shares: Vec<f64> = found.into_iter().flat_map(|found| found.shares).collect();
    println!("{:.2} % kept, {} places", 100.0 * average(&shares), shares.len());
    assert!(shares.len() > 80 * examples::ALL.len(), "only {} places", shares.len());
    assert!(average(&shares) >= KEPT, "{}", average(&shares));
}

/// Deletes one token at a time.
fn damaged(example: &Example) -> Found {
    let whole = analyze(example.text);
    let (dependence, runs) = (Dependence::new(example.text, &whole), Runs::of(&whole));
    let mut shares = Vec::new();
    for (index, place) in places::of(example.text, PLACES).iter().enumerate() {
        let text = [&example.text[..place.start], &example.text[place.end..]].concat();
        let after = analyze(&text);
        assert!(after.network().is_some() || !after.diagnostics().is_empty(), "{text}");
        let edited = Runs::of(&after);
        if index % AGAIN == 0 {
            let fresh = analyze(&text);
            assert_eq!(after.diagnostics(), fresh.diagnostics(), "{text}");
            assert!(edited.same(&Runs::of(&fresh)), "{text}");
        }
        let independent = dependence.independent(place);
        if independent.len() >= FEWEST {
            let found = runs.in_edited(&edited, |at| moved(at, place));
            let same = independent.iter().filter(|run| {
                let after = found[run.0 as usize].and_then(|run| edited.shape(run));
                after == runs.shape(**run)
            });
            shares.push(same.count() as f64 / independent.len() as f64);
        }
    }
    Found { example: example.name, shares }
}

fn analyze(text: &str) -> Analysis {
    netcost::analyze("x.net", text, &Options::new())
}

/// Where an offset outside of a place lies when that is deleted.
fn moved(at: u32, place: &Place) -> u32 {
    if at as usize >= place.end { at - place.len() as u32 } else { at }
}

fn average(shares: &[f64]) -> f64 {
    shares.iter().sum::<f64>() / shares.len() as f64
}

/// What a function makes of each item, in as many threads as there are processors.
fn in_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut made = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            made.push(work(item));
        }
        made
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    })
}
