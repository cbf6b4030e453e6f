//! The tables that this room writes, one module each.

pub mod advance;
pub mod certificate;
pub mod consent;
pub mod delivery_area;
pub mod household;
pub mod household_private;
pub mod household_story;
pub mod import_file;
pub mod instrument;
pub mod instrument_grade;
pub mod intake;
pub mod intake_correction;
pub mod lot;
pub mod organisation;
pub mod product;
pub mod receipt;
pub mod receipt_lot;
pub mod sku;
pub mod stock_movement;
pub mod working_day;
