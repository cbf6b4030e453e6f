//! A QR code as one path of an SVG, for paper.

use qrcode::{Color, QrCode};
use serde::Serialize;

/// The quiet zone around a code, in modules.
const QUIET: usize = 2;

/// A drawn code; a module is a unit of its square.
#[derive(Serialize)]
pub struct Code {
    size: usize,
    path: String,
}

/// Draws a text as a code; nothing for one too long to be drawn.
pub fn drawn(text: &str) -> Option<Code> {
    let code = QrCode::new(text).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        for (x, color) in row.iter().enumerate() {
            if *color == Color::Dark {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
    }
    Some(Code {
        size: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_within_its_quiet_zone() {
        let code = drawn("http://127.0.0.1:8000/slips/1/3").unwrap();
        assert!(code.path.starts_with(&format!("M{QUIET} {QUIET}h1v1h-1z")));
        assert!(code.size > 2 * QUIET);
    }
}
