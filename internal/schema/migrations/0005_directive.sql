-- @module directive

-- A document that binds, or informs: one work, with its public facts.
-- @table directive governed kind=directive
CREATE TABLE directive (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  kind              TEXT    NOT NULL,             -- 9
  number            TEXT    NOT NULL,             -- 10
  issuer            TEXT    NOT NULL,             -- 11
  issued_on         TEXT    NOT NULL,             -- 12
  title             TEXT    NOT NULL,             -- 13
  signer            TEXT    NOT NULL,             -- 14
  received_number   TEXT    NOT NULL,             -- 15
  received_on       TEXT    NOT NULL,             -- 16
  source            TEXT    NOT NULL,             -- 17
  unverified        INTEGER NOT NULL,             -- 18
  number_key        TEXT    NOT NULL              -- 19
) STRICT;
CREATE INDEX directive_issued ON directive (state, issued_on, id);
CREATE INDEX directive_received ON directive (state, received_on, id);
CREATE INDEX directive_kind ON directive (state, kind, issued_on, id);
CREATE INDEX directive_unit ON directive (unit_id, state, issued_on, label);
CREATE INDEX directive_number ON directive (number, issued_on);
CREATE UNIQUE INDEX directive_once ON directive (number_key, issued_on, issuer) WHERE state = 'registered' AND number_key <> '' AND label = 0;
CREATE INDEX directive_key ON directive (number_key, issued_on);
CREATE INDEX directive_label ON directive (label) WHERE label > 0;

-- The text of a directive from a day, as a file: what is sent and confirmed. What
-- was remarked on its reading: codes and encodings parted by spaces, places of the
-- text as "first-last". compared_at is 0 while nobody compared it with the file.
-- @table directive_expression governed
CREATE TABLE directive_expression (
  id            BLOB    NOT NULL PRIMARY KEY, -- 1
  version       INTEGER NOT NULL,             -- 2
  row_salt      BLOB    NOT NULL,             -- 3
  label         INTEGER NOT NULL,             -- 4
  directive_id  BLOB    NOT NULL,             -- 5
  file_name     TEXT    NOT NULL,             -- 6
  format        TEXT    NOT NULL,             -- 7
  digest        BLOB    NOT NULL,             -- 8
  blob          TEXT    NOT NULL,             -- 9
  size          INTEGER NOT NULL,             -- 10
  wrapped_key   BLOB    NOT NULL,             -- 11
  pages         INTEGER NOT NULL,             -- 12
  scanned       INTEGER NOT NULL,             -- 13
  text          TEXT    NOT NULL,             -- 14
  warnings      TEXT    NOT NULL,             -- 15
  encodings     TEXT    NOT NULL,             -- 16
  marks         TEXT    NOT NULL,             -- 17
  recognised    INTEGER NOT NULL,             -- 18
  compared_at   INTEGER NOT NULL,             -- 19
  compared_by   BLOB                          -- 20
) STRICT;
CREATE INDEX directive_expression_of ON directive_expression (directive_id);
CREATE INDEX directive_expression_blob ON directive_expression (blob);

-- A span of an expression that names a directive. doubts has the codes of its
-- reading, parted by spaces; number, kind and issued_on are what counts, read_... what
-- was read, all empty when a person added it. chosen: a person chose the target.
-- @table directive_citation governed
CREATE TABLE directive_citation (
  id             BLOB    NOT NULL PRIMARY KEY, -- 1
  version        INTEGER NOT NULL,             -- 2
  row_salt       BLOB    NOT NULL,             -- 3
  label          INTEGER NOT NULL,             -- 4
  directive_id   BLOB    NOT NULL,             -- 5
  expression_id  BLOB    NOT NULL,             -- 6
  first          INTEGER NOT NULL,             -- 7
  last           INTEGER NOT NULL,             -- 8
  surface        TEXT    NOT NULL,             -- 9
  number         TEXT    NOT NULL,             -- 10
  kind           TEXT    NOT NULL,             -- 11
  issued_on      TEXT    NOT NULL,             -- 12
  role           TEXT    NOT NULL,             -- 13
  target_id      BLOB,                         -- 14
  issuer         TEXT    NOT NULL,             -- 15
  doubts         TEXT    NOT NULL,             -- 16
  state          TEXT    NOT NULL,             -- 17
  chosen         INTEGER NOT NULL,             -- 18
  read_number    TEXT    NOT NULL,             -- 19
  read_kind      TEXT    NOT NULL,             -- 20
  read_issued_on TEXT    NOT NULL              -- 21
) STRICT;
CREATE INDEX directive_citation_of ON directive_citation (directive_id, first);
CREATE INDEX directive_citation_target ON directive_citation (target_id);
CREATE INDEX directive_citation_number ON directive_citation (number);

