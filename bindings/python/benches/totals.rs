//! How long the library takes for the totals of MobileNetV2 with `width=0.5`, in seconds: the least of several rounds.
//! `speed.py` runs it beside the same through Python.

use std::time::Instant;

use netcost::sweep::{Space, Sweep};
use netcost::{Bundled, Example, Options};

const ROUNDS: u32 = 200;
/// So few that no other process comes between, in some rounds.
const CALLS: u32 = 10;

fn main() {
    let example = Example::find("mobilenet_v2").expect("it is bundled");
    let analysis = netcost::analyze_with(&example.path(), example.text, &Options::new(), &Bundled);
    let program = analysis.program().expect("it has no errors");
    let round = |_| {
        let start = Instant::now();
        for _ in 0..CALLS {
            let mut sweep = Sweep::new(Space::new());
            sweep.options = Options::new().param("width", 0.5);
            let rows = program.sweep(&sweep, 0..1);
            assert_eq!(rows[0].figure("params"), Some(1_968_680));
        }
        start.elapsed().as_secs_f64() / f64::from(CALLS)
    };
    println!("{}", (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min));
}
