//! What buyers paid and got back, against the ledger, the bank and what was said of it.
//!
//! A payment is what its append-only events say; its row, its parts and its purchase follow from them.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};
use crate::retail::settlement::FEE_BP;

/// A paid attempt has its set, from where its money is to each escrow, and no other has one.
pub const SET: &str = "payment-set";
/// A transfer that paid is a line of the bank's statement.
pub const BANK: &str = "payment-bank-line";
/// The parts of an attempt are the purchase's consignments, and sum to what was asked.
pub const PARTS: &str = "payment-parts";
/// What of an attempt and of its purchase was decided follows from what was said of it.
pub const STATE: &str = "payment-state";
/// A refund's set stands as the refund does, and no other gives back.
pub const REFUND: &str = "refund-set";
/// What went back of a payment, a line and a surcharge is what its refunds say.
pub const REFUNDED: &str = "refund-sums";
/// A settlement is its payments less its refunds and fees, posted as the bank paid it.
pub const SETTLEMENT: &str = "provider-settlement";

/// What each set moved for good, and what it promises.
const MOVED: &str = "(SELECT transfer.set_id, debit.code AS debit_code, debit.party AS debit_party, \
    credit.code AS credit_code, credit.party AS credit_party, \
    SUM(CASE WHEN (NOT transfer.pending OR transfer_end.outcome = 'posted') \
        AND set_reversal.set_id IS NULL THEN transfer.amount_fen ELSE 0 END) AS posted_fen, \
    SUM(CASE WHEN transfer.pending AND transfer_end.outcome IS NULL \
        THEN transfer.amount_fen ELSE 0 END) AS pending_fen \
    FROM transfer JOIN account debit ON debit.id = transfer.debit_account_id \
    JOIN account credit ON credit.id = transfer.credit_account_id \
    LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id \
    LEFT JOIN set_reversal ON set_reversal.reversed_id = transfer.set_id \
    GROUP BY transfer.set_id, debit.code, debit.party, credit.code, credit.party)";

/// Every check of payments, refunds and settlements.
///
/// # Errors
/// When the database does.
pub async fn payments(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = sets(conn).await?;
    differences.extend(bank(conn).await?);
    differences.extend(parts(conn).await?);
    differences.extend(states(conn).await?);
    differences.extend(refunds(conn).await?);
    differences.extend(refunded(conn).await?);
    differences.extend(settlements(conn).await?);
    Ok(differences)
}

/// [`SET`].
///
/// # Errors
/// When the database does.
pub async fn sets(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let named = "SELECT payment_attempt.out_no AS subject, \
        COALESCE(payment_attempt.set_id, 0) AS expected, COALESCE(transfer_set.id, 0) AS found \
        FROM payment_attempt LEFT JOIN transfer_set \
        ON transfer_set.key = 'payment:' || payment_attempt.out_no \
        AND transfer_set.subject = 'purchase:' || payment_attempt.purchase_id \
        WHERE COALESCE(payment_attempt.set_id, 0) <> COALESCE(transfer_set.id, 0) \
        OR (payment_attempt.state = 'paid') <> (payment_attempt.set_id IS NOT NULL) \
        ORDER BY payment_attempt.id";
    let mut differences = listed(conn, SET, named).await?;
    // From where the money is to the escrow of each part, and nothing else in the set.
    let from = "(payment_attempt.provider = 'transfer' AND moved.debit_code IN ('1001', '2901') \
        OR payment_attempt.provider <> 'transfer' AND moved.debit_code = '1002' \
        AND moved.debit_party = 'provider:' || payment_attempt.provider)";
    let escrow = format!(
        "SELECT payment_part.part_no AS subject, payment_part.amount_fen AS expected, \
         CAST(COALESCE(SUM(moved.posted_fen), 0) AS BIGINT) AS found FROM payment_part \
         JOIN payment_attempt ON payment_attempt.id = payment_part.attempt_id \
         LEFT JOIN {MOVED} moved ON moved.set_id = payment_attempt.set_id \
         AND moved.credit_code = '2001' \
         AND moved.credit_party = 'consignment:' || payment_part.consignment_id AND {from} \
         WHERE payment_attempt.state = 'paid' \
         GROUP BY payment_part.part_no, payment_part.amount_fen \
         HAVING COALESCE(SUM(moved.posted_fen), 0) <> payment_part.amount_fen \
         ORDER BY payment_part.part_no"
    );
    differences.extend(listed(conn, SET, &escrow).await?);
    let whole = format!(
        "SELECT payment_attempt.out_no || ':all' AS subject, payment_attempt.amount_fen AS expected, \
         CAST(COALESCE(SUM(moved.posted_fen), 0) AS BIGINT) AS found FROM payment_attempt \
         LEFT JOIN {MOVED} moved ON moved.set_id = payment_attempt.set_id \
         WHERE payment_attempt.state = 'paid' \
         GROUP BY payment_attempt.id, payment_attempt.out_no, payment_attempt.amount_fen \
         HAVING COALESCE(SUM(moved.posted_fen), 0) <> payment_attempt.amount_fen \
         ORDER BY payment_attempt.id"
    );
    differences.extend(listed(conn, SET, &whole).await?);
    Ok(differences)
}

