-- The present state of a site at the hub, derived from the journal: replaying the journal up to
-- meta.last_seq gives exactly these rows. A fresh database is made by this file alone; older ones by
-- the numbered files beside it, and a test holds that both end up the same.
--
-- Times are seconds since 1970 (negative before) and nanoseconds 0 to 999,999,999 after that second.
-- Sizes are bytes. Numbers that are unsigned in the program (member ids) are stored as the signed
-- 64 bits that they are.

-- Members by small numbers, so that 64 random bits are not repeated in every row.
CREATE TABLE member (
  number INTEGER PRIMARY KEY,
  id     INTEGER NOT NULL UNIQUE   -- 64 random bits
);
INSERT INTO member VALUES (0, 0);  -- the maker of the root: nobody

-- Users and groups by small numbers.
CREATE TABLE owner (
  number     INTEGER PRIMARY KEY,
  user_name  TEXT    NOT NULL,     -- empty where the member that set it had no name for it
  user_id    INTEGER NOT NULL,
  group_name TEXT    NOT NULL,
  group_id   INTEGER NOT NULL,
  UNIQUE (user_name, user_id, group_name, group_id)
);

-- A row is one live node. The root is its own parent and has an empty name, which no other node can
-- have.
CREATE TABLE live (
  maker          INTEGER NOT NULL, -- member.number; with counter it is the node's id
  counter        INTEGER NOT NULL,
  parent_maker   INTEGER NOT NULL,
  parent_counter INTEGER NOT NULL,
  name           BLOB    NOT NULL, -- 1 to 255 bytes as the kernel has them, not text
  place_seq      INTEGER NOT NULL, -- the change that last created or moved it
  body_seq       INTEGER NOT NULL, -- the change that last altered content or metadata
  kind           INTEGER NOT NULL, -- 0 regular file, 1 directory, 2 symbolic link
  content        BLOB,             -- file: SHA-256, 32 bytes; link: its target; directory: NULL
  size           INTEGER,          -- files only
  mode           INTEGER,          -- nine permission bits; NULL for links
  owner          INTEGER NOT NULL, -- owner.number
  mtime_s        INTEGER,          -- files only
  mtime_ns       INTEGER,
  PRIMARY KEY (maker, counter)
) WITHOUT ROWID;

-- A place holds one node; also how a directory is listed, in the order of names.
CREATE UNIQUE INDEX live_place ON live (parent_maker, parent_counter, name);

-- A row is a node that was removed, as it last was; kept back to the journal's floor. Columns as in
-- live.
CREATE TABLE removed (
  maker          INTEGER NOT NULL,
  counter        INTEGER NOT NULL,
  parent_maker   INTEGER NOT NULL,
  parent_counter INTEGER NOT NULL,
  name           BLOB    NOT NULL,
  place_seq      INTEGER NOT NULL,
  body_seq       INTEGER NOT NULL,
  kind           INTEGER NOT NULL,
  content        BLOB,
  size           INTEGER,
  mode           INTEGER,
  owner          INTEGER NOT NULL,
  mtime_s        INTEGER,
  mtime_ns       INTEGER,
  removed_seq    INTEGER NOT NULL, -- the change that removed it
  PRIMARY KEY (maker, counter)
) WITHOUT ROWID;

-- How those below the floor are found.
CREATE INDEX removed_seq ON removed (removed_seq);

-- A row is what a node was before what it is now: from body_seq until until_seq. Columns of the
-- entry as in live.
CREATE TABLE body (
  maker     INTEGER NOT NULL,
  counter   INTEGER NOT NULL,
  body_seq  INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  content   BLOB,
  size      INTEGER,
  mode      INTEGER,
  owner     INTEGER NOT NULL,
  mtime_s   INTEGER,
  mtime_ns  INTEGER,
  until_seq INTEGER NOT NULL,      -- the change that replaced it
  PRIMARY KEY (maker, counter, body_seq)
) WITHOUT ROWID;

-- How those below the floor are found.
CREATE INDEX body_until ON body (until_seq);

-- A row is a node id that means another node: two members had made the same thing at one name.
CREATE TABLE alias (
  loser_maker    INTEGER NOT NULL,
  loser_counter  INTEGER NOT NULL,
  winner_maker   INTEGER NOT NULL,
  winner_counter INTEGER NOT NULL,
  PRIMARY KEY (loser_maker, loser_counter)
) WITHOUT ROWID;

-- A row is the answer to a proposal, until its author has confirmed it.
CREATE TABLE answer (
  author   INTEGER NOT NULL,       -- member.number
  number   INTEGER NOT NULL,       -- of the proposal, counted by its author
  digest   BLOB    NOT NULL,       -- SHA-256 of the proposal's operations, 32 bytes
  seq      INTEGER NOT NULL,       -- the change that it became, 0 if none
  verdicts BLOB    NOT NULL,       -- one for each operation: see StoredVerdicts
  PRIMARY KEY (author, number)
) WITHOUT ROWID;

-- Each start of the hub, and the last seq of its term so far.
CREATE TABLE term (
  position INTEGER PRIMARY KEY,    -- 0, 1, 2 … oldest first
  term     INTEGER NOT NULL,       -- 64 random bits
  last_seq INTEGER NOT NULL
);

-- A row is one number beside the nodes:
--   last_seq  the last change of the journal that is in these rows
--   flushes   how often all before was made durable
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value
) WITHOUT ROWID;
INSERT INTO meta VALUES ('last_seq', 0);
