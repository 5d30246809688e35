//! What whole processes take.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

pub type Fallible<T> = Result<T, Box<dyn Error>>;

pub const MIB: f64 = (1 << 20) as f64;

/// What a process takes.
#[derive(Clone, Copy)]
pub struct Cost {
    pub time: Duration,
    /// The time of processors.
    pub processor: Duration,
    /// The most that it holds, in bytes.
    pub memory: u64,
}

/// The least time and memory of runs of a command: as many as go into two seconds, but at least
/// three, since whatever else the machine does adds to it.
pub fn least(command: impl Fn() -> Command) -> Fallible<Cost> {
    let begin = Instant::now();
    let mut least: Option<Cost> = None;
    let mut runs = 0;
    while runs < 3 || begin.elapsed() < Duration::from_secs(2) {
        let cost = run_once(&mut command())?;
        least = Some(least.map_or(cost, |least| Cost {
            time: least.time.min(cost.time),
            processor: least.processor.min(cost.processor),
            memory: least.memory.min(cost.memory),
        }));
        runs += 1;
    }
    least.ok_or_else(|| "no runs".into())
}

/// What one run of a command takes.
pub fn run_once(command: &mut Command) -> Fallible<Cost> {
    let start = Instant::now();
    let used = command.stdout(Stdio::null()).spawn()?.wait4()?;
    let time = start.elapsed();
    if !used.status.success() {
        return Err(format!("{command:?}: {}", used.status).into());
    }
    let processor = used.rusage.utime + used.rusage.stime;
    Ok(Cost { time, processor, memory: used.rusage.maxrss })
}
