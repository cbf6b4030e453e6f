//! `members`: the households of one cooperative. The file's cooperative is said by who imports it.

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::reason::Reason;
use super::table::{self, Content};

/// The most land of one household, in hundredths of a mu.
const MU_HUNDREDTHS_MAX: i64 = 1_000_000;

/// A household that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// The household's code, unique in its cooperative; pages show it instead of a name.
    pub code: String,
    /// The householder's name; it never reaches a public page.
    pub name: String,
    /// The village.
    pub village: String,
    /// A telephone number, or nothing.
    pub phone: String,
    /// The bank of the account.
    pub bank_name: String,
    /// The account that payouts go to; digits, leading zeros kept.
    pub bank_account: String,
    /// The land in hundredths of a mu (亩).
    pub mu_hundredths: i64,
    /// What of it lies in the cooperative's contiguous block (连片), in hundredths of a mu.
    pub contiguous_mu_hundredths: i64,
}

/// Reads a file of members.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<MemberRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for MemberRow {
    type Known = ();
    const FORMAT: &'static str = "members 1";
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "name",
        "village_zh",
        "bank_name",
        "bank_account",
        "mu",
    ];
    const OPTIONAL: &'static [&'static str] = &["phone", "mu_contiguous"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let code = cells.code("code");
        let name = cells.text("name");
        let village = cells.text("village_zh");
        let phone = cells.text_or_empty("phone");
        let bank_name = cells.text("bank_name");
        let bank_account = cells.account("bank_account");
        let mu_hundredths = cells.hundredths("mu", MU_HUNDREDTHS_MAX);
        let contiguous = cells.hundredths_if_any("mu_contiguous", MU_HUNDREDTHS_MAX);
        let (mu, part) = (mu_hundredths?, contiguous?.unwrap_or(0));
        if mu == 0 {
            return cells.refuse("mu", Reason::Zero);
        }
        if part > mu {
            let (value, whole) = (mu_text(part), mu_text(mu));
            return cells.refuse("mu_contiguous", Reason::MoreThanWhole { value, whole });
        }
        Some(MemberRow {
            code: code?,
            name: name?,
            village: village?,
            phone: phone?,
            bank_name: bank_name?,
            bank_account: bank_account?,
            mu_hundredths: mu,
            contiguous_mu_hundredths: part,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.code.clone(),
            self.name.clone(),
            self.village.clone(),
            self.phone.clone(),
            self.bank_name.clone(),
            self.bank_account.clone(),
            self.mu_hundredths.to_string(),
            self.contiguous_mu_hundredths.to_string(),
        ]
    }
}

fn mu_text(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    const HEAD: &str = "code,name,village_zh,phone,bank_name,bank_account,mu,mu_contiguous\n";

    #[test]
    fn a_member_keeps_the_zeros_of_the_account_and_the_tenths_of_the_land() {
        let file = format!("{HEAD}WC-0003,侯**,王村,,示例农村信用社,0000 0027,5.2,\n");
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(rows[0].content.bank_account, "00000027");
        assert_eq!(
            (
                rows[0].content.mu_hundredths,
                rows[0].content.contiguous_mu_hundredths
            ),
            (520, 0)
        );
    }

    #[test]
    fn land_that_cannot_be_is_refused() {
        let row = |tail: &str| format!("{HEAD}WC-0003,侯**,王村,,示例农村信用社,0027,{tail}\n");
        let more = Reason::MoreThanWhole {
            value: "5.30".to_owned(),
            whole: "5.20".to_owned(),
        };
        check(parse, &row("5.2,5.3"), &[(2, Some("mu_contiguous"), more)]);
        check(parse, &row("0,0"), &[(2, Some("mu"), Reason::Zero)]);
        let finer = Reason::TooManyDecimals {
            value: "5.125".to_owned(),
            places: 2,
        };
        check(parse, &row("5.125,0"), &[(2, Some("mu"), finer)]);
        let large = Reason::TooLarge {
            value: "99999".to_owned(),
            limit: "10000".to_owned(),
        };
        check(parse, &row("99999,0"), &[(2, Some("mu"), large)]);
    }

    #[test]
    fn an_account_that_a_spreadsheet_rounded_is_refused() {
        let file = format!("{HEAD}WC-0003,侯**,王村,,示例农村信用社,6.2E+18,5.2,\n");
        let reason = Reason::BadAccount {
            value: "6.2E+18".to_owned(),
        };
        check(parse, &file, &[(2, Some("bank_account"), reason)]);
    }
}
