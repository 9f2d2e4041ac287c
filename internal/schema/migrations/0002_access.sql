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
  persona           TEXT                          -- 9
) STRICT;
CREATE UNIQUE INDEX access_account_subject ON access_account (subject_id);
CREATE UNIQUE INDEX access_account_persona ON access_account (persona);

-- A duty that an account has by itself, whatever its post: member of the body,
-- auditor, keeper of the machine. valid_to is the first day without it.
-- @table access_role governed kind=duty
CREATE TABLE access_role (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  role              TEXT    NOT NULL,             -- 10
  valid_from        TEXT    NOT NULL,             -- 11
  valid_to          TEXT,                         -- 12
  basis             TEXT    NOT NULL,             -- 13
  end_basis         TEXT,                         -- 14
  CHECK (role IN ('member', 'office_clerk', 'dept_head', 'dept_specialist', 'unit_clerk', 'unit_head', 'auditor', 'sysadmin'))
) STRICT;
CREATE INDEX access_role_waits ON access_role (unit_id) WHERE state = 'proposed';
CREATE INDEX access_role_account ON access_role (account_id);

-- A role attached to a post: whoever holds the post has it at at_unit_id.
-- @table access_post_role governed kind=assignment
CREATE TABLE access_post_role (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  post_id           BLOB    NOT NULL,             -- 9
  role              TEXT    NOT NULL,             -- 10
  at_unit_id        BLOB    NOT NULL,             -- 11
  valid_from        TEXT    NOT NULL,             -- 12
  valid_to          TEXT,                         -- 13
  basis             TEXT    NOT NULL,             -- 14
  end_basis         TEXT,                         -- 15
  CHECK (role IN ('member', 'office_clerk', 'dept_head', 'dept_specialist', 'unit_clerk', 'unit_head', 'auditor', 'sysadmin'))
) STRICT;
CREATE INDEX access_post_role_waits ON access_post_role (unit_id) WHERE state = 'proposed';
CREATE INDEX access_post_role_post ON access_post_role (post_id);
CREATE INDEX access_post_role_role ON access_post_role (role, at_unit_id);

-- A role that its holder hands over to another account. subject_id is the
-- person who hands it over.
-- @table access_delegation governed kind=delegation
CREATE TABLE access_delegation (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  from_account_id   BLOB    NOT NULL,             -- 9
  to_account_id     BLOB    NOT NULL,             -- 10
  role              TEXT    NOT NULL,             -- 11
  valid_from        TEXT    NOT NULL,             -- 12
  valid_to          TEXT    NOT NULL,             -- 13
  basis             TEXT    NOT NULL,             -- 14
  reason            TEXT    NOT NULL,             -- 15
  end_reason        TEXT,                         -- 16
  CHECK (role IN ('member', 'office_clerk', 'dept_head', 'dept_specialist', 'unit_clerk', 'unit_head', 'auditor', 'sysadmin'))
) STRICT;
CREATE INDEX access_delegation_to ON access_delegation (to_account_id, valid_to);
CREATE INDEX access_delegation_from ON access_delegation (from_account_id, valid_to);

-- Up to which label a person may know, and the document that says so.
-- @table access_clearance governed kind=clearance
CREATE TABLE access_clearance (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  level             INTEGER NOT NULL,             -- 10
  doc_number        TEXT    NOT NULL,             -- 11
  doc_date          TEXT    NOT NULL,             -- 12
  doc_issuer        TEXT    NOT NULL,             -- 13
  valid_from        TEXT    NOT NULL,             -- 14
  valid_to          TEXT    NOT NULL,             -- 15
  given_by          BLOB    NOT NULL,             -- 16
  end_reason        TEXT                          -- 17
) STRICT;
CREATE INDEX access_clearance_waits ON access_clearance (unit_id) WHERE state = 'proposed';
CREATE INDEX access_clearance_account ON access_clearance (account_id, valid_to);
CREATE INDEX access_clearance_unit ON access_clearance (unit_id, valid_to);

