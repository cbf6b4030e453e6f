//! The checkout's page: what, where to, how paid, what it comes to, and one button.

use axum::response::Response;
use exchange::entity::{purchase, purchase_access, purchase_private};
use exchange::retail::cart::Owner;
use exchange::retail::purchase::Route;
use ledger::Money;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::changes::{Seen, Told, told};
use super::place::{self, PlaceAsked, PlacedView, has_route, way_to_pay};
use crate::address::{self, AddressForm, AddressView};
use crate::cart::{CartLine, CartView, cart_view_of};
use crate::entity::person;
use crate::error::Problem;
use crate::form::Form;
use crate::guest::Buyer;
use crate::page::{page_after, page_typed, see};
use crate::render::Lang;

/// Longest note to the packer.
const NOTE_LENGTH_MAX: usize = 200;
/// Longest address of mails.
const EMAIL_LENGTH_MAX: usize = 120;

#[derive(Serialize)]
struct CheckoutPage {
    cart: CartView,
    /// The lines by sender, in the order of the parcels.
    parcels: Vec<Parcel>,
    address: AddressView,
    /// Whether a place was chosen, so that the total is the final one.
    placed: bool,
    /// The ways of paying that are open here.
    routes: Vec<&'static str>,
    route: &'static str,
    /// What the form carries back: the cart, what it showed, what it came to.
    seen: String,
    expected_fen: i64,
    fresh: bool,
    returnable: bool,
    /// What is another now than the buyer saw.
    changes: Told,
}

/// What one cooperative sends.
#[derive(Serialize)]
struct Parcel {
    sender: String,
    lines: Vec<CartLine>,
}

/// The page as it is opened: with the address of the last purchase, if there was one.
pub async fn show(buyer: Buyer) -> Result<Response, Problem> {
    let form = known_fields(&buyer).await?;
    match page(&buyer, &form, None).await? {
        None => Ok(see("/cart")),
        Some(data) => {
            let (app, visitor) = (&buyer.app, &buyer.visitor);
            page_typed(app, visitor, "checkout/checkout.html", &data, &form)
        }
    }
}

/// The last address that this buyer had something sent to.
async fn known_fields(buyer: &Buyer) -> Result<Form, Problem> {
    let last = match buyer.owner() {
        None => None,
        Some(owner) => last_receiver(buyer, owner).await?,
    };
    let Some(last) = last else {
        return person_fields(buyer).await;
    };
    let place = catalog::address::Code::parse(&last.division_code)
        .and_then(|code| catalog::address::Divisions::get().place(code));
    let mut fields = vec![
        ("name".to_owned(), last.name),
        ("phone".to_owned(), last.phone),
        ("street".to_owned(), last.street),
        ("email".to_owned(), last.email),
    ];
    if let Some(place) = place {
        let steps = [
            ("province", Some(place.province)),
            ("city", place.city),
            ("district", place.district),
        ];
        for (field, step) in steps {
            let code = step.map(|division| division.code.to_string());
            fields.push((field.to_owned(), code.unwrap_or_default()));
        }
    }
    Ok(Form::filled(fields))
}

/// What is known of a signed-in person who has bought nothing yet.
async fn person_fields(buyer: &Buyer) -> Result<Form, Problem> {
    let Some(person_id) = buyer.person else {
        return Ok(Form::default());
    };
    let row = person::Entity::find_by_id(person_id)
        .one(buyer.app.database().read())
        .await?;
    let Some(row) = row else {
        return Ok(Form::default());
    };
    let name = match buyer.visitor.lang {
        Lang::Chinese => row.name_zh,
        Lang::English => row.name_en,
    };
    let fields = [("name", name), ("phone", row.phone), ("email", row.email)];
    Ok(Form::filled(
        fields.map(|(field, value)| (field.to_owned(), value)),
    ))
}

async fn last_receiver(
    buyer: &Buyer,
    owner: Owner,
) -> Result<Option<purchase_private::Model>, Problem> {
    let connection = buyer.app.database().read();
    let own = match owner {
        Owner::Person(person) => purchase::Column::PersonId.eq(person),
        Owner::Guest(guest) => {
            let granted = Query::select()
                .column(purchase_access::Column::PurchaseId)
                .from(purchase_access::Entity)
                .and_where(purchase_access::Column::GuestId.eq(guest))
                .to_owned();
            purchase::Column::Id.in_subquery(granted)
        }
    };
    let last = purchase::Entity::find()
        .filter(own)
        .order_by_desc(purchase::Column::Id)
        .one(connection)
        .await?;
    let Some(last) = last else { return Ok(None) };
    let private = purchase_private::Entity::find_by_id(last.id);
    Ok(private.one(connection).await?)
}

/// What the page shows for what is typed; none for an empty cart.
async fn page(
    buyer: &Buyer,
    form: &Form,
    address: Option<AddressView>,
) -> Result<Option<CheckoutPage>, Problem> {
    let lang = buyer.visitor.lang;
    let district = place_typed(form);
    let route = route_typed(form).unwrap_or(Route::Provider);
    let cart = cart_view_of(buyer, district.as_deref(), route).await?;
    if cart.lines.is_empty() {
        return Ok(None);
    }
    let routes = [Route::Provider, Route::Transfer];
    let open = routes
        .into_iter()
        .filter(|route| has_route(&buyer.app, *route));
    let routes: Vec<&'static str> = open.map(|route| route.as_str()).collect();
    let route = route.as_str();
    let seen = Seen::read(form.get("seen"));
    let expected_fen = form.get("expected_total").parse().unwrap_or(0);
    let changes = if form.get("seen").is_empty() {
        Told::default()
    } else {
        told(buyer, &seen, &cart, expected_fen)
    };
    Ok(Some(CheckoutPage {
        parcels: parcels(&cart),
        address: address.unwrap_or_else(|| address::shown(lang, form)),
        placed: district.is_some(),
        route: if routes.contains(&route) {
            route
        } else {
            routes.first().copied().unwrap_or("")
        },
        routes,
        seen: Seen::of(&cart).text(),
        expected_fen: cart.total_fen,
        fresh: cart.lines.iter().any(|line| line.fresh),
        returnable: cart.lines.iter().any(|line| !line.fresh),
        changes,
        cart,
    }))
}