-- @table directive_relation governed
CREATE TABLE directive_relation (
  id        BLOB    NOT NULL PRIMARY KEY, -- 1
  version   INTEGER NOT NULL,             -- 2
  row_salt  BLOB    NOT NULL,             -- 3
  label     INTEGER NOT NULL,             -- 4
  from_id   BLOB    NOT NULL,             -- 5
  to_id     BLOB    NOT NULL,             -- 6
  kind      TEXT    NOT NULL              -- 7
) STRICT;
CREATE INDEX directive_relation_from ON directive_relation (from_id);
CREATE INDEX directive_relation_to ON directive_relation (to_id);

-- An exact expression sent to units.
-- @table directive_dispatch governed kind=dispatch
CREATE TABLE directive_dispatch (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  directive_id      BLOB    NOT NULL,             -- 9
  expression_id     BLOB    NOT NULL,             -- 10
  digest            BLOB    NOT NULL,             -- 11
  due_on            TEXT    NOT NULL,             -- 12
  sent_at           INTEGER NOT NULL              -- 13
) STRICT;
CREATE INDEX directive_dispatch_of ON directive_dispatch (directive_id, sent_at);

-- One unit to which it was sent. unit_id is that unit, unit_name as it was called then.
-- @table directive_recipient governed kind=recipient
CREATE TABLE directive_recipient (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  dispatch_id       BLOB    NOT NULL,             -- 9
  directive_id      BLOB    NOT NULL,             -- 10
  due_on            TEXT    NOT NULL,             -- 11
  unit_name         TEXT    NOT NULL              -- 12
) STRICT;
CREATE INDEX directive_recipient_dispatch ON directive_recipient (dispatch_id, state, unit_id);
CREATE INDEX directive_recipient_unit ON directive_recipient (unit_id, state, due_on, id);
CREATE INDEX directive_recipient_directive ON directive_recipient (directive_id, unit_id);
CREATE INDEX directive_recipient_open ON directive_recipient (state, directive_id);

-- That a unit confirms an exact expression. Rows are only added.
-- @table directive_ack governed
CREATE TABLE directive_ack (
  id            BLOB    NOT NULL PRIMARY KEY, -- 1
  version       INTEGER NOT NULL,             -- 2
  row_salt      BLOB    NOT NULL,             -- 3
  label         INTEGER NOT NULL,             -- 4
  recipient_id  BLOB    NOT NULL,             -- 5
  digest        BLOB    NOT NULL,             -- 6
  at            INTEGER NOT NULL,             -- 7
  account_id    BLOB    NOT NULL,             -- 8
  on_paper      INTEGER NOT NULL,             -- 9
  signed_on     TEXT    NOT NULL,             -- 10
  slip_name     TEXT    NOT NULL,             -- 11
  slip_blob     TEXT    NOT NULL,             -- 12
  slip_size     INTEGER NOT NULL,             -- 13
  slip_key      BLOB,                         -- 14
  slip_digest   BLOB                          -- 15
) STRICT;
CREATE UNIQUE INDEX directive_ack_recipient ON directive_ack (recipient_id);
CREATE INDEX directive_ack_blob ON directive_ack (slip_blob);

-- Search rows: one for each distinct folded word of number, title and issuer of
-- a registered directive, in the order of the register.
-- @table directive_word derived
CREATE TABLE directive_word (
  word          TEXT NOT NULL, -- 1
  issued_on     TEXT NOT NULL, -- 2
  directive_id  BLOB NOT NULL, -- 3
  fold          TEXT NOT NULL, -- 4
  PRIMARY KEY (word, issued_on, directive_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directive_word_of ON directive_word (directive_id);
