-- The ledger. A transfer moves one amount from a debit account to a credit account of the same book,
-- so that no row can be out of balance; sets and transfers are never updated or deleted.
CREATE TABLE account (
  id {id},
  book TEXT NOT NULL,
  code TEXT NOT NULL,
  party TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT 'CNY',
  side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
  may_go_below BOOLEAN NOT NULL DEFAULT FALSE,
  debits_posted_fen BIGINT NOT NULL DEFAULT 0 CHECK (debits_posted_fen >= 0),
  credits_posted_fen BIGINT NOT NULL DEFAULT 0 CHECK (credits_posted_fen >= 0),
  debits_pending_fen BIGINT NOT NULL DEFAULT 0 CHECK (debits_pending_fen >= 0),
  credits_pending_fen BIGINT NOT NULL DEFAULT 0 CHECK (credits_pending_fen >= 0),
  UNIQUE (book, code, party, mode, currency),
  UNIQUE (book, id),
  CONSTRAINT account_floor CHECK (
    may_go_below
    OR (side = 'credit' AND credits_posted_fen >= debits_posted_fen + debits_pending_fen)
    OR (side = 'debit' AND debits_posted_fen >= credits_posted_fen + credits_pending_fen))
);
CREATE TABLE transfer_set (
  id {id},
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX transfer_set_subject ON transfer_set (subject, id);
-- Which set undoes which; a set may undo several, and is undone once.
CREATE TABLE set_reversal (
  reversed_id BIGINT PRIMARY KEY REFERENCES transfer_set (id),
  set_id BIGINT NOT NULL REFERENCES transfer_set (id),
  CHECK (set_id <> reversed_id)
);
CREATE INDEX set_reversal_set ON set_reversal (set_id);
CREATE TABLE transfer (
  id {id},
  set_id BIGINT NOT NULL REFERENCES transfer_set (id),
  book TEXT NOT NULL,
  debit_account_id BIGINT NOT NULL,
  credit_account_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  pending BOOLEAN NOT NULL DEFAULT FALSE,
  FOREIGN KEY (book, debit_account_id) REFERENCES account (book, id),
  FOREIGN KEY (book, credit_account_id) REFERENCES account (book, id),
  CHECK (debit_account_id <> credit_account_id)
);
CREATE INDEX transfer_set_id ON transfer (set_id);
CREATE INDEX transfer_debit ON transfer (debit_account_id, id);
CREATE INDEX transfer_credit ON transfer (credit_account_id, id);
-- How a pending transfer ended, once.
CREATE TABLE transfer_end (
  transfer_id BIGINT PRIMARY KEY REFERENCES transfer (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'voided')),
  at BIGINT NOT NULL
);
CREATE VIEW account_balance AS
SELECT account.id, account.book, account.code, account.party, account.mode, account.currency, account.side,
  COALESCE(SUM(CASE WHEN moved.posted = 1 THEN moved.debit_fen ELSE 0 END), 0) AS debits_posted_fen,
  COALESCE(SUM(CASE WHEN moved.posted = 1 THEN moved.credit_fen ELSE 0 END), 0) AS credits_posted_fen,
  COALESCE(SUM(CASE WHEN moved.posted = 0 THEN moved.debit_fen ELSE 0 END), 0) AS debits_pending_fen,
  COALESCE(SUM(CASE WHEN moved.posted = 0 THEN moved.credit_fen ELSE 0 END), 0) AS credits_pending_fen
FROM account LEFT JOIN (
  SELECT debit_account_id AS account_id, amount_fen AS debit_fen, 0 AS credit_fen,
    CASE WHEN NOT transfer.pending OR transfer_end.outcome = 'posted' THEN 1 ELSE 0 END AS posted
  FROM transfer LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id
  WHERE transfer_end.outcome IS NULL OR transfer_end.outcome <> 'voided'
  UNION ALL
  SELECT credit_account_id, 0, amount_fen,
    CASE WHEN NOT transfer.pending OR transfer_end.outcome = 'posted' THEN 1 ELSE 0 END
  FROM transfer LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id
  WHERE transfer_end.outcome IS NULL OR transfer_end.outcome <> 'voided'
) moved ON moved.account_id = account.id
GROUP BY account.id, account.book, account.code, account.party, account.mode, account.currency, account.side;
