-- What the journal's events became: a projection, written once by (shard, seq, idx).
CREATE TABLE projection (
  shard BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  at BIGINT NOT NULL
);
-- Numbers without gaps, taken under the row's lock.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL CHECK (value >= 0)
);
-- Numbered requests to the desk: cash in and out, receipts issued and cancelled.
CREATE TABLE instruction (
  venue BIGINT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  kind TEXT NOT NULL CHECK (kind IN ('credit', 'debit', 'issue', 'cancel')),
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  receipt_id BIGINT REFERENCES receipt (id),
  amount_fen BIGINT NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
  reason TEXT,
  at BIGINT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (venue, number),
  CHECK ((kind IN ('issue', 'cancel')) = (receipt_id IS NOT NULL)),
  CHECK ((kind IN ('credit', 'debit')) = (amount_fen > 0))
);
CREATE INDEX instruction_waiting ON instruction (state, number);
CREATE TABLE listing (
  venue BIGINT NOT NULL,
  number BIGINT NOT NULL,
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  price_ticks BIGINT NOT NULL CHECK (price_ticks > 0),
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  remaining BIGINT NOT NULL CHECK (remaining >= 0 AND remaining <= quantity),
  minimum_take BIGINT NOT NULL CHECK (minimum_take > 0),
  receipt_id BIGINT REFERENCES receipt (id),
  freight_fen_per_t BIGINT NOT NULL,
  inspection_fen_per_t BIGINT NOT NULL,
  place BIGINT NOT NULL,
  listed_at BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'taken', 'expired', 'withdrawn')),
  PRIMARY KEY (venue, number)
);
CREATE INDEX listing_open ON listing (state, instrument_id);
-- Final states of continuous orders; live ones are the engine's.
CREATE TABLE market_order (
  venue BIGINT NOT NULL,
  number BIGINT NOT NULL,
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  price_ticks BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  filled BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (venue, number)
);
CREATE TABLE trade (
  shard BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  mode TEXT NOT NULL CHECK (mode IN ('listing', 'continuous')),
  maker_side TEXT NOT NULL CHECK (maker_side IN ('buy', 'sell')),
  price_ticks BIGINT NOT NULL CHECK (price_ticks > 0),
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  buyer_id BIGINT NOT NULL REFERENCES organisation (id),
  seller_id BIGINT NOT NULL REFERENCES organisation (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (shard, seq, idx)
);
CREATE INDEX trade_instrument ON trade (instrument_id, at);