-- Need to know: one object, opened to an account or to a role at a unit, for a
-- purpose and a time. valid_to is the first day without it.
-- @table access_grant governed kind=grant
CREATE TABLE access_grant (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB,                         -- 9
  role              TEXT,                         -- 10
  at_unit_id        BLOB,                         -- 11
  object_kind       TEXT    NOT NULL,             -- 12
  object_id         BLOB    NOT NULL,             -- 13
  purpose           TEXT    NOT NULL,             -- 14
  basis_kind        TEXT    NOT NULL,             -- 15
  basis             TEXT    NOT NULL,             -- 16
  valid_from        TEXT    NOT NULL,             -- 17
  valid_to          TEXT    NOT NULL,             -- 18
  given_by          BLOB    NOT NULL,             -- 19
  end_reason        TEXT,                         -- 20
  CHECK (role IN ('', 'member', 'office_clerk', 'dept_head', 'dept_specialist', 'unit_clerk', 'unit_head', 'auditor', 'sysadmin'))
) STRICT;
CREATE INDEX access_grant_waits ON access_grant (unit_id) WHERE state = 'proposed';
CREATE INDEX access_grant_account ON access_grant (account_id, valid_to);
CREATE INDEX access_grant_role ON access_grant (role, at_unit_id, valid_to);
CREATE INDEX access_grant_object ON access_grant (object_id, valid_to);
CREATE INDEX access_grant_giver ON access_grant (given_by, valid_to);
CREATE INDEX access_grant_unit ON access_grant (unit_id, valid_to);

-- What waits for a second pair of eyes, by the digest of its exact content.
-- @table access_proposal governed
CREATE TABLE access_proposal (
  id               BLOB    NOT NULL PRIMARY KEY, -- 1
  version          INTEGER NOT NULL,             -- 2
  row_salt         BLOB    NOT NULL,             -- 3
  label            INTEGER NOT NULL,             -- 4
  action           TEXT    NOT NULL,             -- 5
  object_kind      TEXT    NOT NULL,             -- 6
  object_id        BLOB    NOT NULL,             -- 7
  digest           BLOB    NOT NULL,             -- 8
  proposer_id      BLOB    NOT NULL,             -- 9
  proposer_person  BLOB,                         -- 10
  subject_id       BLOB,                         -- 11
  state            TEXT    NOT NULL,             -- 12
  at               INTEGER NOT NULL,             -- 13
  until            INTEGER NOT NULL,             -- 14
  decided_by       BLOB,                         -- 15
  decided_at       INTEGER                       -- 16
) STRICT;
CREATE INDEX access_proposal_open ON access_proposal (object_id) WHERE state = 'open';
CREATE INDEX access_proposal_object ON access_proposal (object_id, at);

-- An opening without a grant. subject_id is the person whom the object
-- concerns; the one who opened it is account_id and by_person. reason and note
-- are sealed under that person's key, and UTF-8 where it concerns nobody. Its
-- label is that of the object, and so is that of those who are told of it.
-- @table access_break governed kind=break
CREATE TABLE access_break (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  by_person         BLOB,                         -- 10
  object_kind       TEXT    NOT NULL,             -- 11
  object_id         BLOB    NOT NULL,             -- 12
  reason            BLOB    NOT NULL,             -- 13
  begun_at          INTEGER NOT NULL,             -- 14
  until             INTEGER NOT NULL,             -- 15
  reviewer_id       BLOB,                         -- 16
  reviewed_at       INTEGER,                      -- 17
  verdict           TEXT,                         -- 18
  note              BLOB,                         -- 19
  basis             TEXT    NOT NULL              -- 20
) STRICT;
CREATE INDEX access_break_account ON access_break (account_id, until);
CREATE INDEX access_break_object ON access_break (object_id, begun_at);
CREATE INDEX access_break_subject ON access_break (subject_id, begun_at);
CREATE INDEX access_break_begun ON access_break (begun_at);

-- Who was told of a break-glass, as what, and when they said that they saw it.
-- @table access_alert governed
CREATE TABLE access_alert (
  id          BLOB    NOT NULL PRIMARY KEY, -- 1
  version     INTEGER NOT NULL,             -- 2
  row_salt    BLOB    NOT NULL,             -- 3
  label       INTEGER NOT NULL,             -- 4
  account_id  BLOB    NOT NULL,             -- 5
  break_id    BLOB    NOT NULL,             -- 6
  told_as     TEXT    NOT NULL,             -- 7
  at          INTEGER NOT NULL,             -- 8
  seen_at     INTEGER                       -- 9
) STRICT;
CREATE INDEX access_alert_account ON access_alert (account_id, at);
CREATE INDEX access_alert_break ON access_alert (break_id);

-- What is out of the ordinary about somebody's readings, against the median of
-- their role. It decides nothing; somebody looks at it.
-- @table access_remark governed kind=remark
CREATE TABLE access_remark (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  account_id        BLOB    NOT NULL,             -- 9
  rule              TEXT    NOT NULL,             -- 10
  day               TEXT    NOT NULL,             -- 11
  count             INTEGER NOT NULL,             -- 12
  median            INTEGER NOT NULL,             -- 13
  reviewer_id       BLOB,                         -- 14
  reviewed_at       INTEGER,                      -- 15
  verdict           TEXT,                         -- 16
  note              TEXT                          -- 17
) STRICT;
CREATE INDEX access_remark_account ON access_remark (account_id, day);
CREATE INDEX access_remark_day ON access_remark (state, day);

