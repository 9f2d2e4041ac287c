-- @module access

-- An account: who may sign in, and as whom. The person's name is not here.
-- @table access_account governed kind=account
CREATE TABLE access_account (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  clearance         INTEGER NOT NULL,             -- 9
  persona           TEXT                          -- 10
) STRICT;
CREATE UNIQUE INDEX access_account_subject ON access_account (subject_id);
CREATE UNIQUE INDEX access_account_persona ON access_account (persona);

-- A role that an account holds at a unit, for a time.
-- @table access_role governed
CREATE TABLE access_role (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  version     INTEGER NOT NULL,             -- 2
  row_salt    BLOB    NOT NULL,             -- 3
  label       INTEGER NOT NULL,             -- 4
  account_id  BLOB    NOT NULL,             -- 5
  role        TEXT    NOT NULL,             -- 6
  unit_id     BLOB    NOT NULL,             -- 7
  valid_from  TEXT    NOT NULL,             -- 8
  valid_to    TEXT                          -- 9
) STRICT;
CREATE INDEX access_role_account ON access_role (account_id);

-- A token by which a person's own programs act as that person. Only the
-- SHA-256 of its text is here. expires_on is the last day on which it counts.
-- @table access_token governed kind=token
CREATE TABLE access_token (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  token_hash        BLOB    NOT NULL,             -- 10
  made_on           TEXT    NOT NULL,             -- 11
  expires_on        TEXT    NOT NULL              -- 12
) STRICT;
CREATE UNIQUE INDEX access_token_hash ON access_token (token_hash);
CREATE INDEX access_token_account ON access_token (account_id);

-- A session: its token's hash, and a MAC over the row under the folder's key.
-- @table access_session operational
CREATE TABLE access_session (
  token_hash  BLOB    NOT NULL PRIMARY KEY, -- 1
  account_id  BLOB    NOT NULL,             -- 2
  made_at     INTEGER NOT NULL,             -- 3
  seen_at     INTEGER NOT NULL,             -- 4
  mac         BLOB    NOT NULL              -- 5
) STRICT, WITHOUT ROWID;
CREATE INDEX access_session_account ON access_session (account_id);

-- What a session looks at: the query of a search over persons, behind a random
-- id, so that no name stands in an address.
-- @table access_view operational
CREATE TABLE access_view (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  token_hash  BLOB    NOT NULL,             -- 2
  query       TEXT    NOT NULL,             -- 3
  made_at     INTEGER NOT NULL              -- 4
) STRICT, WITHOUT ROWID;
CREATE INDEX access_view_session ON access_view (token_hash, made_at);
