-- @module person

-- The directory entry of a person: what a list of holders shows, nothing else.
-- staff_code is the body's own number for them.
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
  given             TEXT    NOT NULL,             -- 11
  staff_code        TEXT                          -- 12
) STRICT;
CREATE INDEX person_unit ON person (unit_id);
CREATE INDEX person_staff_code ON person (staff_code);

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

-- What is known of who somebody is, beside the name: a row has its person's id.
-- born and personal_number are sealed under the person's key as of this version of the
-- row; personal_number_bucket is the number's place in a blind index of 65,536.
-- @table person_identity governed
CREATE TABLE person_identity (
  id             BLOB    NOT NULL PRIMARY KEY, -- 1
  version        INTEGER NOT NULL,             -- 2
  row_salt       BLOB    NOT NULL,             -- 3
  label          INTEGER NOT NULL,             -- 4
  subject_id     BLOB    NOT NULL,             -- 5
  born           BLOB,                         -- 6
  personal_number  BLOB,                       -- 7
  personal_number_bucket  INTEGER              -- 8
) STRICT;
CREATE INDEX person_identity_number ON person_identity (personal_number_bucket);

-- A page of evidence. number, dated and issuer are sealed as of version 1: only
-- state ever changes. The file is a blob under the person's key. others says whether it
-- names third persons; copy_of is the page of which this is the copy without them. label
-- is the document's own, as it was entered.
-- @table person_evidence governed
CREATE TABLE person_evidence (
  id           BLOB    NOT NULL PRIMARY KEY, -- 1
  version      INTEGER NOT NULL,             -- 2
  row_salt     BLOB    NOT NULL,             -- 3
  label        INTEGER NOT NULL,             -- 4
  state        TEXT    NOT NULL,             -- 5
  subject_id   BLOB    NOT NULL,             -- 6
  kind         TEXT    NOT NULL,             -- 7
  number       BLOB,                         -- 8
  dated        BLOB    NOT NULL,             -- 9
  issuer       BLOB    NOT NULL,             -- 10
  format       TEXT    NOT NULL,             -- 11
  pages        INTEGER NOT NULL,             -- 12
  blob         TEXT    NOT NULL,             -- 13
  size         INTEGER NOT NULL,             -- 14
  wrapped_key  BLOB    NOT NULL,             -- 15
  others       TEXT    NOT NULL,             -- 16
  copy_of      BLOB                          -- 17
) STRICT;
CREATE INDEX person_evidence_subject ON person_evidence (subject_id, state);
CREATE INDEX person_evidence_blob ON person_evidence (blob);
CREATE INDEX person_evidence_label ON person_evidence (label) WHERE label > 0; -- what a machine may not hold is looked for at every start

-- What a person says should stand in their file instead, and the answer. What
-- was typed is sealed as of version 1, the answer and what stood there (was) as of
-- version 2.
-- @table person_correction governed kind=correction
CREATE TABLE person_correction (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  field             TEXT    NOT NULL,             -- 9
  proposed          BLOB    NOT NULL,             -- 10
  reason            BLOB    NOT NULL,             -- 11
  made_on           TEXT    NOT NULL,             -- 12
  due_on            TEXT    NOT NULL,             -- 13
  answered_by       BLOB,                         -- 14
  answered_on       TEXT,                         -- 15
  answer            BLOB,                         -- 16
  was               BLOB                          -- 17
) STRICT;
CREATE INDEX person_correction_waits ON person_correction (managing_unit_id) WHERE state = 'open';
CREATE INDEX person_correction_subject ON person_correction (subject_id, made_on);
CREATE INDEX person_correction_due ON person_correction (state, due_on);

-- A right that a person asks for by law, and the answer; sealed likewise.
-- @table person_request governed kind=request
CREATE TABLE person_request (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  kind              TEXT    NOT NULL,             -- 9
  body              BLOB    NOT NULL,             -- 10
  made_on           TEXT    NOT NULL,             -- 11
  first_on          TEXT    NOT NULL,             -- 12
  due_on            TEXT    NOT NULL,             -- 13
  answered_by       BLOB,                         -- 14
  answered_on       TEXT,                         -- 15
  answer            BLOB,                         -- 16
  taken_on          TEXT,                         -- 17
  taken_by          BLOB                          -- 18
) STRICT;
CREATE INDEX person_request_waits ON person_request (managing_unit_id) WHERE state = 'open';
CREATE INDEX person_request_subject ON person_request (subject_id, made_on);
CREATE INDEX person_request_due ON person_request (state, due_on);

-- Openings on a grant that the person is told of later: from until_on on, by
-- itself. It counts for openings after somebody else approved it; reason is sealed.
-- @table person_delay governed kind=delay
CREATE TABLE person_delay (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  grant_id          BLOB    NOT NULL,             -- 9
  reason            BLOB    NOT NULL,             -- 10
  made_on           TEXT    NOT NULL,             -- 11
  until_on          TEXT    NOT NULL,             -- 12
  made_by           BLOB    NOT NULL,             -- 13
  approved_at       INTEGER                       -- 14
) STRICT;
CREATE INDEX person_delay_waits ON person_delay (managing_unit_id) WHERE state = 'proposed';
CREATE INDEX person_delay_subject ON person_delay (subject_id, until_on);

-- That what is sealed about a person is erased: on which basis and document, who
-- proposed and who approved it, how far it is. reason is sealed as of version 1
-- and goes with the person's key; the rest is the tombstone, and stays.
-- @table person_erasure governed kind=erasure
CREATE TABLE person_erasure (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB    NOT NULL,             -- 8
  basis             TEXT    NOT NULL,             -- 9
  document          TEXT    NOT NULL,             -- 10
  reason            BLOB,                         -- 11
  made_on           TEXT    NOT NULL,             -- 12
  made_by           BLOB    NOT NULL,             -- 13
  decided_on        TEXT,                         -- 14
  decided_by        BLOB,                         -- 15
  due_on            TEXT,                         -- 16
  erased_on         TEXT                          -- 17
) STRICT;
CREATE INDEX person_erasure_waits ON person_erasure (managing_unit_id) WHERE state = 'proposed';
CREATE INDEX person_erasure_subject ON person_erasure (subject_id, made_on);
CREATE INDEX person_erasure_state ON person_erasure (state, made_on);
