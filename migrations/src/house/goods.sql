-- What is grown, and where each gram is.
CREATE TABLE product (
  id {id},
  code TEXT NOT NULL UNIQUE,
  shop TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('g', 'stick', 'head', 'piece')),
  fresh BOOLEAN NOT NULL,
  grades TEXT NOT NULL DEFAULT '',
  certificate TEXT NOT NULL DEFAULT '' CHECK (certificate IN ('', 'conformity', 'quarantine', 'licence')),
  content_hash TEXT NOT NULL
);
CREATE TABLE sku (
  id {id},
  number BIGINT NOT NULL UNIQUE,
  product_id BIGINT NOT NULL REFERENCES product (id),
  shop TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  spec_zh TEXT NOT NULL,
  spec_en TEXT NOT NULL,
  net_g BIGINT NOT NULL CHECK (net_g >= 0),
  price_fen BIGINT NOT NULL CHECK (price_fen > 0),
  grade TEXT NOT NULL DEFAULT '',
  storage TEXT NOT NULL CHECK (storage IN ('ambient', 'cold', 'frozen', 'cellar')),
  shelf_life TEXT NOT NULL DEFAULT '',
  season_from BIGINT NOT NULL CHECK (season_from BETWEEN 1 AND 12),
  season_to BIGINT NOT NULL CHECK (season_to BETWEEN 1 AND 12),
  mixable BOOLEAN NOT NULL,
  closed_reason TEXT,
  content_hash TEXT NOT NULL
);
-- What is delivered where: the row of the smallest division counts, in it the row of the storage class over '*'.
CREATE TABLE delivery_area (
  division_code TEXT NOT NULL,
  storage TEXT NOT NULL CHECK (storage IN ('*', 'ambient', 'cold', 'frozen', 'cellar')),
  delivered BOOLEAN NOT NULL,
  surcharge_fen BIGINT NOT NULL CHECK (surcharge_fen >= 0),
  reason TEXT NOT NULL CHECK (reason IN ('', 'remote', 'no_cold_chain', 'outside_mainland')),
  PRIMARY KEY (division_code, storage)
);
CREATE TABLE instrument (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  product_id BIGINT NOT NULL REFERENCES product (id),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  contract_qty BIGINT NOT NULL CHECK (contract_qty > 0),
  contract_unit TEXT NOT NULL,
  price_unit TEXT NOT NULL,
  tick_fen BIGINT NOT NULL CHECK (tick_fen > 0),
  tick_value_fen BIGINT NOT NULL CHECK (tick_value_fen > 0),
  basis_grade TEXT NOT NULL,
  warehouse_zh TEXT NOT NULL,
  warehouse_en TEXT NOT NULL,
  listing_hold_bp BIGINT CHECK (listing_hold_bp BETWEEN 1 AND 2000),
  continuous_hold_bp BIGINT CHECK (continuous_hold_bp BETWEEN 1 AND 10000),
  freight_fen_per_t BIGINT NOT NULL CHECK (freight_fen_per_t >= 0),
  inspection_fen_per_t BIGINT NOT NULL CHECK (inspection_fen_per_t >= 0),
  carrier_id BIGINT NOT NULL REFERENCES organisation (id),
  inspector_id BIGINT NOT NULL REFERENCES organisation (id),
  closed_reason TEXT,
  content_hash TEXT NOT NULL
);
CREATE TABLE instrument_grade (
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  grade TEXT NOT NULL,
  factor_bp BIGINT NOT NULL CHECK (factor_bp > 0),
  PRIMARY KEY (instrument_id, grade)
);
-- A root lot (no parent) is weighed in; its child lots, one per grade, are what is sold.
CREATE TABLE lot (
  id {id},
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  product_id BIGINT NOT NULL REFERENCES product (id),
  root_id BIGINT REFERENCES lot (id),
  code TEXT NOT NULL,
  grade TEXT,
  factor_bp BIGINT NOT NULL DEFAULT 10000 CHECK (factor_bp > 0),
  harvested_on TEXT NOT NULL,
  place TEXT NOT NULL,
  recorded_g BIGINT NOT NULL DEFAULT 0 CHECK (recorded_g >= 0),
  held_g BIGINT NOT NULL DEFAULT 0 CHECK (held_g >= 0),
  gone_g BIGINT NOT NULL DEFAULT 0 CHECK (gone_g >= 0),
  created_at BIGINT NOT NULL,
  UNIQUE (cooperative_id, code),
  UNIQUE (root_id, grade),
  CHECK ((root_id IS NULL) = (grade IS NULL)),
  CHECK (held_g + gone_g <= recorded_g)
);
CREATE TABLE certificate (
  id {id},
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  issuer TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  basis TEXT NOT NULL
);
-- A weigh ticket (磅单). Never updated: a correction is a row of its own, and the newest one counts.
CREATE TABLE intake (
  id {id},
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  ticket_no TEXT NOT NULL,
  household_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  quantity_g BIGINT NOT NULL CHECK (quantity_g > 0),
  harvested_on TEXT NOT NULL,
  weighed_at BIGINT NOT NULL,
  content_hash TEXT NOT NULL,
  UNIQUE (cooperative_id, ticket_no),
  FOREIGN KEY (household_id, cooperative_id) REFERENCES household (id, cooperative_id)
);
CREATE INDEX intake_lot ON intake (lot_id, id);
CREATE INDEX intake_household ON intake (household_id, id);
CREATE TABLE intake_correction (
  id {id},
  intake_id BIGINT NOT NULL REFERENCES intake (id),
  was_g BIGINT NOT NULL,
  now_g BIGINT NOT NULL CHECK (now_g > 0),
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  CHECK (was_g <> now_g)
);
CREATE INDEX intake_correction_intake ON intake_correction (intake_id, id);
CREATE TABLE stock_movement (
  id {id},
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  kind TEXT NOT NULL CHECK (kind IN ('weighed', 'corrected', 'held', 'released', 'shipped')),
  grams BIGINT NOT NULL CHECK (grams <> 0),
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX stock_movement_lot ON stock_movement (lot_id, id);
CREATE TABLE advance (
  id {id},
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  household_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  item_zh TEXT NOT NULL,
  item_en TEXT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  given_on TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  UNIQUE (cooperative_id, number),
  FOREIGN KEY (household_id, cooperative_id) REFERENCES household (id, cooperative_id)
);
CREATE INDEX advance_household ON advance (household_id, id);
-- A warehouse receipt (仓单) claims child lots of one root lot, in whole contracts.
CREATE TABLE receipt (
  id {id},
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  instrument_id BIGINT NOT NULL REFERENCES instrument (id),
  root_lot_id BIGINT NOT NULL REFERENCES lot (id),
  contracts BIGINT NOT NULL CHECK (contracts > 0),
  contracts_gone BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('requested', 'issued', 'refused', 'cancelling', 'cancelled')),
  created_at BIGINT NOT NULL,
  CHECK (contracts_gone BETWEEN 0 AND contracts)
);
CREATE TABLE receipt_lot (
  receipt_id BIGINT NOT NULL REFERENCES receipt (id),
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  grams BIGINT NOT NULL CHECK (grams > 0),
  gone_g BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (receipt_id, lot_id),
  CHECK (gone_g BETWEEN 0 AND grams)
);