/// [`BANK`].
///
/// # Errors
/// When the database does.
pub async fn bank(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT payment_attempt.out_no AS subject, payment_attempt.amount_fen AS expected, \
        COALESCE(bank_line.amount_fen, 0) AS found FROM payment_attempt \
        LEFT JOIN bank_line ON bank_line.set_id = payment_attempt.set_id \
        OR bank_line.resolved_set_id = payment_attempt.set_id \
        WHERE payment_attempt.state = 'paid' AND payment_attempt.provider = 'transfer' \
        AND COALESCE(bank_line.amount_fen, 0) <> payment_attempt.amount_fen \
        ORDER BY payment_attempt.id";
    Ok(listed(conn, BANK, sql).await?)
}

/// [`PARTS`].
///
/// # Errors
/// When the database does.
pub async fn parts(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let whole = "SELECT payment_attempt.out_no AS subject, purchase.total_fen AS expected, \
        payment_attempt.amount_fen AS found FROM payment_attempt \
        JOIN purchase ON purchase.id = payment_attempt.purchase_id \
        WHERE payment_attempt.amount_fen <> purchase.total_fen ORDER BY payment_attempt.id";
    let sums = "SELECT payment_attempt.out_no || ':parts' AS subject, \
        payment_attempt.amount_fen AS expected, \
        CAST(COALESCE(SUM(payment_part.amount_fen), 0) AS BIGINT) AS found FROM payment_attempt \
        LEFT JOIN payment_part ON payment_part.attempt_id = payment_attempt.id \
        GROUP BY payment_attempt.id, payment_attempt.out_no, payment_attempt.amount_fen \
        HAVING COALESCE(SUM(payment_part.amount_fen), 0) <> payment_attempt.amount_fen \
        ORDER BY payment_attempt.id";
    // Each consignment of the purchase is a part, at what its goods and its surcharge cost.
    let each = "SELECT payment_attempt.out_no || ':' || consignment.number AS subject, \
        consignment.goods_fen + consignment.surcharge_fen AS expected, \
        COALESCE(payment_part.amount_fen, 0) AS found FROM payment_attempt \
        JOIN consignment ON consignment.purchase_id = payment_attempt.purchase_id \
        LEFT JOIN payment_part ON payment_part.attempt_id = payment_attempt.id \
        AND payment_part.consignment_id = consignment.id \
        WHERE COALESCE(payment_part.amount_fen, 0) <> consignment.goods_fen + consignment.surcharge_fen \
        ORDER BY payment_attempt.id, consignment.id";
    let mut differences = listed(conn, PARTS, whole).await?;
    differences.extend(listed(conn, PARTS, sums).await?);
    differences.extend(listed(conn, PARTS, each).await?);
    Ok(differences)
}

