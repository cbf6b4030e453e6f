-- Money leaves custody by bank file alone, and comes in by the bank's statement.
CREATE TABLE payout_batch (
  id {id},
  number TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('households', 'cooperatives', 'carriers', 'withdrawals', 'refunds')),
  cooperative_id BIGINT REFERENCES organisation (id),
  state TEXT NOT NULL CHECK (state IN ('prepared', 'approved', 'exported', 'answered', 'dropped')),
  prepared_by BIGINT NOT NULL REFERENCES person (id),
  prepared_at BIGINT NOT NULL,
  approved_by BIGINT REFERENCES person (id),
  approved_at BIGINT,
  exported_at BIGINT,
  CHECK (approved_by IS NULL OR approved_by <> prepared_by),
  CHECK (state NOT IN ('approved', 'exported', 'answered') OR approved_by IS NOT NULL),
  CHECK ((kind = 'households') = (cooperative_id IS NOT NULL))
);
CREATE TABLE payout_line (
  id {id},
  batch_id BIGINT NOT NULL REFERENCES payout_batch (id),
  number TEXT NOT NULL UNIQUE,
  account_id BIGINT NOT NULL REFERENCES account (id),
  household_id BIGINT REFERENCES household (id),
  organisation_id BIGINT REFERENCES organisation (id),
  refund_id BIGINT REFERENCES refund (id),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  bank_tail TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('prepared', 'instructed', 'paid', 'returned', 'dropped')),
  reason TEXT NOT NULL DEFAULT '',
  transfer_id BIGINT UNIQUE REFERENCES transfer (id),
  answered_at BIGINT,
  CHECK ((CASE WHEN household_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)
    + (CASE WHEN refund_id IS NULL THEN 0 ELSE 1 END) = 1),
  CHECK ((state IN ('instructed', 'paid', 'returned')) = (transfer_id IS NOT NULL))
);
CREATE INDEX payout_line_household ON payout_line (household_id, id);
CREATE INDEX payout_line_refund ON payout_line (refund_id);
-- A payee has one line in a batch; a consignment may give back twice.
CREATE UNIQUE INDEX payout_line_payee ON payout_line (batch_id, account_id) WHERE refund_id IS NULL;
-- Which shares of a pool a bank line carries.
CREATE TABLE payout_part (
  payout_line_id BIGINT NOT NULL REFERENCES payout_line (id),
  pool_line_id BIGINT NOT NULL REFERENCES pool_line (id),
  PRIMARY KEY (payout_line_id, pool_line_id)
);
CREATE INDEX payout_part_pool_line ON payout_part (pool_line_id);
-- The bank file as it was first exported. It names people and their accounts, and can be erased.
CREATE TABLE payout_file (
  batch_id BIGINT PRIMARY KEY REFERENCES payout_batch (id),
  content TEXT NOT NULL
);
CREATE TABLE withdrawal (
  id {id},
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  requested_by BIGINT NOT NULL REFERENCES person (id),
  payout_line_id BIGINT REFERENCES payout_line (id),
  state TEXT NOT NULL CHECK (state IN ('requested', 'batched', 'paid', 'returned')),
  at BIGINT NOT NULL
);
CREATE TABLE bank_statement (
  id {id},
  content_hash TEXT NOT NULL UNIQUE,
  lines BIGINT NOT NULL,
  closing_fen BIGINT NOT NULL,
  booked_until BIGINT NOT NULL,
  ledger_fen BIGINT NOT NULL,
  imported_by BIGINT REFERENCES person (id),
  imported_at BIGINT NOT NULL
);
CREATE TABLE bank_line (
  id {id},
  statement_id BIGINT NOT NULL REFERENCES bank_statement (id),
  number TEXT NOT NULL UNIQUE,
  booked_at BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
  memo TEXT NOT NULL,
  counterparty TEXT NOT NULL,
  balance_fen BIGINT NOT NULL,
  content_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('matched', 'suspense', 'resolved', 'unknown_debit', 'taken_over')),
  set_id BIGINT REFERENCES transfer_set (id),
  resolved_set_id BIGINT REFERENCES transfer_set (id),
  payout_line_id BIGINT REFERENCES payout_line (id),
  CHECK ((state = 'unknown_debit') = (set_id IS NULL))
);
CREATE INDEX bank_line_state ON bank_line (state, id);
CREATE INDEX bank_line_payout ON bank_line (payout_line_id);
