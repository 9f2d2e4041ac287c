-- @module org

-- A unit is what stays when its name, its place and its manager change.
-- @table org_unit governed kind=unit
CREATE TABLE org_unit (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  code              TEXT    NOT NULL,             -- 9
  kind              TEXT    NOT NULL              -- 10
) STRICT;
CREATE UNIQUE INDEX org_unit_code ON org_unit (code);

-- What a unit is from a day until the day before valid_to.
-- @table org_state governed
CREATE TABLE org_state (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  name              TEXT    NOT NULL,             -- 6
  short_name        TEXT    NOT NULL,             -- 7
  symbol            TEXT    NOT NULL,             -- 8
  parent_id         BLOB,                         -- 9
  managing_unit_id  BLOB    NOT NULL,             -- 10
  sort              INTEGER NOT NULL,             -- 11
  on_paper          INTEGER NOT NULL,             -- 12
  valid_from        TEXT    NOT NULL,             -- 13
  valid_to          TEXT,                         -- 14
  basis             TEXT    NOT NULL,             -- 15
  end_basis         TEXT                          -- 16
) STRICT;
CREATE INDEX org_state_unit ON org_state (unit_id, valid_from);
CREATE INDEX org_state_parent ON org_state (parent_id, valid_from);

-- Which unit came out of which, on a day.
-- @table org_succession governed
CREATE TABLE org_succession (
  id         BLOB    NOT NULL PRIMARY KEY, -- 1
  version    INTEGER NOT NULL,             -- 2
  row_salt   BLOB    NOT NULL,             -- 3
  label      INTEGER NOT NULL,             -- 4
  from_unit  BLOB    NOT NULL,             -- 5
  to_unit    BLOB    NOT NULL,             -- 6
  on_day     TEXT    NOT NULL,             -- 7
  kind       TEXT    NOT NULL,             -- 8
  basis      TEXT    NOT NULL              -- 9
) STRICT;
CREATE INDEX org_succession_from ON org_succession (from_unit);
CREATE INDEX org_succession_to ON org_succession (to_unit);

-- @table org_post governed kind=post
CREATE TABLE org_post (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  title             TEXT    NOT NULL,             -- 9
  head              INTEGER NOT NULL,             -- 10
  seats             INTEGER NOT NULL,             -- 11
  valid_from        TEXT    NOT NULL,             -- 12
  valid_to          TEXT,                         -- 13
  basis             TEXT    NOT NULL,             -- 14
  end_basis         TEXT                          -- 15
) STRICT;
CREATE INDEX org_post_unit ON org_post (unit_id, head, title, id);

-- @table org_holding governed kind=holding
CREATE TABLE org_holding (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  post_id           BLOB    NOT NULL,             -- 9
  valid_from        TEXT    NOT NULL,             -- 10
  valid_to          TEXT,                         -- 11
  basis             TEXT    NOT NULL,             -- 12
  end_basis         TEXT                          -- 13
) STRICT;
CREATE INDEX org_holding_post ON org_holding (post_id, valid_from);
CREATE INDEX org_holding_person ON org_holding (subject_id, valid_from);
CREATE INDEX org_holding_unit ON org_holding (unit_id, valid_from);

-- A list of holders that is longer than one person may take out of the house alone:
-- it waits for a second pair of eyes (access_proposal), may then be fetched once by
-- whoever asked for it, until valid_to, and has ended. people is the digest of who was on
-- it: nobody else goes out on it.
-- @table org_export governed kind=export
CREATE TABLE org_export (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  day               TEXT    NOT NULL,             -- 10
  lines             INTEGER NOT NULL,             -- 11
  reason            TEXT    NOT NULL,             -- 12
  asked_at          INTEGER NOT NULL,             -- 13
  people            BLOB    NOT NULL,             -- 14
  valid_to          TEXT,                         -- 15
  taken_at          INTEGER                       -- 16
) STRICT;
CREATE INDEX org_export_waits ON org_export (unit_id) WHERE state = 'proposed';
CREATE INDEX org_export_unit ON org_export (unit_id, asked_at);

-- The day as of which org_unit_now stands. One row.
-- @table org_today governed
CREATE TABLE org_today (
  id        BLOB    NOT NULL PRIMARY KEY, -- 1
  version   INTEGER NOT NULL,             -- 2
  row_salt  BLOB    NOT NULL,             -- 3
  label     INTEGER NOT NULL,             -- 4
  day       TEXT    NOT NULL              -- 5
) STRICT;

-- Published: today's tree. path is the ids from the root, each with a slash, so
-- that a subtree is a range of paths.
-- @table org_unit_now derived
CREATE TABLE org_unit_now (
  unit_id           BLOB    NOT NULL PRIMARY KEY, -- 1
  parent_id         BLOB,                         -- 2
  path              TEXT    NOT NULL,             -- 3
  depth             INTEGER NOT NULL,             -- 4
  name              TEXT    NOT NULL,             -- 5
  short_name        TEXT    NOT NULL,             -- 6
  fold              TEXT    NOT NULL,             -- 7
  sort              INTEGER NOT NULL,             -- 8
  managing_unit_id  BLOB    NOT NULL,             -- 9
  kind              TEXT    NOT NULL,             -- 10
  code              TEXT    NOT NULL,             -- 11
  on_paper          INTEGER NOT NULL              -- 12
) STRICT, WITHOUT ROWID;
CREATE INDEX org_unit_now_path ON org_unit_now (path, unit_id); -- both: which units lie at or below a place is then read from the index alone
CREATE INDEX org_unit_now_parent ON org_unit_now (parent_id, sort, name);
