-- The life of a matched trade, and what its proceeds became.
CREATE TABLE tariff (
  version BIGINT PRIMARY KEY,
  platform_bp BIGINT NOT NULL CHECK (platform_bp BETWEEN 0 AND 10000),
  valid_from BIGINT NOT NULL
);
CREATE TABLE deal (
  id {id},
  number TEXT NOT NULL UNIQUE,
  shard BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  receipt_id BIGINT NOT NULL REFERENCES receipt (id),
  buyer_id BIGINT NOT NULL REFERENCES organisation (id),
  seller_id BIGINT NOT NULL REFERENCES organisation (id),
  mode TEXT NOT NULL CHECK (mode IN ('listing', 'continuous')),
  price_ticks BIGINT NOT NULL CHECK (price_ticks > 0),
  contracts BIGINT NOT NULL CHECK (contracts > 0),
  contracted_g BIGINT NOT NULL CHECK (contracted_g > 0),
  value_fen BIGINT NOT NULL CHECK (value_fen > 0),
  deposit_fen BIGINT NOT NULL CHECK (deposit_fen > 0 AND deposit_fen <= value_fen),
  freight_fen BIGINT NOT NULL CHECK (freight_fen >= 0),
  inspection_fen BIGINT NOT NULL CHECK (inspection_fen >= 0),
  costs_evidence TEXT NOT NULL DEFAULT '',
  platform_bp BIGINT NOT NULL CHECK (platform_bp BETWEEN 0 AND 10000),
  cooperative_bp BIGINT NOT NULL CHECK (cooperative_bp BETWEEN 0 AND 10000),
  state TEXT NOT NULL CHECK (state IN ('awaiting_payment', 'awaiting_delivery', 'delivered', 'objected', 'settled', 'buyer_late', 'seller_late')),
  due_at BIGINT,
  weighed_g BIGINT CHECK (weighed_g > 0),
  decided_g BIGINT CHECK (decided_g > 0),
  settled_g BIGINT CHECK (settled_g > 0 AND settled_g <= contracted_g),
  matched_at BIGINT NOT NULL,
  paid_at BIGINT,
  delivered_at BIGINT,
  settled_at BIGINT,
  UNIQUE (shard, seq, idx),
  FOREIGN KEY (shard, seq, idx) REFERENCES trade (shard, seq, idx),
  CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
  CHECK (state IN ('settled', 'buyer_late', 'seller_late') OR due_at IS NOT NULL)
);
CREATE INDEX deal_buyer ON deal (buyer_id, id);
CREATE INDEX deal_seller ON deal (seller_id, id);
CREATE INDEX deal_due ON deal (state, due_at);
CREATE TABLE deal_lot (
  deal_id BIGINT NOT NULL REFERENCES deal (id),
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  grams BIGINT NOT NULL CHECK (grams > 0),
  shipped_g BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (deal_id, lot_id),
  CHECK (shipped_g BETWEEN 0 AND grams)
);
CREATE TABLE deal_step (
  id {id},
  deal_id BIGINT NOT NULL REFERENCES deal (id),
  action TEXT NOT NULL,
  person_id BIGINT REFERENCES person (id),
  note TEXT NOT NULL DEFAULT '',
  grams BIGINT,
  at BIGINT NOT NULL
);
CREATE INDEX deal_step_deal ON deal_step (deal_id, id);
CREATE TABLE settlement (
  id {id},
  deal_id BIGINT NOT NULL UNIQUE REFERENCES deal (id),
  root_lot_id BIGINT NOT NULL REFERENCES lot (id),
  set_id BIGINT NOT NULL UNIQUE REFERENCES transfer_set (id),
  grams BIGINT NOT NULL CHECK (grams > 0),
  gross_fen BIGINT NOT NULL CHECK (gross_fen > 0),
  platform_fen BIGINT NOT NULL CHECK (platform_fen >= 0),
  freight_fen BIGINT NOT NULL CHECK (freight_fen >= 0),
  inspection_fen BIGINT NOT NULL CHECK (inspection_fen >= 0),
  reserve_fen BIGINT NOT NULL DEFAULT 0 CHECK (reserve_fen >= 0),
  cooperative_fen BIGINT NOT NULL CHECK (cooperative_fen >= 0),
  pool_fen BIGINT NOT NULL CHECK (pool_fen >= 0),
  at BIGINT NOT NULL,
  CHECK (gross_fen + reserve_fen = platform_fen + freight_fen + inspection_fen + cooperative_fen + pool_fen)
);
CREATE TABLE pool_cycle (
  id {id},
  root_lot_id BIGINT NOT NULL REFERENCES lot (id),
  mode TEXT NOT NULL,
  settlement_id BIGINT REFERENCES settlement (id),
  amount_fen BIGINT NOT NULL,
  weight_total BIGINT NOT NULL CHECK (weight_total >= 0),
  state TEXT NOT NULL CHECK (state IN ('posted', 'held', 'suspense', 'reversed')),
  set_id BIGINT REFERENCES transfer_set (id),
  recovery_set_id BIGINT REFERENCES transfer_set (id),
  replaces BIGINT REFERENCES pool_cycle (id),
  at BIGINT NOT NULL
);
CREATE INDEX pool_cycle_lot ON pool_cycle (root_lot_id, id);
CREATE TABLE pool_line (
  id {id},
  cycle_id BIGINT NOT NULL REFERENCES pool_cycle (id),
  household_id BIGINT NOT NULL REFERENCES household (id),
  weight BIGINT NOT NULL CHECK (weight >= 0),
  share_fen BIGINT NOT NULL,
  recovered_fen BIGINT NOT NULL CHECK (recovered_fen >= 0),
  payable_fen BIGINT NOT NULL,
  UNIQUE (cycle_id, household_id),
  CHECK (payable_fen = share_fen - recovered_fen)
);
CREATE INDEX pool_line_household ON pool_line (household_id, id);
CREATE TABLE recovery (
  id {id},
  line_id BIGINT NOT NULL REFERENCES pool_line (id),
  advance_id BIGINT NOT NULL REFERENCES advance (id),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  UNIQUE (line_id, advance_id)
);
CREATE INDEX recovery_advance ON recovery (advance_id);