/// What was said and taken: it pays, pays late, or came late or twice and goes back.
const ACCEPTED: &str = "(SELECT provider, out_no, COUNT(*) AS said, SUM(amount_fen) AS fen, \
    SUM(CASE WHEN outcome = 'applied' OR reason = 'reserved' THEN 1 ELSE 0 END) AS pays, \
    SUM(CASE WHEN reason = 'refunded' THEN 1 ELSE 0 END) AS late, \
    SUM(CASE WHEN reason = 'doubled' THEN 1 ELSE 0 END) AS doubled \
    FROM payment_event WHERE outcome IN ('applied', 'late') GROUP BY provider, out_no)";

/// [`STATE`].
///
/// # Errors
/// When the database does.
pub async fn states(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let attempts = format!(
        "SELECT payment_attempt.out_no AS subject, \
         CAST(COALESCE(accepted.fen, 0) AS BIGINT) AS expected, \
         CASE WHEN payment_attempt.state = 'paid' THEN payment_attempt.amount_fen ELSE 0 END AS found \
         FROM payment_attempt LEFT JOIN {ACCEPTED} accepted ON accepted.out_no = payment_attempt.out_no \
         AND accepted.provider = payment_attempt.provider \
         WHERE COALESCE(accepted.fen, 0) <> CASE WHEN payment_attempt.state = 'paid' \
         THEN payment_attempt.amount_fen ELSE 0 END ORDER BY payment_attempt.id"
    );
    // The first payment that is taken pays the purchase, or ends it for good; the others go back.
    let purchases = format!(
        "SELECT purchase.number || ':paid' AS subject, \
         CAST(COALESCE(SUM(accepted.pays + accepted.late), 0) AS BIGINT) AS expected, \
         CAST(CASE WHEN purchase.paid_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS found FROM purchase \
         LEFT JOIN payment_attempt ON payment_attempt.purchase_id = purchase.id \
         LEFT JOIN {ACCEPTED} accepted ON accepted.out_no = payment_attempt.out_no \
         AND accepted.provider = payment_attempt.provider \
         GROUP BY purchase.id, purchase.number, purchase.paid_at \
         HAVING COALESCE(SUM(accepted.pays + accepted.late), 0) <> \
         CASE WHEN purchase.paid_at IS NULL THEN 0 ELSE 1 END ORDER BY purchase.id"
    );
    let back = format!(
        "SELECT payment_attempt.out_no || ':back' AS subject, \
         CAST((accepted.late + accepted.doubled) * payment_attempt.amount_fen AS BIGINT) AS expected, \
         CAST(COALESCE(back.fen, 0) AS BIGINT) AS found FROM payment_attempt \
         JOIN {ACCEPTED} accepted ON accepted.out_no = payment_attempt.out_no \
         AND accepted.provider = payment_attempt.provider \
         LEFT JOIN (SELECT attempt_id, SUM(amount_fen) AS fen FROM refund \
            WHERE reason IN ('late_payment', 'doubled') GROUP BY attempt_id) back \
            ON back.attempt_id = payment_attempt.id \
         WHERE COALESCE(back.fen, 0) <> (accepted.late + accepted.doubled) * payment_attempt.amount_fen \
         ORDER BY payment_attempt.id"
    );
    let waits = "SELECT consignment.number AS subject, \
        CAST(CASE WHEN purchase.paid_at IS NULL THEN 1 ELSE 0 END AS BIGINT) AS expected, \
        CAST(CASE WHEN consignment.state = 'awaiting_payment' THEN 1 ELSE 0 END AS BIGINT) AS found \
        FROM consignment JOIN purchase ON purchase.id = consignment.purchase_id \
        WHERE purchase.state = 'placed' AND consignment.state <> 'cancelled' \
        AND (purchase.paid_at IS NULL) <> (consignment.state = 'awaiting_payment') \
        ORDER BY consignment.id";
    let mut differences = listed(conn, STATE, &attempts).await?;
    differences.extend(listed(conn, STATE, &purchases).await?);
    differences.extend(listed(conn, STATE, &back).await?);
    differences.extend(listed(conn, STATE, waits).await?);
    Ok(differences)
}

