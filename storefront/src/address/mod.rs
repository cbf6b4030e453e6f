//! Where a box goes, as a part of another page's form: name, telephone, place and street.
//!
//! Layout: this file reads and checks the fields; `view` is what the piece
//! `themes/base/templates/pieces/address.html` shows; `children` answers the script that fills the
//! choices without a new page.
//!
//! How a page uses it, checkout for one:
//! 1. Its data has `address: AddressView`, from [`blank`] at first. The template imports nothing: it
//!    writes `{{ <address address={address} action="/checkout"/> }}` inside its form, links
//!    `base/styles/address.css` and `base/scripts/address.js`.
//! 2. On a post it first asks [`pressed`]: someone who pasted an address, or chose a province without
//!    a script, wants the same form again. It then answers with `page_typed` and [`AddressView`] of
//!    [`Pressed::apply`], and nothing else has happened.
//! 3. Else [`read`] gives the address, or notes a fault at each field, and `form.check()` refuses.
//!    The page shown again gets the view of [`shown`].
//!
//! Programs send the same members in JSON: [`AddressForm::check`] names the same faults.

mod view;

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::address::{
    Address, AddressFault, Code, Division, Divisions, Level, Line, Parsed, Phone, PhoneFault,
    TextFault, receiver, street,
};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{FieldProblem, Problem};
use crate::form::Form;
use crate::render::Lang;
use crate::router::{ANYONE, Reach, Table};

pub use view::{AddressView, place_name};

/// The field of the buttons beside the address; their own values follow.
pub const PRESSED_FIELD: &str = "address_do";
/// The button that reads what was pasted.
const PASTE: &str = "paste";
/// The button that shows the cities and districts of what was chosen.
const PLACES: &str = "places";
/// Begins the value of a button that chooses one place; its code follows.
const CHOOSE: &str = "place:";
/// How long a browser keeps the children of a division.
const DIVISIONS_CACHED: &str = "public, max-age=86400";

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default().get("/divisions/{code}", (ANYONE, Reach::Public), get(children))
}

/// An address as it was typed, in a form or in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct AddressForm {
    /// Who receives it.
    pub name: String,
    /// A mobile number, or a fixed line with its area code.
    pub phone: String,
    /// The code of the province.
    pub province: String,
    /// The code of the city; may be empty where the province has only one, or none.
    pub city: String,
    /// The code of the district; empty where the city has none.
    pub district: String,
    /// Street, house and door.
    pub street: String,
}

impl AddressForm {
    /// What stands in a form's fields.
    pub fn of(form: &Form) -> Self {
        let field = |name| form.get(name).to_owned();
        Self {
            name: field("name"),
            phone: field("phone"),
            province: field("province"),
            city: field("city"),
            district: field("district"),
            street: field("street"),
        }
    }

    /// The address, checked.
    ///
    /// # Errors
    /// What is wrong with each field.
    pub fn check(&self) -> Result<Address, Vec<FieldProblem>> {
        let place = Divisions::get().resolve(&self.province, &self.city, &self.district);
        let (name, phone) = (receiver(&self.name), Phone::parse(&self.phone));
        let street = street(&self.street);
        match (name, phone, place, street) {
            (Ok(name), Ok(phone), Ok(place), Ok(street)) => Ok(Address {
                name,
                phone,
                place,
                street,
            }),
            (name, phone, place, street) => {
                let name = name.err().map(|fault| text_problem("name", fault));
                let phone = phone.err().map(phone_problem);
                let place = place.err().map(place_problem);
                let street = street.err().map(|fault| text_problem("street", fault));
                let all = [name, phone, place, street];
                Err(all.into_iter().flatten().collect())
            }
        }
    }
}

/// Reads a form's address; `None` when a fault was noted, which `form.check()` then refuses.
pub fn read(form: &mut Form) -> Option<Address> {
    match AddressForm::of(form).check() {
        Ok(address) => Some(address),
        Err(problems) => {
            form.faults(problems);
            None
        }
    }
}

fn problem(field: &str, code: &str, args: &[(&str, usize)]) -> FieldProblem {
    let arg = |(name, value): &(&str, usize)| ((*name).to_owned(), value.to_string());
    FieldProblem {
        field: field.to_owned(),
        code: code.to_owned(),
        args: args.iter().map(arg).collect(),
    }
}

fn text_problem(field: &str, fault: TextFault) -> FieldProblem {
    match fault {
        TextFault::Empty => problem(field, "empty", &[]),
        TextFault::TooShort { least } => problem(field, "too-short", &[("least", least)]),
        TextFault::TooLong { most } => problem(field, "too-long", &[("most", most)]),
        TextFault::Control => problem(field, "control", &[]),
    }
}

