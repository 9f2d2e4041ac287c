-- @module x

-- @table person_rating operational
CREATE TABLE person_rating ( -- want
  id        BLOB NOT NULL, -- 1
  loyalty   TEXT NOT NULL, -- 2 want
  operating TEXT NOT NULL, -- 3
  narrating TEXT NOT NULL  -- 4
) STRICT;
