//! `people`: the sign-ins of the demo season.

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::reason::Reason;
use super::table::{self, Content};

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Buys boxes in the shops.
    Buyer,
    /// Trades for a firm.
    Trader,
    /// Prepares, in a cooperative's office.
    Clerk,
    /// Approves, in a cooperative's office.
    Manager,
    /// Reads a household's own page.
    Household,
    /// Runs the platform.
    Operator,
}

const ROLES: [(&str, Role); 6] = [
    ("buyer", Role::Buyer),
    ("trader", Role::Trader),
    ("clerk", Role::Clerk),
    ("manager", Role::Manager),
    ("household", Role::Household),
    ("operator", Role::Operator),
];

impl Role {
    /// The word that stands in the file and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Buyer => "buyer",
            Role::Trader => "trader",
            Role::Clerk => "clerk",
            Role::Manager => "manager",
            Role::Household => "household",
            Role::Operator => "operator",
        }
    }
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The address to sign in with, in small letters.
    pub email: String,
    /// The Chinese name.
    pub name_zh: String,
    /// The English name.
    pub name_en: String,
    /// What the person may do.
    pub role: Role,
    /// The organisation; every role but a buyer has one.
    pub organisation_code: Option<String>,
    /// The household; the role `household` alone has one.
    pub household_code: Option<String>,
}

/// Reads a file of people.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<PersonRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for PersonRow {
    type Known = ();
    const FORMAT: &'static str = "people 1";
    const COLUMNS: &'static [&'static str] = &[
        "email",
        "name_zh",
        "name_en",
        "role",
        "organisation_code",
        "household_code",
    ];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let email = email_of(cells);
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let role = cells.word("role", &ROLES);
        let organisation_code = cells.code_if_any("organisation_code");
        let household_code = cells.code_if_any("household_code");
        let (role, organisation_code, household_code) =
            (role?, organisation_code?, household_code?);
        must_match(
            cells,
            "organisation_code",
            role != Role::Buyer,
            organisation_code.is_some(),
        )?;
        must_match(
            cells,
            "household_code",
            role == Role::Household,
            household_code.is_some(),
        )?;
        Some(PersonRow {
            email: email?,
            name_zh: name_zh?,
            name_en: name_en?,
            role,
            organisation_code,
            household_code,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.email.clone(),
            self.name_zh.clone(),
            self.name_en.clone(),
            self.role.as_str().to_owned(),
            self.organisation_code.clone().unwrap_or_default(),
            self.household_code.clone().unwrap_or_default(),
        ]
    }
}

fn email_of(cells: &mut Cells<'_>) -> Option<String> {
    let text = cells.text("email")?.to_lowercase();
    let parts = text
        .split_once('@')
        .filter(|(name, host)| !name.is_empty() && host.contains('.'));
    match parts {
        Some((_, host)) if !host.contains('@') && !text.contains(char::is_whitespace) => Some(text),
        _ => cells.refuse("email", Reason::BadEmail { value: text }),
    }
}

/// Refuses a cell that says something although it must not, or nothing although it must.
fn must_match(
    cells: &mut Cells<'_>,
    column: &'static str,
    wanted: bool,
    given: bool,
) -> Option<()> {
    match (wanted, given) {
        (true, false) => cells.refuse(column, Reason::Empty),
        (false, true) => cells.refuse(column, Reason::NotEmpty),
        _ => Some(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    fn file(row: &str) -> String {
        format!("email,name_zh,name_en,role,organisation_code,household_code\n{row}\n")
    }

    #[test]
    fn a_role_has_what_it_needs_and_nothing_else() {
        check(
            parse,
            &file("a@b.example,a,a,clerk,,"),
            &[(2, Some("organisation_code"), Reason::Empty)],
        );
        check(
            parse,
            &file("a@b.example,a,a,buyer,WC,"),
            &[(2, Some("organisation_code"), Reason::NotEmpty)],
        );
        check(
            parse,
            &file("a@b.example,a,a,household,WC,"),
            &[(2, Some("household_code"), Reason::Empty)],
        );
        check(
            parse,
            &file("a@b.example,a,a,clerk,WC,WC-0003"),
            &[(2, Some("household_code"), Reason::NotEmpty)],
        );
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for email in ["a", "@b.example", "a@b", "a@b@c.example", "a b@c.example"] {
            let reason = Reason::BadEmail {
                value: email.to_owned(),
            };
            check(
                parse,
                &file(&format!("{email},a,a,buyer,,")),
                &[(2, Some("email"), reason)],
            );
        }
        assert_eq!(
            parse(file("A@B.example,a,a,buyer,,").as_bytes()).unwrap()[0]
                .content
                .email,
            "a@b.example"
        );
    }
}
