-- @module person

-- @table person governed kind=person
CREATE TABLE person (
  id      BLOB NOT NULL PRIMARY KEY, -- 1
  given   TEXT NOT NULL,             -- 2
  remark  TEXT                       -- 3 want
) STRICT;

-- @table person_tag operational
CREATE TABLE person_tag (
  tag     TEXT NOT NULL, -- 1 want
  colour  TEXT NOT NULL  -- 2 want
) STRICT;

-- @module org

-- @table org_holding governed kind=holding
CREATE TABLE org_holding (
  subject_id  BLOB NOT NULL, -- 1
  post_id     BLOB NOT NULL, -- 2
  valid_from  TEXT NOT NULL, -- 3
  impression  TEXT           -- 4 want
) STRICT;

-- @table org_unit governed kind=unit
CREATE TABLE org_unit (
  subject_id  BLOB,          -- 1
  code        TEXT NOT NULL  -- 2
) STRICT;

-- @table elsewhere operational
CREATE TABLE elsewhere (
  account_id  BLOB NOT NULL, -- 1 want
  visits      INTEGER NOT NULL -- 2 want
) STRICT;

ALTER TABLE person ADD COLUMN star INTEGER; -- 4 want
