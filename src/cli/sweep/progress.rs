//! The progress of a sweep on a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Nothing is shown for this long: most sweeps are done by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often it is drawn, per second.
const RATE: u8 = 5;

const TEMPLATE: &str = "{human_pos} of {human_len} points, {per_sec}, {eta} left";

/// The progress of a sweep.
pub struct Progress {
    points: u64,
    done: u64,
    /// When it began; `None` if it is not shown.
    began: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// No points are done yet.
    pub fn new(points: u64, began: Option<Instant>) -> Self {
        Progress { points, done: 0, began, bar: None }
    }

    /// More points are done.
    pub fn add(&mut self, points: u64) {
        self.done = self.done.saturating_add(points);
        let Some(began) = self.began.filter(|began| began.elapsed() > PATIENCE) else { return };
        let bar = self.bar.get_or_insert_with(|| shown(self.points, began.elapsed()));
        bar.set_position(self.done);
    }

    /// Clears what is shown.
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
