-- What keeps promises across crashes: idempotency keys, outgoing work, timers, settings, working days.
CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  status BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
);
-- A row with a key is written once, however often its cause is told. due_at goes by the wall clock.
-- A row that can never go is stopped; the operator has it sent again, or lets it be (stopped and done).
CREATE TABLE outbox (
  id {id},
  kind TEXT NOT NULL,
  key TEXT UNIQUE,
  payload TEXT NOT NULL,
  at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  stopped_at BIGINT,
  done_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (due_at) WHERE done_at IS NULL AND stopped_at IS NULL;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE working_day (
  day TEXT PRIMARY KEY,
  working BOOLEAN NOT NULL
);
CREATE TABLE import_file (
  id {id},
  kind TEXT NOT NULL,
  organisation_id BIGINT REFERENCES organisation (id),
  name TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  rows_new BIGINT NOT NULL,
  rows_known BIGINT NOT NULL,
  person_id BIGINT REFERENCES person (id),
  at BIGINT NOT NULL
);
