-- @module kernel

-- @table lease operational
CREATE TABLE lease (
  name    TEXT    NOT NULL PRIMARY KEY, -- 1
  holder  BLOB    NOT NULL,             -- 2
  until   INTEGER NOT NULL              -- 3
) STRICT, WITHOUT ROWID;

-- @table unheard operational
CREATE TABLE unheard ( -- want
  name  TEXT NOT NULL PRIMARY KEY -- 1
) STRICT;

-- @table ledger_queue derived
CREATE TABLE ledger_queue ( -- want
  entry_id  BLOB NOT NULL PRIMARY KEY -- 1
) STRICT, WITHOUT ROWID;

-- @table ledger_leaf ledger
CREATE TABLE ledger_leaf ( -- want
  idx       INTEGER NOT NULL PRIMARY KEY, -- 1
  entry_id  BLOB    NOT NULL UNIQUE,      -- 2
  leaf      TEXT    NOT NULL              -- 3
) STRICT;
