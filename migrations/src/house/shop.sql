-- A box: shelves, carts, purchases, consignments, packs, and what a box becomes when its claim window ends.
-- What growers are promised today, and what a purchase is settled by later: a purchase keeps its version.
CREATE TABLE retail_tariff (
  version BIGINT PRIMARY KEY,
  platform_bp BIGINT NOT NULL CHECK (platform_bp BETWEEN 0 AND 10000),
  provider_bp BIGINT NOT NULL CHECK (provider_bp BETWEEN 0 AND 10000),
  transfer_bp BIGINT NOT NULL CHECK (transfer_bp BETWEEN 0 AND 10000),
  cooperative_bp BIGINT NOT NULL CHECK (cooperative_bp BETWEEN 0 AND 10000),
  valid_from BIGINT NOT NULL
);
-- Packing and express of one pack.
CREATE TABLE sku_tariff (
  version BIGINT NOT NULL REFERENCES retail_tariff (version),
  sku_id BIGINT NOT NULL REFERENCES sku (id),
  packing_fen BIGINT NOT NULL CHECK (packing_fen >= 0),
  express_fen BIGINT NOT NULL CHECK (express_fen >= 0),
  PRIMARY KEY (version, sku_id)
);
-- A shop's page is kept in memory under a number that grows when something that the page shows
-- changes: this one and those of its shelves, added up.
CREATE TABLE page_version (
  shop TEXT PRIMARY KEY,
  version BIGINT NOT NULL
);
-- What a pack house has for a shop. Its grams are held in their lots; of them some are promised to
-- paid purchases and some reserved by unpaid ones.
CREATE TABLE shelf (
  id {id},
  sku_id BIGINT NOT NULL REFERENCES sku (id),
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  on_hand_g BIGINT NOT NULL DEFAULT 0,
  allocated_g BIGINT NOT NULL DEFAULT 0 CHECK (allocated_g >= 0),
  reserved_g BIGINT NOT NULL DEFAULT 0 CHECK (reserved_g >= 0),
  page_version BIGINT NOT NULL DEFAULT 0,
  UNIQUE (sku_id, cooperative_id),
  CHECK (allocated_g + reserved_g <= on_hand_g)
);
CREATE TABLE shelf_lot (
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  allotted_g BIGINT NOT NULL CHECK (allotted_g >= 0),
  packed_g BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (shelf_id, lot_id),
  CHECK (packed_g BETWEEN 0 AND allotted_g)
);
CREATE TABLE shelf_movement (
  id {id},
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  kind TEXT NOT NULL CHECK (kind IN ('allotted', 'withdrawn', 'reserved', 'released', 'allocated', 'deallocated', 'packed')),
  grams BIGINT NOT NULL CHECK (grams > 0),
  lot_id BIGINT REFERENCES lot (id),
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX shelf_movement_shelf ON shelf_movement (shelf_id, id);
CREATE INDEX shelf_movement_subject ON shelf_movement (subject, id);
-- A browser that buys without signing in.
CREATE TABLE guest (
  id {id},
  token_hash TEXT NOT NULL UNIQUE,
  seen_at BIGINT NOT NULL
);
CREATE TABLE cart (
  id {id},
  guest_id BIGINT REFERENCES guest (id),
  person_id BIGINT REFERENCES person (id),
  created_at BIGINT NOT NULL,
  CHECK (guest_id IS NOT NULL OR person_id IS NOT NULL)
);
CREATE INDEX cart_guest ON cart (guest_id, id);
CREATE INDEX cart_person ON cart (person_id, id);
CREATE TABLE cart_line (
  cart_id BIGINT NOT NULL REFERENCES cart (id),
  sku_id BIGINT NOT NULL REFERENCES sku (id),
  packs BIGINT NOT NULL CHECK (packs BETWEEN 1 AND 99),
  -- When a cart was joined at sign-in: what its owner had of this before, until the line is looked after.
  packs_before BIGINT CHECK (packs_before BETWEEN 0 AND 99),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (cart_id, sku_id)
);
-- A purchase row exists before money is asked for. Its state is what was decided about it; what the
-- buyer sees is worked out from its consignments, payments, refunds and claims.
CREATE TABLE purchase (
  id {id},
  number TEXT NOT NULL UNIQUE,
  cart_id BIGINT NOT NULL UNIQUE REFERENCES cart (id),
  person_id BIGINT REFERENCES person (id),
  code TEXT NOT NULL,
  route TEXT NOT NULL CHECK (route IN ('provider', 'transfer')),
  state TEXT NOT NULL CHECK (state IN ('placed', 'cancelled')),
  language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
  tariff_version BIGINT NOT NULL REFERENCES retail_tariff (version),
  goods_fen BIGINT NOT NULL CHECK (goods_fen > 0),
  surcharge_fen BIGINT NOT NULL CHECK (surcharge_fen >= 0),
  total_fen BIGINT NOT NULL,
  quote TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  paid_at BIGINT,
  cancelled_at BIGINT,
  cancel_reason TEXT CHECK (cancel_reason IN ('buyer', 'expired', 'office', 'late_payment')),
  CHECK (total_fen = goods_fen + surcharge_fen),
  CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
  CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL))
);
CREATE INDEX purchase_person ON purchase (person_id, id);
CREATE INDEX purchase_open ON purchase (state, paid_at, expires_at);
-- Who it is for. Can be erased while the ledger stays whole.
CREATE TABLE purchase_private (
  purchase_id BIGINT PRIMARY KEY REFERENCES purchase (id),
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  division_code TEXT NOT NULL,
  street TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX purchase_private_phone ON purchase_private (phone);
-- Which browsers may open it without signing in: the one that bought, and those that gave phone and code.
CREATE TABLE purchase_access (
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  guest_id BIGINT NOT NULL REFERENCES guest (id),
  PRIMARY KEY (purchase_id, guest_id)
);
-- One cooperative's part of a purchase.
CREATE TABLE consignment (
  id {id},
  number TEXT NOT NULL UNIQUE,
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  carrier_id BIGINT NOT NULL REFERENCES organisation (id),
  state TEXT NOT NULL CHECK (state IN ('awaiting_payment', 'to_pack', 'packed', 'shipped', 'received', 'settled', 'cancelled')),
  goods_fen BIGINT NOT NULL CHECK (goods_fen > 0),
  surcharge_fen BIGINT NOT NULL CHECK (surcharge_fen >= 0),
  surcharge_refunded_fen BIGINT NOT NULL DEFAULT 0,
  waybill TEXT NOT NULL DEFAULT '',
  due_at BIGINT,
  paid_at BIGINT,
  packed_at BIGINT,
  shipped_at BIGINT,
  received_at BIGINT,
  received_by TEXT CHECK (received_by IN ('buyer', 'timer')),
  window_ends_at BIGINT,
  settled_at BIGINT,
  UNIQUE (purchase_id, cooperative_id),
  CHECK (surcharge_refunded_fen BETWEEN 0 AND surcharge_fen),
  CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
  CHECK (state NOT IN ('shipped', 'received', 'settled') OR waybill <> '' OR state = 'settled'),
  CHECK (state <> 'received' OR (received_at IS NOT NULL AND window_ends_at IS NOT NULL))
);
CREATE INDEX consignment_cooperative ON consignment (cooperative_id, state, id);
CREATE INDEX consignment_due ON consignment (state, due_at);
-- A carrier's number is one consignment's.
CREATE UNIQUE INDEX consignment_waybill ON consignment (carrier_id, waybill) WHERE waybill <> '';
CREATE TABLE purchase_line (
  id {id},
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  consignment_id BIGINT NOT NULL REFERENCES consignment (id),
  sku_id BIGINT NOT NULL REFERENCES sku (id),
  shelf_id BIGINT NOT NULL REFERENCES shelf (id),
  packs BIGINT NOT NULL CHECK (packs > 0),
  price_fen BIGINT NOT NULL CHECK (price_fen > 0),
  net_g BIGINT NOT NULL CHECK (net_g > 0),
  packing_fen BIGINT NOT NULL CHECK (packing_fen >= 0),
  express_fen BIGINT NOT NULL CHECK (express_fen >= 0),
  surcharge_fen BIGINT NOT NULL CHECK (surcharge_fen >= 0),
  cancelled_packs BIGINT NOT NULL DEFAULT 0,
  refunded_fen BIGINT NOT NULL DEFAULT 0,
  reservation TEXT NOT NULL CHECK (reservation IN ('active', 'kept', 'released')),
  UNIQUE (purchase_id, sku_id),
  CHECK (cancelled_packs BETWEEN 0 AND packs),
  CHECK (refunded_fen BETWEEN 0 AND packs * price_fen)
);
CREATE INDEX purchase_line_consignment ON purchase_line (consignment_id, id);
CREATE INDEX purchase_line_shelf ON purchase_line (shelf_id, id);
-- A packed box with the public code on it, and the lots in it.
CREATE TABLE pack (
  id {id},
  line_id BIGINT NOT NULL REFERENCES purchase_line (id),
  consignment_id BIGINT NOT NULL REFERENCES consignment (id),
  place BIGINT NOT NULL CHECK (place > 0),
  token TEXT NOT NULL UNIQUE,
  packed_by BIGINT REFERENCES person (id),
  packed_at BIGINT NOT NULL,
  UNIQUE (line_id, place)
);
CREATE INDEX pack_consignment ON pack (consignment_id, id);
CREATE TABLE pack_lot (
  pack_id BIGINT NOT NULL REFERENCES pack (id),
  lot_id BIGINT NOT NULL REFERENCES lot (id),
  root_lot_id BIGINT NOT NULL REFERENCES lot (id),
  grams BIGINT NOT NULL CHECK (grams > 0),
  PRIMARY KEY (pack_id, lot_id)
);
CREATE INDEX pack_lot_root ON pack_lot (root_lot_id, pack_id);
-- What happened to a purchase, for its timeline.
CREATE TABLE purchase_step (
  id {id},
  purchase_id BIGINT NOT NULL REFERENCES purchase (id),
  consignment_id BIGINT REFERENCES consignment (id),
  action TEXT NOT NULL,
  person_id BIGINT REFERENCES person (id),
  note TEXT NOT NULL DEFAULT '',
  amount_fen BIGINT,
  at BIGINT NOT NULL
);
CREATE INDEX purchase_step_purchase ON purchase_step (purchase_id, id);
-- Steps that the buyer may have to be told of. A row goes when that was seen to, in any order: numbers
-- of steps are not committed in theirs.
CREATE TABLE untold_step (
  step_id BIGINT PRIMARY KEY REFERENCES purchase_step (id)
);
-- A consignment whose claim window ended: its waterfall, posted once.
CREATE TABLE sale (
  id {id},
  consignment_id BIGINT NOT NULL UNIQUE REFERENCES consignment (id),
  set_id BIGINT UNIQUE REFERENCES transfer_set (id),
  gross_fen BIGINT NOT NULL CHECK (gross_fen >= 0),
  channel_fen BIGINT NOT NULL CHECK (channel_fen >= 0),
  platform_fen BIGINT NOT NULL CHECK (platform_fen >= 0),
  express_fen BIGINT NOT NULL CHECK (express_fen >= 0),
  surcharge_fen BIGINT NOT NULL CHECK (surcharge_fen >= 0),
  packing_fen BIGINT NOT NULL CHECK (packing_fen >= 0),
  cooperative_fen BIGINT NOT NULL CHECK (cooperative_fen >= 0),
  reserve_fen BIGINT NOT NULL CHECK (reserve_fen >= 0),
  pool_fen BIGINT NOT NULL CHECK (pool_fen >= 0),
  at BIGINT NOT NULL,
  CHECK (gross_fen + surcharge_fen + reserve_fen = channel_fen + platform_fen + express_fen + surcharge_fen
    + packing_fen + cooperative_fen + pool_fen)
);
-- What of a sale was paid for the goods of each root lot, and where it went; the amount is its pool's.
CREATE TABLE sale_part (
  id {id},
  sale_id BIGINT NOT NULL REFERENCES sale (id),
  root_lot_id BIGINT NOT NULL REFERENCES lot (id),
  sku_id BIGINT NOT NULL REFERENCES sku (id),
  grams BIGINT NOT NULL CHECK (grams > 0),
  paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0),
  reserve_fen BIGINT NOT NULL CHECK (reserve_fen >= 0),
  packing_fen BIGINT NOT NULL CHECK (packing_fen >= 0),
  express_fen BIGINT NOT NULL CHECK (express_fen >= 0),
  cooperative_fen BIGINT NOT NULL CHECK (cooperative_fen >= 0),
  platform_fen BIGINT NOT NULL CHECK (platform_fen >= 0),
  channel_fen BIGINT NOT NULL CHECK (channel_fen >= 0),
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  UNIQUE (sale_id, root_lot_id, sku_id),
  CHECK (paid_fen + reserve_fen = packing_fen + express_fen + cooperative_fen + platform_fen + channel_fen + amount_fen)
);
CREATE INDEX sale_part_lot ON sale_part (root_lot_id, id);
CREATE INDEX sale_part_sku ON sale_part (sku_id, id);
-- The cycle that split a part; a held one was joined by the next, a reversed one replaced.
CREATE TABLE sale_cycle (
  part_id BIGINT PRIMARY KEY REFERENCES sale_part (id),
  cycle_id BIGINT NOT NULL REFERENCES pool_cycle (id)
);
CREATE INDEX sale_cycle_cycle ON sale_cycle (cycle_id);
-- Root lots whose day of boxes is over and not split yet. A row goes with the split; one that could not
-- be split is tried again when it is due, which goes by the wall clock.
CREATE TABLE waiting_split (
  root_lot_id BIGINT PRIMARY KEY REFERENCES lot (id),
  at BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT NOT NULL,
  error TEXT NOT NULL DEFAULT ''
);
-- The one mail by which a buyer hears what reached the households.
CREATE TABLE impact (
  purchase_id BIGINT PRIMARY KEY REFERENCES purchase (id),
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  households BIGINT NOT NULL CHECK (households >= 0),
  at BIGINT NOT NULL
);
