-- @module person

-- The directory entry of a person: what a list of holders shows, nothing else.
-- @table person governed kind=person
CREATE TABLE person (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  family            TEXT    NOT NULL,             -- 9
  middle            TEXT    NOT NULL,             -- 10
  given             TEXT    NOT NULL              -- 11
) STRICT;

-- The order of lists: by unit, then by given name.
-- @table person_name derived
CREATE TABLE person_name (
  person_id  BLOB NOT NULL PRIMARY KEY, -- 1
  unit_id    BLOB NOT NULL,             -- 2
  sort_key   TEXT NOT NULL,             -- 3
  fold       TEXT NOT NULL              -- 4
) STRICT, WITHOUT ROWID;
CREATE INDEX person_name_unit ON person_name (unit_id, sort_key, person_id);

-- One row for each distinct folded word of a name, in the order of lists.
-- @table person_word derived
CREATE TABLE person_word (
  word       TEXT NOT NULL, -- 1
  sort_key   TEXT NOT NULL, -- 2
  person_id  BLOB NOT NULL, -- 3
  unit_id    BLOB NOT NULL, -- 4
  fold       TEXT NOT NULL, -- 5
  PRIMARY KEY (word, sort_key, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_word_person ON person_word (person_id);
