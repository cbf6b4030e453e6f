//! How sums, weights, prices and shares are written.
//!
//! Integers in, text out; nothing is rounded that is printed as a fact. Thousands are grouped,
//! the minus is U+2212, as wide as a figure.

/// Grams in a jin.
const JIN_G: i64 = 500;
/// Grams in a kilogram.
const KG_G: i64 = 1_000;
/// Grams in a tonne.
const TONNE_G: i64 = 1_000_000;

/// Fen as yuan with two decimals: `2_400_000` is `24,000.00`.
pub fn fen(fen: i64) -> String {
    let size = fen.unsigned_abs();
    format!("{}{}.{:02}", minus(fen), grouped(size / 100), size % 100)
}

/// Fen with its sign always shown, for changes of price.
pub fn fen_signed(change: i64) -> String {
    let plus = if change > 0 { "+" } else { "" };
    format!("{plus}{}", fen(change))
}

/// What a pack of `grams` costs per jin, in yuan, rounded half up once for printing.
pub fn fen_per_jin(price_fen: i64, grams: i64) -> String {
    fen_per(price_fen, grams, JIN_G)
}

/// The same per kilogram.
pub fn fen_per_kg(price_fen: i64, grams: i64) -> String {
    fen_per(price_fen, grams, KG_G)
}

fn fen_per(price_fen: i64, grams: i64, unit_g: i64) -> String {
    let whole = i128::from(price_fen) * i128::from(unit_g) * 2 + i128::from(grams);
    let per_unit = whole.div_euclid(i128::from(grams.max(1)) * 2);
    fen(i64::try_from(per_unit).unwrap_or(i64::MAX))
}

/// A price per kilogram in fen, as yuan per jin: half of it, exactly.
pub fn per_jin(fen_per_kg: i64) -> String {
    let size = fen_per_kg.unsigned_abs();
    let half = if size.is_multiple_of(2) { "" } else { "5" };
    let size = size / 2;
    format!(
        "{}{}.{:02}{half}",
        minus(fen_per_kg),
        grouped(size / 100),
        size % 100
    )
}

/// A whole number with its thousands grouped.
pub fn num(number: i64) -> String {
    format!("{}{}", minus(number), grouped(number.unsigned_abs()))
}

/// Grams as jin, exact.
pub fn jin(grams: i64) -> String {
    exact(grams, JIN_G)
}

/// Grams as kilograms, exact.
pub fn kg(grams: i64) -> String {
    exact(grams, KG_G)
}

/// Grams as tonnes, exact.
pub fn tonnes(grams: i64) -> String {
    exact(grams, TONNE_G)
}

/// Hundredths as a decimal without trailing zeros: `520` is `5.2`, for land in mu.
pub fn hundredths(number: i64) -> String {
    exact(number, 100)
}

/// Basis points as percent: `8795` is `87.95%`.
pub fn bp(points: i64) -> String {
    let size = points.unsigned_abs();
    format!(
        "{}{}.{:02}%",
        minus(points),
        grouped(size / 100),
        size % 100
    )
}

/// The percentage `part` is of `total`, two decimals, half up, for the geometry of bars.
///
/// Never below 0 nor above 100; of nothing everything is 0.
pub fn share(part: i64, total: i64) -> String {
    if total <= 0 || part <= 0 {
        return "0".to_owned();
    }
    let (part, total) = (i128::from(part.min(total)), i128::from(total));
    let points = (part * 20_000 + total) / (2 * total);
    format!("{}.{:02}", points / 100, points % 100)
}

/// `amount / unit` as a decimal without trailing zeros; exact for units that divide a million.
fn exact(amount: i64, unit: i64) -> String {
    let (size, unit) = (amount.unsigned_abs(), unit.unsigned_abs());
    let millionths = (size % unit) * (1_000_000 / unit);
    let fraction = format!("{millionths:06}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{}{point}{fraction}", minus(amount), grouped(size / unit))
}

fn minus(number: i64) -> &'static str {
    if number < 0 { "\u{2212}" } else { "" }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
