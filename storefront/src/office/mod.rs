//! A cooperative's office: what must be done today, lots and receipts, households, files handed in.

mod certificates;
pub mod claims;
mod correct;
mod errands;
mod households;
mod imports;
mod lots;
pub mod orders;
mod receipts;
mod sales;
mod season;
mod sharing;
mod shelves;
mod sign_in;
mod tickets;
mod today;

pub use certificates::{CertificateRow, CertificateWish, record_certificate};
pub use correct::{CorrectRequest, Corrected, correct};
pub use households::{HouseholdRow, households};
pub use imports::{Imported, Kind as FileKind, import, try_out};
pub use lots::{LotDetail, LotRow, lot_detail, lots, morning_of};
pub use receipts::{ReceiptRow, ReceiptWish, cancel_receipt, receipts, request_receipt};
pub use sales::{SaleRow, sales};
pub use season::{SeasonShares, season_shares};
pub use sharing::{DAYS_TO_HOUSEHOLD, household as household_words};
pub use shelves::{ShelfRow, ShelfWish, put_on_sale, shelves, take_back};
pub use tickets::{TicketRow, ticket_row};

use axum::routing::{get, post};

use crate::router::{Changes, OFFICE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OFFICE, Reach::Organisation);
    let moves_stock = (OFFICE, Reach::Organisation, Changes::Stock);
    let moves_money = (OFFICE, Reach::Organisation, Changes::Money);
    let changes = (OFFICE, Reach::Organisation, Changes::Other);
    Table::default()
        // Used by a cooperative's clerk and manager
        .get("/office", sees, get(today::show))
        .get("/office/lots", sees, get(lots::index))
        .get("/office/lots/{lot}", sees, get(lots::show))
        .get("/office/intakes/{intake}/correct", sees, get(correct::show))
        .post(
            "/office/intakes/{intake}/correct",
            moves_money,
            post(correct::put_right),
        )
        .post("/office/receipts", moves_stock, post(receipts::request))
        .post(
            "/office/receipts/{receipt}/cancel",
            moves_stock,
            post(receipts::cancel),
        )
        .post(
            "/office/lots/{lot}/certificates",
            changes,
            post(certificates::record),
        )
        .get("/office/shelves", sees, get(shelves::show))
        .post("/office/shelves", moves_stock, post(shelves::put))
        .post("/office/shelves/back", moves_stock, post(shelves::back))
        .get("/office/households", sees, get(households::index))
        .get(
            "/office/households/{household}",
            sees,
            get(households::show),
        )
        .post(
            "/office/households/{household}/bank",
            changes,
            post(households::correct_bank),
        )
        .post(
            "/office/households/{household}/consents",
            changes,
            post(households::give_consent),
        )
        .post(
            "/office/consents/{consent}/withdraw",
            changes,
            post(households::withdraw_consent),
        )
        .get("/office/season", sees, get(season::show))
        .get("/office/imports", sees, get(imports::show))
        .post(
            "/office/households/{household}/sign-in",
            changes,
            post(sign_in::make),
        )
        .post("/office/imports", moves_money, post(imports::hand_in))
        .merge(orders::routes())
        .merge(claims::routes())
}
