//! Ctrl-C, for commands that shut down in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::{SigId, flag, low_level};

use super::Status;

/// Tells whether Ctrl-C was pressed since its creation. A second Ctrl-C ends the process at once.
#[derive(Debug)]
pub struct Interrupt {
    pressed: Arc<AtomicBool>,
    handlers: Vec<SigId>,
}

impl Interrupt {
    /// Watches for Ctrl-C. If the system does not allow a handler, Ctrl-C ends the process as usual.
    pub fn watch() -> Self {
        let pressed = Arc::new(AtomicBool::new(false));
        let status = i32::from(Status::Interrupted as u8);
        let second = flag::register_conditional_shutdown(SIGINT, status, Arc::clone(&pressed));
        let first = flag::register(SIGINT, Arc::clone(&pressed));
        Interrupt { pressed, handlers: second.into_iter().chain(first).collect() }
    }

    /// Whether it was pressed.
    pub fn is_pressed(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        for handler in self.handlers.drain(..) {
            low_level::unregister(handler);
        }
    }
}