/// [`REFUND`]: promised while it is on its way, posted once it has arrived, nothing otherwise.
///
/// # Errors
/// When the database does.
pub async fn refunds(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let to = "(payment_attempt.provider = 'transfer' AND moved.credit_code = '1001' \
        OR payment_attempt.provider <> 'transfer' AND moved.credit_code = '1002' \
        AND moved.credit_party = 'provider:' || payment_attempt.provider)";
    let mut differences = Vec::new();
    for (standing, state) in [("pending", "sent"), ("posted", "succeeded")] {
        let sql = format!(
            "SELECT refund.number || ':{standing}' AS subject, \
             CASE WHEN refund.state = '{state}' THEN refund.amount_fen ELSE 0 END AS expected, \
             CAST(COALESCE(SUM(moved.{standing}_fen), 0) AS BIGINT) AS found FROM refund \
             JOIN payment_attempt ON payment_attempt.id = refund.attempt_id \
             LEFT JOIN {MOVED} moved ON moved.set_id = refund.set_id AND moved.debit_code = '2001' \
             AND moved.debit_party = 'consignment:' || refund.consignment_id AND {to} \
             GROUP BY refund.id, refund.number, refund.state, refund.amount_fen \
             HAVING COALESCE(SUM(moved.{standing}_fen), 0) <> \
             CASE WHEN refund.state = '{state}' THEN refund.amount_fen ELSE 0 END ORDER BY refund.id"
        );
        differences.extend(listed(conn, REFUND, &sql).await?);
    }
    let nobodys = format!(
        "SELECT transfer_set.key AS subject, CAST(0 AS BIGINT) AS expected, \
         CAST(SUM(moved.posted_fen + moved.pending_fen) AS BIGINT) AS found FROM transfer_set \
         JOIN {MOVED} moved ON moved.set_id = transfer_set.id \
         WHERE transfer_set.kind = 'purchase_refunded' AND NOT EXISTS (SELECT 1 FROM refund \
            WHERE refund.set_id = transfer_set.id) \
         GROUP BY transfer_set.id, transfer_set.key \
         HAVING SUM(moved.posted_fen + moved.pending_fen) <> 0 ORDER BY transfer_set.id"
    );
    differences.extend(listed(conn, REFUND, &nobodys).await?);
    Ok(differences)
}

