-- @module signin

-- The name by which an account signs in. The row's id is the account's. It is
-- shown to its owner and to whoever keeps accounts, and to nobody else.
-- @table signin_name governed
CREATE TABLE signin_name (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  version     INTEGER NOT NULL,             -- 2
  row_salt    BLOB    NOT NULL,             -- 3
  label       INTEGER NOT NULL,             -- 4
  name        TEXT    NOT NULL              -- 5
) STRICT;
CREATE UNIQUE INDEX signin_name_name ON signin_name (name);

-- A way to prove who one is. kind is password, totp, recovery or passkey; state
-- is live, used (recovery) or ended. secret is, by kind: the argon2id hash as
-- text; the TOTP secret sealed under a key of the folder; the SHA-256 of a
-- recovery code; what a passkey's owner published when it was made (key, model,
-- ways to reach it, whether it may be copied), as JSON. handle and name are of a
-- passkey: the id by which browsers know it, and what its owner calls it.
-- @table signin_credential governed
CREATE TABLE signin_credential (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  version     INTEGER NOT NULL,             -- 2
  row_salt    BLOB    NOT NULL,             -- 3
  label       INTEGER NOT NULL,             -- 4
  account_id  BLOB    NOT NULL,             -- 5
  kind        TEXT    NOT NULL,             -- 6
  state       TEXT    NOT NULL,             -- 7
  made_at     INTEGER NOT NULL,             -- 8
  secret      BLOB    NOT NULL,             -- 9
  handle      BLOB,                         -- 10
  name        TEXT                          -- 11
) STRICT;
CREATE UNIQUE INDEX signin_credential_handle ON signin_credential (handle);
CREATE INDEX signin_credential_account ON signin_credential (account_id, state);
CREATE INDEX signin_credential_kind ON signin_credential (kind, state, id);

-- A one-time code by which a person sets up how they sign in. reason is enrol
-- or recover; state is asked (a recovery that waits for a second officer), live,
-- used or ended. Only the SHA-256 of its text is here.
-- @table signin_code governed
CREATE TABLE signin_code (
  id           BLOB    NOT NULL PRIMARY KEY, -- 1
  version      INTEGER NOT NULL,             -- 2
  row_salt     BLOB    NOT NULL,             -- 3
  label        INTEGER NOT NULL,             -- 4
  account_id   BLOB    NOT NULL,             -- 5
  reason       TEXT    NOT NULL,             -- 6
  state        TEXT    NOT NULL,             -- 7
  code_hash    BLOB,                         -- 8
  made_at      INTEGER NOT NULL,             -- 9
  expires_at   INTEGER NOT NULL,             -- 10
  started_by   BLOB,                         -- 11
  approved_by  BLOB                          -- 12
) STRICT;
CREATE UNIQUE INDEX signin_code_hash ON signin_code (code_hash);
CREATE INDEX signin_code_account ON signin_code (account_id, state);

-- A session: its token's hash, when its person last proved who they are, whether
-- a passkey ever proved it, what
-- rights and credentials stood when it began (mark), and a MAC over these under
-- the folder's key.
-- @table signin_session operational
CREATE TABLE signin_session (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  token_hash  BLOB    NOT NULL,             -- 2
  account_id  BLOB    NOT NULL,             -- 3
  made_at     INTEGER NOT NULL,             -- 4
  seen_at     INTEGER NOT NULL,             -- 5
  proved_at   INTEGER NOT NULL,             -- 6
  passkey     INTEGER NOT NULL,             -- 7
  mark        INTEGER NOT NULL,             -- 8
  locked      INTEGER NOT NULL,             -- 9
  place       TEXT    NOT NULL,             -- 10
  agent       TEXT    NOT NULL,             -- 11
  mac         BLOB    NOT NULL              -- 12
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX signin_session_token ON signin_session (token_hash);
CREATE INDEX signin_session_account ON signin_session (account_id);

-- What a session looks at: the query of a search over persons, behind a random
-- id, so that no name stands in an address.
-- @table signin_view operational
CREATE TABLE signin_view (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  session_id  BLOB    NOT NULL,             -- 2
  query       TEXT    NOT NULL,             -- 3
  made_at     INTEGER NOT NULL              -- 4
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_view_session ON signin_view (session_id, made_at);

-- What was asked for, or half written, when a session was locked: sealed for
-- its account under a key of the folder, for a day.
-- @table signin_kept operational
CREATE TABLE signin_kept (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  account_id  BLOB    NOT NULL,             -- 2
  made_at     INTEGER NOT NULL,             -- 3
  sealed      BLOB    NOT NULL              -- 4
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_kept_account ON signin_kept (account_id, made_at);

-- Attempts to sign in, counted before they are answered. key is a MAC of what is
-- counted: a name, a name at a place, a place.
-- @table signin_throttle operational
CREATE TABLE signin_throttle (
  key       BLOB    NOT NULL PRIMARY KEY, -- 1
  failures  INTEGER NOT NULL,             -- 2
  last_at   INTEGER NOT NULL,             -- 3
  until     INTEGER NOT NULL              -- 4
) STRICT, WITHOUT ROWID;

-- Places from which a name has signed in: a MAC of both.
-- @table signin_place operational
CREATE TABLE signin_place (
  key      BLOB    NOT NULL PRIMARY KEY, -- 1
  seen_at  INTEGER NOT NULL              -- 2
) STRICT, WITHOUT ROWID;

-- The last step of a credential that counts (TOTP, a passkey's counter) and when
-- it was used, with a MAC under the folder's key: a counter that somebody wrote
-- back by hand lets nothing in.
-- @table signin_counter operational
CREATE TABLE signin_counter (
  credential_id  BLOB    NOT NULL PRIMARY KEY, -- 1
  last           INTEGER NOT NULL,             -- 2
  used_at        INTEGER NOT NULL,             -- 3
  mac            BLOB    NOT NULL              -- 4
) STRICT, WITHOUT ROWID;

-- A question that a passkey must answer once, within minutes, in the browser that
-- asked: a MAC of the question, of that browser and of what for.
-- @table signin_challenge operational
CREATE TABLE signin_challenge (
  hash        BLOB    NOT NULL PRIMARY KEY, -- 1
  account_id  BLOB,                         -- 2
  reason      TEXT    NOT NULL,             -- 3
  expires_at  INTEGER NOT NULL              -- 4
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_challenge_until ON signin_challenge (expires_at);

-- What a person, and whoever keeps accounts, is told about an account; NULL: about
-- a passkey that nobody has.
-- @table signin_alert operational
CREATE TABLE signin_alert (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  account_id  BLOB,                         -- 2
  at          INTEGER NOT NULL,             -- 3
  what        TEXT    NOT NULL,             -- 4
  count       INTEGER NOT NULL,             -- 5
  place       TEXT    NOT NULL,             -- 6
  agent       TEXT    NOT NULL              -- 7
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_alert_account ON signin_alert (account_id, at);
CREATE INDEX signin_alert_at ON signin_alert (at);
CREATE INDEX signin_alert_place ON signin_alert (place, what, at);
