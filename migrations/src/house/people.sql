-- Who takes part. Personal data stands apart so that it can be erased while the ledger stays whole.
CREATE TABLE organisation (
  id {id},
  kind TEXT NOT NULL CHECK (kind IN ('operator', 'cooperative', 'firm', 'carrier', 'inspector')),
  code TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  town_zh TEXT NOT NULL DEFAULT '',
  town_en TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  fee_bp BIGINT NOT NULL DEFAULT 0 CHECK (fee_bp BETWEEN 0 AND 10000),
  memo_code TEXT UNIQUE,
  bank_name TEXT NOT NULL DEFAULT '',
  bank_account TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'refused')),
  created_at BIGINT NOT NULL
);
CREATE TABLE household (
  id {id},
  cooperative_id BIGINT NOT NULL REFERENCES organisation (id),
  code TEXT NOT NULL,
  village TEXT NOT NULL,
  mu_hundredths BIGINT NOT NULL DEFAULT 0 CHECK (mu_hundredths >= 0),
  content_hash TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  UNIQUE (cooperative_id, code),
  UNIQUE (id, cooperative_id)
);
CREATE TABLE household_private (
  household_id BIGINT PRIMARY KEY REFERENCES household (id),
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  bank_name TEXT NOT NULL,
  bank_account TEXT NOT NULL
);
CREATE TABLE consent (
  id {id},
  household_id BIGINT NOT NULL REFERENCES household (id),
  purpose TEXT NOT NULL,
  data_class TEXT NOT NULL,
  recipient TEXT NOT NULL,
  version TEXT NOT NULL,
  channel TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);
-- What a household says of itself under a name of its choice; shown only while it consents. Can be erased.
CREATE TABLE household_story (
  household_id BIGINT PRIMARY KEY REFERENCES household (id),
  alias TEXT NOT NULL,
  words TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE person (
  id {id},
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL CHECK (role IN ('buyer', 'trader', 'clerk', 'manager', 'household', 'operator')),
  organisation_id BIGINT REFERENCES organisation (id),
  household_id BIGINT REFERENCES household (id),
  language TEXT NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
  created_at BIGINT NOT NULL,
  CHECK (role NOT IN ('trader', 'clerk', 'manager', 'operator') OR organisation_id IS NOT NULL),
  CHECK (role <> 'household' OR household_id IS NOT NULL)
);
-- Sessions and reset tokens are stored hashed; they expire by the wall clock, not by the trading clock.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES person (id),
  expires_at BIGINT NOT NULL
);
CREATE TABLE password_reset (
  token_hash TEXT PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES person (id),
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE TABLE audit (
  id {id},
  at BIGINT NOT NULL,
  person_id BIGINT REFERENCES person (id),
  organisation_id BIGINT REFERENCES organisation (id),
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '{}',
  request_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX audit_organisation ON audit (organisation_id, id);
