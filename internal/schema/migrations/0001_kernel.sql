-- @module kernel

-- @table schema_migration operational
CREATE TABLE schema_migration (
  no      INTEGER NOT NULL PRIMARY KEY, -- 1
  name    TEXT    NOT NULL,             -- 2
  digest  BLOB    NOT NULL,             -- 3
  at      INTEGER NOT NULL              -- 4
) STRICT;

-- Which folder this is: demo or real, its log's origin. Set once.
-- @table folder governed
CREATE TABLE folder (
  id        BLOB    NOT NULL PRIMARY KEY, -- 1
  version   INTEGER NOT NULL,             -- 2
  row_salt  BLOB    NOT NULL,             -- 3
  label     INTEGER NOT NULL,             -- 4
  kind      TEXT    NOT NULL,             -- 5
  origin    TEXT    NOT NULL,             -- 6
  made_on   TEXT    NOT NULL              -- 7
) STRICT;

-- @table ledger_entry ledger
CREATE TABLE ledger_entry (
  id           BLOB    NOT NULL PRIMARY KEY, -- 1
  at           INTEGER NOT NULL,             -- 2
  actor        BLOB,                         -- 3
  action       TEXT    NOT NULL,             -- 4
  object_kind  TEXT    NOT NULL,             -- 5
  object_id    BLOB,                         -- 6
  outcome      TEXT    NOT NULL,             -- 7
  body         BLOB,                         -- 8
  salt         BLOB                          -- 9
) STRICT;
CREATE INDEX ledger_entry_at ON ledger_entry (at, id);
CREATE INDEX ledger_entry_object ON ledger_entry (object_id, at, id);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, at, id);

-- @table ledger_leaf ledger
CREATE TABLE ledger_leaf (
  idx       INTEGER NOT NULL PRIMARY KEY, -- 1
  entry_id  BLOB    NOT NULL UNIQUE,      -- 2
  leaf      BLOB    NOT NULL              -- 3
) STRICT;

