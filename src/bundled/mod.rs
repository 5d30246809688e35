//! The files that are compiled into the program: example networks, lenses, devices, the pages of
//! diagnostics, JSON schemas and the standard blocks.

pub mod blocks;
pub mod examples;
pub mod lenses;
pub mod pages;
pub mod schema;

/// The texts of the devices in `devices/`, in the order of their names.
pub static DEVICES: &[&str] = include!(concat!(env!("OUT_DIR"), "/devices.rs"));

/// The standard blocks, which every file can call.
pub const PRELUDE: &str = include_str!("prelude.net");
