//! How far a sweep is, on a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing is shown: most sweeps take no longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a second what is shown is drawn.
const RATE: u8 = 5;

const TEMPLATE: &str = "{human_pos} of {human_len} points, {per_sec}, {eta} left";

/// How far a sweep is.
pub struct Progress {
    points: u64,
    done: u64,
    /// When it began, if it is shown at all.
    began: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Nothing is done yet.
    pub fn new(points: u64, began: Option<Instant>) -> Self {
        Progress { points, done: 0, began, bar: None }
    }

    /// So many more points are done.
    pub fn add(&mut self, points: u64) {
        self.done = self.done.saturating_add(points);
        let Some(began) = self.began.filter(|began| began.elapsed() > PATIENCE) else { return };
        let bar = self.bar.get_or_insert_with(|| shown(self.points, began.elapsed()));
        bar.set_position(self.done);
    }

    /// Nothing is shown any more.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

fn shown(points: u64, elapsed: Duration) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(RATE);
    let bar = ProgressBar::with_draw_target(Some(points), target).with_elapsed(elapsed);
    match ProgressStyle::with_template(TEMPLATE) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