fn phone_problem(fault: PhoneFault) -> FieldProblem {
    let (code, number) = match fault {
        PhoneFault::Empty => ("empty", 0),
        PhoneFault::Letters => ("phone-letters", 0),
        PhoneFault::NotMobilePrefix => ("phone-prefix", 0),
        PhoneFault::TooShort { line, missing } => match (line, missing) {
            (Line::Mobile, 1) => ("phone-one-short", 0),
            (Line::Mobile, missing) => ("phone-short", missing),
            (Line::Fixed, missing) => ("phone-fixed-short", missing),
        },
        PhoneFault::TooLong { line, over } => match (line, over) {
            (Line::Mobile, 1) => ("phone-one-long", 0),
            (Line::Mobile, over) => ("phone-long", over),
            (Line::Fixed, over) => ("phone-fixed-long", over),
        },
    };
    let args: &[_] = if number > 0 {
        &[("digits", number)]
    } else {
        &[]
    };
    problem("phone", code, args)
}

/// The refusal of a telephone number alone.
pub fn phone_refused(fault: PhoneFault) -> Problem {
    Problem {
        fields: vec![phone_problem(fault)],
        ..Problem::unprocessable("check-fields")
    }
}

fn place_problem(fault: AddressFault) -> FieldProblem {
    let field = match fault.level() {
        Level::Province => "province",
        Level::City => "city",
        Level::District => "district",
    };
    let code = match fault {
        AddressFault::Missing(_) => format!("{field}-missing"),
        AddressFault::Unknown(_) => "place-unknown".to_owned(),
    };
    problem(field, &code, &[])
}

/// A button beside the address, which wants the form again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Read what was pasted.
    Paste,
    /// Show what lies in the chosen province and city.
    Places,
    /// Choose this place.
    Choose(Code),
}

/// The button that was pressed, if it is one of the address's.
pub fn pressed(form: &Form) -> Option<Pressed> {
    match form.get(PRESSED_FIELD) {
        PASTE => Some(Pressed::Paste),
        PLACES => Some(Pressed::Places),
        other => {
            let code = Code::parse(other.strip_prefix(CHOOSE)?);
            Some(code.map_or(Pressed::Places, Pressed::Choose))
        }
    }
}

impl Pressed {
    /// Changes the fields as the button says, and gives what the form shows then.
    pub fn apply(&self, app: &App, lang: Lang, form: &mut Form) -> AddressView {
        match self {
            Self::Paste => {
                let parsed = catalog::address::parse(form.get("paste"));
                fill(form, &parsed);
                shown(lang, form).after_paste(app.renderer(), lang, &parsed)
            }
            Self::Places => {
                keep_fitting(form);
                shown(lang, form)
            }
            Self::Choose(code) => {
                if let Some(place) = Divisions::get().place(*code) {
                    set(form, "province", Some(place.province));
                    set(form, "city", place.city);
                    set(form, "district", place.district);
                }
                shown(lang, form)
            }
        }
    }
}

/// The form with no address in it.
pub fn blank(lang: Lang) -> AddressView {
    shown(lang, &Form::default())
}

/// The form with what its fields say.
pub fn shown(lang: Lang, form: &Form) -> AddressView {
    let typed = AddressForm::of(form);
    AddressView::of(lang, &typed.province, &typed.city)
}

/// Puts what was read into the fields. What was not read leaves a field as it was typed, but for the
/// place: half of an old one with half of a new one would be a third.
fn fill(form: &mut Form, parsed: &Parsed) {
    for (field, value) in [
        ("name", parsed.name.as_deref()),
        ("phone", parsed.phone.as_deref()),
        (
            "street",
            Some(parsed.street.as_str()).filter(|text| !text.is_empty()),
        ),
    ] {
        if let Some(value) = value {
            form.set(field, value);
        }
    }
    set(form, "province", parsed.province);
    set(form, "city", parsed.city);
    set(form, "district", parsed.district);
}

fn set(form: &mut Form, field: &str, division: Option<&Division>) {
    let code = division.map(|division| division.code.to_string());
    form.set(field, &code.unwrap_or_default());
}

/// Empties a city or district that does not lie in what is chosen above it.
fn keep_fitting(form: &mut Form) {
    let lies = |parent: &str, child: &str| {
        let children = Code::parse(parent).map(|code| Divisions::get().children(code));
        let code = Code::parse(child);
        children.is_some_and(|all| all.iter().any(|division| Some(division.code) == code))
    };
    for (parent, child) in [("province", "city"), ("city", "district")] {
        if !lies(form.get(parent), form.get(child)) {
            form.set(child, "");
        }
    }
}