/// [`REFUNDED`].
///
/// # Errors
/// When the database does.
pub async fn refunded(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let of_parts = "SELECT payment_part.part_no AS subject, \
        CAST(COALESCE(back.fen, 0) AS BIGINT) AS expected, payment_part.refunded_fen AS found \
        FROM payment_part LEFT JOIN (SELECT attempt_id, consignment_id, SUM(amount_fen) AS fen \
            FROM refund GROUP BY attempt_id, consignment_id) back \
        ON back.attempt_id = payment_part.attempt_id \
        AND back.consignment_id = payment_part.consignment_id \
        WHERE payment_part.refunded_fen <> COALESCE(back.fen, 0) ORDER BY payment_part.part_no";
    let of_lines = "SELECT 'line:' || purchase_line.id AS subject, \
        CAST(COALESCE(back.fen, 0) AS BIGINT) AS expected, purchase_line.refunded_fen AS found \
        FROM purchase_line LEFT JOIN (SELECT line_id, SUM(amount_fen) AS fen FROM refund_line \
            GROUP BY line_id) back ON back.line_id = purchase_line.id \
        WHERE purchase_line.refunded_fen <> COALESCE(back.fen, 0) ORDER BY purchase_line.id";
    let of_surcharges = "SELECT consignment.number || ':surcharge' AS subject, \
        CAST(COALESCE(back.fen, 0) AS BIGINT) AS expected, \
        consignment.surcharge_refunded_fen AS found FROM consignment \
        LEFT JOIN (SELECT consignment_id, SUM(surcharge_fen) AS fen FROM refund \
            GROUP BY consignment_id) back ON back.consignment_id = consignment.id \
        WHERE consignment.surcharge_refunded_fen <> COALESCE(back.fen, 0) ORDER BY consignment.id";
    // A payment that came late or twice goes back whole; everything else by lines and surcharge.
    let wholes = "SELECT refund.number AS subject, refund.amount_fen AS found, \
        CAST(CASE WHEN refund.reason IN ('late_payment', 'doubled') THEN payment_part.amount_fen \
        ELSE COALESCE(back.fen, 0) + refund.surcharge_fen END AS BIGINT) AS expected FROM refund \
        LEFT JOIN payment_part ON payment_part.attempt_id = refund.attempt_id \
        AND payment_part.consignment_id = refund.consignment_id \
        LEFT JOIN (SELECT refund_id, SUM(amount_fen) AS fen FROM refund_line GROUP BY refund_id) back \
        ON back.refund_id = refund.id \
        WHERE refund.amount_fen <> CASE WHEN refund.reason IN ('late_payment', 'doubled') \
        THEN COALESCE(payment_part.amount_fen, 0) \
        ELSE COALESCE(back.fen, 0) + refund.surcharge_fen END ORDER BY refund.id";
    let mut differences = Vec::new();
    for sql in [of_parts, of_lines, of_surcharges, wholes] {
        differences.extend(listed(conn, REFUNDED, sql).await?);
    }
    Ok(differences)
}

/// [`SETTLEMENT`].
///
/// # Errors
/// When the database does.
pub async fn settlements(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let fee = format!("(amount_fen * {FEE_BP} + 5000) / 10000");
    let sums = |of: &str, table: &str| {
        format!(
            "(SELECT COALESCE(SUM({of}), 0) FROM {table} \
             WHERE {table}.settlement_id = provider_settlement.id)"
        )
    };
    let moved = |side: &str, code: &str| {
        format!(
            "(SELECT COALESCE(SUM(moved.posted_fen), 0) FROM {MOVED} moved \
             WHERE moved.set_id = provider_settlement.set_id AND moved.{side}_code = '{code}')"
        )
    };
    let came = "(SELECT COALESCE(SUM(bank_line.amount_fen), 0) FROM bank_line \
        WHERE bank_line.set_id = provider_settlement.set_id \
        OR bank_line.resolved_set_id = provider_settlement.set_id)";
    let received = |figure: &str| {
        format!("CASE WHEN provider_settlement.state = 'received' THEN {figure} ELSE 0 END")
    };
    let checks = [
        (
            "payments",
            "paid_fen".to_owned(),
            sums("amount_fen", "payment_attempt"),
        ),
        ("fees", "fee_fen".to_owned(), sums(&fee, "payment_attempt")),
        (
            "refunds",
            "refunded_fen".to_owned(),
            sums("amount_fen", "refund"),
        ),
        (
            "net",
            received("net_fen + fee_fen"),
            moved("credit", "1002"),
        ),
        ("cost", received("fee_fen"), moved("debit", "5001")),
        ("bank", received("net_fen"), came.to_owned()),
    ];
    let mut differences = Vec::new();
    for (what, figure, expected) in checks {
        let sql = format!(
            "SELECT provider_settlement.number || ':{what}' AS subject, {figure} AS found, \
             CAST({expected} AS BIGINT) AS expected FROM provider_settlement \
             WHERE {figure} <> {expected} ORDER BY provider_settlement.id"
        );
        differences.extend(listed(conn, SETTLEMENT, &sql).await?);
    }
    Ok(differences)
}
