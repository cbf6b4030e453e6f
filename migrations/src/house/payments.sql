-- How purchases are paid and given back. A payment is what its append-only events say.
CREATE TABLE payment_attempt (
  id {id},
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  provider TEXT NOT NULL,
  out_no TEXT NOT NULL UNIQUE,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  state TEXT NOT NULL CHECK (state IN ('asked', 'paid', 'closed')),
  pay_url TEXT NOT NULL DEFAULT '',
  provider_ref TEXT NOT NULL DEFAULT '',
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  paid_at BIGINT,
  set_id BIGINT UNIQUE REFERENCES transfer_set (id),
  settlement_id BIGINT,
  CHECK ((state = 'paid') = (paid_at IS NOT NULL)),
  CHECK ((state = 'paid') = (set_id IS NOT NULL))
);
CREATE INDEX payment_attempt_purchase ON payment_attempt (purchase_id, id);
CREATE INDEX payment_attempt_open ON payment_attempt (provider, state, id);
-- One per seller of record. What is given back, or promised to be, never exceeds what was paid.
CREATE TABLE payment_part (
  attempt_id BIGINT NOT NULL REFERENCES payment_attempt (id),
  consignment_id BIGINT NOT NULL REFERENCES consignment (id),
  part_no TEXT NOT NULL UNIQUE,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  refunded_fen BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (attempt_id, consignment_id),
  CHECK (refunded_fen BETWEEN 0 AND amount_fen)
);
CREATE INDEX payment_part_consignment ON payment_part (consignment_id);
-- Everything a provider, a browser, a poller or the bank ever said, once by its own id.
CREATE TABLE payment_event (
  id {id},
  provider TEXT NOT NULL,
  event_id TEXT NOT NULL,
  out_no TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'known', 'late', 'refused')),
  reason TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (provider, event_id)
);
CREATE INDEX payment_event_out_no ON payment_event (out_no, id);
-- What a provider pays out net for a day, under the number that the bank line will carry.
CREATE TABLE provider_settlement (
  id {id},
  provider TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0),
  fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
  refunded_fen BIGINT NOT NULL CHECK (refunded_fen >= 0),
  net_fen BIGINT NOT NULL CHECK (net_fen > 0),
  state TEXT NOT NULL CHECK (state IN ('expected', 'received')),
  set_id BIGINT UNIQUE REFERENCES transfer_set (id),
  received_at BIGINT,
  UNIQUE (provider, day),
  CHECK (net_fen = paid_fen - fee_fen - refunded_fen),
  CHECK ((state = 'received') = (set_id IS NOT NULL))
);
-- Money back before a sale is posted. One of lines has rows in refund_line; a payment that came too
-- late or twice goes back whole and has none. A provider hears of each try after a failure under a
-- number of its own.
CREATE TABLE refund (
  id {id},
  number TEXT NOT NULL UNIQUE,
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  consignment_id BIGINT NOT NULL REFERENCES consignment (id),
  attempt_id BIGINT NOT NULL REFERENCES payment_attempt (id),
  reason TEXT NOT NULL CHECK (reason IN ('cancelled', 'late_payment', 'doubled', 'claim')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  surcharge_fen BIGINT NOT NULL DEFAULT 0 CHECK (surcharge_fen >= 0),
  state TEXT NOT NULL CHECK (state IN ('requested', 'sent', 'succeeded', 'failed')),
  requested_by BIGINT REFERENCES person (id),
  tries BIGINT NOT NULL DEFAULT 0,
  sent_no TEXT NOT NULL DEFAULT '',
  provider_ref TEXT NOT NULL DEFAULT '',
  failure TEXT NOT NULL DEFAULT '',
  set_id BIGINT UNIQUE REFERENCES transfer_set (id),
  settlement_id BIGINT,
  at BIGINT NOT NULL,
  done_at BIGINT,
  CHECK (surcharge_fen <= amount_fen)
);
CREATE INDEX refund_consignment ON refund (consignment_id, id);
CREATE INDEX refund_open ON refund (state, id);
CREATE INDEX refund_purchase ON refund (purchase_id, id);
CREATE UNIQUE INDEX refund_sent ON refund (sent_no) WHERE sent_no <> '';
CREATE TABLE refund_line (
  refund_id BIGINT NOT NULL REFERENCES refund (id),
  line_id BIGINT NOT NULL REFERENCES purchase_line (id),
  packs BIGINT NOT NULL CHECK (packs >= 0),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  PRIMARY KEY (refund_id, line_id)
);
-- Where a refund by transfer goes, as the buyer says. Can be erased. One that the bank sent back waits
-- until the buyer has looked at it again.
CREATE TABLE refund_private (
  purchase_id BIGINT PRIMARY KEY REFERENCES purchase (id),
  holder TEXT NOT NULL,
  bank_name TEXT NOT NULL,
  bank_account TEXT NOT NULL,
  returned BOOLEAN NOT NULL DEFAULT FALSE
);
-- Bad goods inside the claim window: what, how much, and what the office decided.
CREATE TABLE claim (
  id {id},
  number TEXT NOT NULL UNIQUE,
  consignment_id BIGINT NOT NULL REFERENCES consignment (id),
  line_id BIGINT NOT NULL REFERENCES purchase_line (id),
  weight_g BIGINT NOT NULL CHECK (weight_g > 0),
  words TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'resolved', 'rejected')),
  decision TEXT NOT NULL DEFAULT '',
  refund_id BIGINT UNIQUE REFERENCES refund (id),
  decided_by BIGINT REFERENCES person (id),
  at BIGINT NOT NULL,
  decided_at BIGINT,
  CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE INDEX claim_consignment ON claim (consignment_id, id);
CREATE TABLE claim_photo (
  id {id},
  claim_id BIGINT NOT NULL REFERENCES claim (id),
  content_type TEXT NOT NULL,
  bytes {bytes} NOT NULL
);
CREATE INDEX claim_photo_claim ON claim_photo (claim_id, id);
-- The sandbox provider's own books: nothing of ours reads them but through the provider's interface.
CREATE TABLE sandbox_payment (
  out_no TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  body_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'closed')),
  reference TEXT NOT NULL UNIQUE,
  return_url TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  paid_at BIGINT,
  settled_no TEXT,
  CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);
CREATE TABLE sandbox_refund (
  refund_no TEXT PRIMARY KEY,
  out_no TEXT NOT NULL REFERENCES sandbox_payment (out_no),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  reference TEXT NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  done_at BIGINT,
  settled_no TEXT
);
CREATE INDEX sandbox_refund_payment ON sandbox_refund (out_no);
CREATE TABLE sandbox_notice (
  id {id},
  event_id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  delivered_at BIGINT
);
CREATE INDEX sandbox_notice_waiting ON sandbox_notice (delivered_at, id);