-- From which of their posts somebody works, when they hold several. What a post
-- gives follows from the post.
-- @table access_acting operational
CREATE TABLE access_acting (
  account_id  BLOB    NOT NULL PRIMARY KEY, -- 1
  holding_id  BLOB    NOT NULL,             -- 2
  at          INTEGER NOT NULL              -- 3
) STRICT, WITHOUT ROWID;

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
  expires_on        TEXT    NOT NULL,             -- 12
  scope             TEXT    NOT NULL,             -- 13
  passkey           INTEGER NOT NULL              -- 14
) STRICT;
CREATE UNIQUE INDEX access_token_hash ON access_token (token_hash);
CREATE INDEX access_token_account ON access_token (account_id);

-- A step in what label an object has: classified, extended, lowered, raised,
-- declassified, as a document says. The live one is in force; all rows of an object
-- have the object's label of today, one that waits the higher of both. valid_to is
-- the first day on which the term is over.
-- @table access_classification governed kind=classification
CREATE TABLE access_classification (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  object_kind       TEXT    NOT NULL,             -- 9
  object_id         BLOB    NOT NULL,             -- 10
  after_id          BLOB,                         -- 11
  step              TEXT    NOT NULL,             -- 12
  was               INTEGER NOT NULL,             -- 13
  level             INTEGER NOT NULL,             -- 14
  classifier        TEXT    NOT NULL,             -- 15
  document          TEXT    NOT NULL,             -- 16
  basis             TEXT    NOT NULL,             -- 17
  reason            TEXT    NOT NULL,             -- 18
  valid_from        TEXT    NOT NULL,             -- 19
  valid_to          TEXT,                         -- 20
  account_id        BLOB    NOT NULL,             -- 21
  at                INTEGER NOT NULL              -- 22
) STRICT;
CREATE INDEX access_classification_waits ON access_classification (unit_id) WHERE state = 'proposed';
CREATE INDEX access_classification_object ON access_classification (object_id, object_kind, at);
CREATE INDEX access_classification_over ON access_classification (state, valid_to);
CREATE UNIQUE INDEX access_classification_live ON access_classification (object_kind, object_id) WHERE state = 'live';

-- The register of copies of labelled documents: one row each. made_as says whether
-- it is a print or the file as it was received.
-- @table access_copy governed kind=copy
CREATE TABLE access_copy (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  object_kind       TEXT    NOT NULL,             -- 9
  object_id         BLOB    NOT NULL,             -- 10
  number            INTEGER NOT NULL,             -- 11
  for_whom          TEXT    NOT NULL,             -- 12
  reason            TEXT    NOT NULL,             -- 13
  account_id        BLOB    NOT NULL,             -- 14
  at                INTEGER NOT NULL,             -- 15
  closed_on         TEXT,                         -- 16
  closed_by         BLOB,                         -- 17
  closed_note       TEXT,                         -- 18
  made_as           TEXT    NOT NULL              -- 19
) STRICT;
CREATE UNIQUE INDEX access_copy_number ON access_copy (object_kind, object_id, number);
CREATE INDEX access_copy_state ON access_copy (state, at);

-- A number that bounds rights, labels or copies, from a day: what the house entered
-- beside what is shipped. verified says that somebody compared it with the text of
-- its basis. account_id entered it.
-- @table access_limit governed kind=limit
CREATE TABLE access_limit (
  id                BLOB    NOT NULL PRIMARY KEY, -- 1
  version           INTEGER NOT NULL,             -- 2
  row_salt          BLOB    NOT NULL,             -- 3
  label             INTEGER NOT NULL,             -- 4
  unit_id           BLOB    NOT NULL,             -- 5
  managing_unit_id  BLOB    NOT NULL,             -- 6
  state             TEXT    NOT NULL,             -- 7
  subject_id        BLOB,                         -- 8
  name              TEXT    NOT NULL,             -- 9
  value             INTEGER NOT NULL,             -- 10
  valid_from        TEXT    NOT NULL,             -- 11
  basis             TEXT    NOT NULL,             -- 12
  verified          INTEGER NOT NULL,             -- 13
  account_id        BLOB    NOT NULL,             -- 14
  at                INTEGER NOT NULL              -- 15
) STRICT;
CREATE INDEX access_limit_waits ON access_limit (unit_id) WHERE state = 'proposed';
CREATE INDEX access_limit_state ON access_limit (state, at);