-- @table ledger_row ledger
CREATE TABLE ledger_row (
  tbl       TEXT    NOT NULL, -- 1
  row_id    BLOB    NOT NULL, -- 2
  version   INTEGER NOT NULL, -- 3
  digest    BLOB    NOT NULL, -- 4
  entry_id  BLOB    NOT NULL, -- 5
  PRIMARY KEY (tbl, row_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_row_entry ON ledger_row (entry_id);

-- @table ledger_subject ledger
CREATE TABLE ledger_subject (
  person    BLOB NOT NULL, -- 1
  entry_id  BLOB NOT NULL, -- 2
  PRIMARY KEY (person, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_subject_entry ON ledger_subject (entry_id);

-- Subtree roots at tree levels 8, 16, 24: one row for 256 leaves, so that a
-- proof reads at most 256 leaves a tile.
-- @table ledger_node ledger
CREATE TABLE ledger_node (
  level  INTEGER NOT NULL, -- 1
  idx    INTEGER NOT NULL, -- 2
  hash   BLOB    NOT NULL, -- 3
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- @table ledger_tree ledger
CREATE TABLE ledger_tree (
  id        INTEGER NOT NULL PRIMARY KEY, -- 1
  size      INTEGER NOT NULL,             -- 2
  frontier  BLOB    NOT NULL              -- 3
) STRICT;

-- prev is the size of the checkpoint before: a chain, so that one taken out is missed.
-- @table ledger_checkpoint ledger
CREATE TABLE ledger_checkpoint (
  size  INTEGER NOT NULL PRIMARY KEY, -- 1
  note  BLOB    NOT NULL,             -- 2
  prev  INTEGER NOT NULL              -- 3
) STRICT;

-- Entries that have no leaf yet. What is missing here is found by verify.
-- @table ledger_queue operational
CREATE TABLE ledger_queue (
  entry_id  BLOB NOT NULL PRIMARY KEY -- 1
) STRICT, WITHOUT ROWID;

-- @table door_key operational
CREATE TABLE door_key (
  actor     BLOB    NOT NULL, -- 1
  name      TEXT    NOT NULL, -- 2
  key       BLOB    NOT NULL, -- 3
  digest    BLOB    NOT NULL, -- 4
  entry_id  BLOB    NOT NULL, -- 5
  at        INTEGER NOT NULL, -- 6
  PRIMARY KEY (actor, name, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX door_key_at ON door_key (at);

-- Refusals of the last minute: the first has its entry, the others are counted.
-- @table door_refusal operational
CREATE TABLE door_refusal (
  actor     BLOB    NOT NULL, -- 1
  action    TEXT    NOT NULL, -- 2
  object    BLOB    NOT NULL, -- 3
  entry_id  BLOB    NOT NULL, -- 4
  until     INTEGER NOT NULL, -- 5
  repeats   INTEGER NOT NULL, -- 6
  PRIMARY KEY (actor, action, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX door_refusal_until ON door_refusal (until);

-- Work that a command ordered. object is the command's own.
-- @table job governed
CREATE TABLE job (
  id           BLOB    NOT NULL PRIMARY KEY, -- 1
  version      INTEGER NOT NULL,             -- 2
  row_salt     BLOB    NOT NULL,             -- 3
  label        INTEGER NOT NULL,             -- 4
  kind         TEXT    NOT NULL,             -- 5
  args         BLOB    NOT NULL,             -- 6
  requester    BLOB    NOT NULL,             -- 7
  acting_post  BLOB,                         -- 8
  purpose      TEXT    NOT NULL,             -- 9
  basis        BLOB,                         -- 10
  at           INTEGER NOT NULL,             -- 11
  object_kind  TEXT    NOT NULL,             -- 12
  object_id    BLOB                          -- 13
) STRICT;
CREATE INDEX job_object ON job (object_id, kind, at);

-- @table job_run operational
CREATE TABLE job_run (
  job_id       BLOB    NOT NULL PRIMARY KEY, -- 1
  state        TEXT    NOT NULL,             -- 2
  run_at       INTEGER NOT NULL,             -- 3
  lease_until  INTEGER NOT NULL,             -- 4
  attempts     INTEGER NOT NULL,             -- 5
  done         INTEGER NOT NULL,             -- 6
  total        INTEGER NOT NULL,             -- 7
  code         TEXT    NOT NULL              -- 8
) STRICT, WITHOUT ROWID;
CREATE INDEX job_run_due ON job_run (state, run_at);

-- One row for each thing that only one process may do at a time.
-- @table lease operational
CREATE TABLE lease (
  name    TEXT    NOT NULL PRIMARY KEY, -- 1
  holder  BLOB    NOT NULL,             -- 2
  until   INTEGER NOT NULL              -- 3
) STRICT, WITHOUT ROWID;

-- Ledger rows are insert-only, save the erasing of an entry's body and salt
-- and the tree's own moving frontier.
-- +sqlite
CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OF id, at, actor, action, object_kind, object_id, outcome ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_entry_erase BEFORE UPDATE OF body, salt ON ledger_entry WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_entry_stay BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_leaf_keep BEFORE UPDATE ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_leaf_stay BEFORE DELETE ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_row_keep BEFORE UPDATE ON ledger_row BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_row_stay BEFORE DELETE ON ledger_row BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_subject_keep BEFORE UPDATE ON ledger_subject BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_subject_stay BEFORE DELETE ON ledger_subject BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_node_keep BEFORE UPDATE ON ledger_node BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_node_stay BEFORE DELETE ON ledger_node BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_tree_grow BEFORE UPDATE ON ledger_tree WHEN NEW.size < OLD.size BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_tree_stay BEFORE DELETE ON ledger_tree BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_checkpoint_keep BEFORE UPDATE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
CREATE TRIGGER ledger_checkpoint_stay BEFORE DELETE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger is insert-only'); END;
-- +end
-- +pg
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN RAISE EXCEPTION 'ledger is insert-only'; END $fn$;
CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OF id, at, actor, action, object_kind, object_id, outcome ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_erase BEFORE UPDATE OF body, salt ON ledger_entry FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.salt IS NOT NULL) EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_stay BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_leaf_keep BEFORE UPDATE OR DELETE ON ledger_leaf FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_row_keep BEFORE UPDATE OR DELETE ON ledger_row FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_subject_keep BEFORE UPDATE OR DELETE ON ledger_subject FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_node_keep BEFORE UPDATE OR DELETE ON ledger_node FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_tree_grow BEFORE UPDATE ON ledger_tree FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_tree_stay BEFORE DELETE ON ledger_tree FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_checkpoint_keep BEFORE UPDATE OR DELETE ON ledger_checkpoint FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_full BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_leaf_full BEFORE TRUNCATE ON ledger_leaf FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_row_full BEFORE TRUNCATE ON ledger_row FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_subject_full BEFORE TRUNCATE ON ledger_subject FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_node_full BEFORE TRUNCATE ON ledger_node FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_tree_full BEFORE TRUNCATE ON ledger_tree FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_checkpoint_full BEFORE TRUNCATE ON ledger_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
-- +end
