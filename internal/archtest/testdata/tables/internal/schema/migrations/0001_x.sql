-- @module x

-- @table good governed kind=good
CREATE TABLE good (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB                          -- 8
) STRICT;

CREATE TABLE silent ( -- want
  id  BLOB NOT NULL PRIMARY KEY -- 1
) STRICT;

-- @table loose operational
CREATE TABLE loose ( -- want
  name    TEXT NOT NULL, -- 1
  amount  REAL NOT NULL, -- 2 want
  at      INTEGER NOT NULL, -- 1 want
  till    INTEGER NOT NULL, -- want
  PRIMARY KEY (name)
);

-- @table short governed
CREATE TABLE short ( -- want
  id       BLOB    NOT NULL PRIMARY KEY, -- 1
  row_salt BLOB    NOT NULL,             -- 3
  version  INTEGER NOT NULL,             -- 2
  label    INTEGER NOT NULL              -- 4
) STRICT;

-- @table root governed kind=root
CREATE TABLE root ( -- want
  id        BLOB    NOT NULL PRIMARY KEY, -- 1
  version   INTEGER NOT NULL,             -- 2
  row_salt  BLOB    NOT NULL,             -- 3
  label     INTEGER NOT NULL,             -- 4
  unit_id   BLOB    NOT NULL              -- 5
) STRICT;

ALTER TABLE good ADD COLUMN later TEXT; -- 8 want