/// A division as the script reads it.
#[derive(Serialize)]
struct Child {
    code: String,
    zh: &'static str,
    en: &'static str,
}

/// What lies in a province or city, in both languages so that one answer may be kept for all.
async fn children(Path(code): Path<String>) -> Result<Response, Problem> {
    let divisions = Divisions::get();
    let code = Code::parse(&code).filter(|code| divisions.division(*code).is_some());
    let code = code.ok_or_else(Problem::not_found)?;
    let child = |division: &&'static Division| Child {
        code: division.code.to_string(),
        zh: division.name_zh,
        en: division.name_in_english(),
    };
    let children: Vec<Child> = divisions.children(code).iter().map(child).collect();
    let cached = [(header::CACHE_CONTROL, DIVISIONS_CACHED)];
    Ok((cached, Json(children)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Form {
        Form::filled(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    fn whole() -> Vec<(&'static str, &'static str)> {
        vec![
            ("name", "张三"),
            ("phone", "138 0013 8000"),
            ("province", "140000"),
            ("city", "140100"),
            ("district", "140105"),
            ("street", "亲贤街1号"),
        ]
    }

    #[test]
    fn a_whole_form_is_an_address() {
        let address = read(&mut typed(&whole())).unwrap();
        assert_eq!(address.phone.as_str(), "13800138000");
        assert_eq!(address.text_zh(), "山西省太原市小店区亲贤街1号");
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        for (field, value, code) in [
            ("name", "", "empty"),
            ("name", "张\u{1}三", "control"),
            ("phone", "", "empty"),
            ("phone", "1380013800", "phone-one-short"),
            ("phone", "13800138", "phone-short"),
            ("phone", "138001380001", "phone-one-long"),
            ("phone", "1380013800012", "phone-long"),
            ("phone", "12800138000", "phone-prefix"),
            ("phone", "call me", "phone-letters"),
            ("phone", "0351-7654", "phone-fixed-short"),
            ("phone", "0351-765432100", "phone-fixed-long"),
            ("province", "", "province-missing"),
            ("province", "999999", "place-unknown"),
            ("city", "", "city-missing"),
            ("city", "130100", "place-unknown"),
            ("district", "", "district-missing"),
            ("street", "", "empty"),
            ("street", "街", "too-short"),
        ] {
            let mut fields = whole();
            fields.push((field, value));
            let problems = AddressForm::of(&typed(&fields)).check().unwrap_err();
            let found: Vec<_> = problems
                .iter()
                .map(|problem| (problem.field.as_str(), problem.code.as_str()))
                .collect();
            assert_eq!(found, [(field, code)], "{value:?}");
        }
        let problems = AddressForm::default().check().unwrap_err();
        assert_eq!(problems.len(), 4, "every field at once");
    }

    #[test]
    fn a_new_province_lets_go_of_the_old_city() {
        let mut fields = whole();
        fields.push(("province", "130000"));
        let mut form = typed(&fields);
        keep_fitting(&mut form);
        assert_eq!((form.get("city"), form.get("district")), ("", ""));
        assert_eq!(form.get("street"), "亲贤街1号", "the rest stays");
    }

    #[test]
    fn what_was_pasted_fills_the_fields_and_keeps_what_it_does_not_say() {
        let mut form = typed(&[("name", "李四"), ("province", "130000"), ("city", "130100")]);
        fill(
            &mut form,
            &catalog::address::parse("13912345678 山西省太原市小店区亲贤街1号"),
        );
        let fields = ["name", "phone", "province", "city", "district", "street"];
        let found = fields.map(|field| form.get(field).to_owned());
        assert_eq!(
            found,
            [
                "李四",
                "13912345678",
                "140000",
                "140100",
                "140105",
                "亲贤街1号"
            ]
        );
    }

    #[test]
    fn a_button_is_told_by_its_value() {
        let pressed = |value| pressed(&typed(&[(PRESSED_FIELD, value)]));
        assert_eq!(pressed("paste"), Some(Pressed::Paste));
        assert_eq!(pressed("places"), Some(Pressed::Places));
        assert_eq!(
            pressed("place:140105"),
            Some(Pressed::Choose(Code::parse("140105").unwrap()))
        );
        assert_eq!(pressed("place:<b>"), Some(Pressed::Places));
        assert_eq!(pressed(""), None);
        assert_eq!(pressed("order"), None);
    }
}