fn parcels(cart: &CartView) -> Vec<Parcel> {
    let mut parcels: Vec<(Option<i64>, Parcel)> = Vec::new();
    for line in &cart.lines {
        match parcels.iter_mut().find(|(of, _)| *of == line.cooperative) {
            Some((_, parcel)) => parcel.lines.push(line.clone()),
            None => parcels.push((
                line.cooperative,
                Parcel {
                    sender: line.sender.clone(),
                    lines: vec![line.clone()],
                },
            )),
        }
    }
    parcels.into_iter().map(|(_, parcel)| parcel).collect()
}

/// The place that is chosen, if the choice is whole.
fn place_typed(form: &Form) -> Option<String> {
    let typed = AddressForm::of(form);
    let divisions = catalog::address::Divisions::get();
    let place = divisions.resolve(&typed.province, &typed.city, &typed.district);
    place.ok().map(|place| place.code().to_string())
}

fn route_typed(form: &Form) -> Option<Route> {
    let routes = [Route::Provider, Route::Transfer];
    routes
        .into_iter()
        .find(|route| route.as_str() == form.get("route"))
}

/// A button of the address, or the purchase itself.
pub async fn submit(buyer: Buyer, mut form: Form) -> Result<Response, Problem> {
    if let Some(pressed) = address::pressed(&form) {
        let view = pressed.apply(&buyer.app, buyer.visitor.lang, &mut form);
        return again(&buyer, &form, (Some(view), None)).await;
    }
    match buy(&buyer, &mut form).await {
        Ok(number) => Ok(see(&way_to_pay(&buyer.app, &number).await?)),
        Err(problem) if problem.code == "already-placed" => {
            let number = problem.args.iter().find(|(name, _)| name == "number");
            let number = number.map(|(_, value)| value.clone()).unwrap_or_default();
            Ok(see(&way_to_pay(&buyer.app, &number).await?))
        }
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => again(&buyer, &form, (None, Some(&problem))).await,
    }
}

/// The page again with what was typed.
async fn again(
    buyer: &Buyer,
    form: &Form,
    (address, problem): (Option<AddressView>, Option<&Problem>),
) -> Result<Response, Problem> {
    let Some(data) = page(buyer, form, address).await? else {
        return Ok(see("/cart"));
    };
    let (app, visitor) = (&buyer.app, &buyer.visitor);
    match problem {
        Some(problem) => {
            let refused = Some((form, problem));
            page_after(app, visitor, "checkout/checkout.html", &data, refused)
        }
        None => page_typed(app, visitor, "checkout/checkout.html", &data, form),
    }
}

async fn buy(buyer: &Buyer, form: &mut Form) -> Result<String, Problem> {
    let keyed = form.keyed_in(buyer.key_space()?)?;
    let asked = read(form)?;
    let answer = place::place(buyer, keyed, &asked).await?;
    let placed: PlacedView = serde_json::from_value(answer.body).map_err(Problem::broken)?;
    Ok(placed.number)
}

fn read(form: &mut Form) -> Result<PlaceAsked, Problem> {
    let address = address::read(form);
    let (email, note) = (form.get("email").to_owned(), form.get("note").to_owned());
    check_words(form, &email, &note);
    let route = route_typed(form);
    if route.is_none() {
        form.fault("route", "unknown-choice", Vec::new());
    }
    form.check()?;
    let (Some(address), Some(route)) = (address, route) else {
        return Err(Problem::unprocessable("check-fields"));
    };
    // What cannot be read was not seen: the purchase is not made, and the page says what it costs.
    let expected = form.get("expected_total").parse().unwrap_or(0);
    Ok(PlaceAsked {
        address,
        email,
        note,
        route,
        expected_total: Money::fen(expected),
        cart: form.get("cart").parse().ok(),
    })
}

fn check_words(form: &mut Form, email: &str, note: &str) {
    for fault in word_faults(email, note) {
        form.fault(fault.0, fault.1, fault.2);
    }
}

/// A field, what is wrong with it, and the values of that message.
pub type WordFault = (&'static str, &'static str, Vec<(String, String)>);

/// What is wrong with an address of mails and with a note.
pub fn word_faults(email: &str, note: &str) -> Vec<WordFault> {
    let most = |most: usize| vec![("most".to_owned(), most.to_string())];
    let mut faults = Vec::new();
    if email.chars().count() > EMAIL_LENGTH_MAX {
        faults.push(("email", "too-long", most(EMAIL_LENGTH_MAX)));
    } else if !email.is_empty() && email.parse::<lettre::Address>().is_err() {
        faults.push(("email", "not-an-address", Vec::new()));
    }
    if note.chars().count() > NOTE_LENGTH_MAX {
        faults.push(("note", "too-long", most(NOTE_LENGTH_MAX)));
    } else if note
        .chars()
        .any(|sign| sign.is_control() && sign != '\n' && sign != '\r')
    {
        faults.push(("note", "control", Vec::new()));
    }
    faults
}
