-- The base of one member: what its disk and the journal last had in common. One database for each
-- member and site. A fresh database is made by this file alone; older ones by the numbered files
-- beside it, and a test holds that both end up the same.
--
-- Times are seconds since 1970 (negative before) and nanoseconds 0 to 999,999,999 after that second.
-- Sizes are bytes. Numbers that are unsigned in the program (member ids, inodes) are stored as the
-- signed 64 bits that they are. Spelling out NULL costs one byte a row, a zero none at all.

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

-- A row is one live node of the base. The root is its own parent and has an empty name, which no
-- other node can have.
CREATE TABLE node (
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
  -- The fingerprint: what stat(2) said when the node was last looked at. All NULL if it is not on
  -- this disk. What is as the columns above say is NULL too, as it nearly always is.
  seen_inode     INTEGER,
  seen_birth_s   INTEGER,
  seen_birth_ns  INTEGER,
  seen_size      INTEGER,          -- NULL: size; of a link the length of its target, else 0
  seen_mtime_s   INTEGER,          -- NULL, both: mtime_s, mtime_ns; 0 where these are NULL
  seen_mtime_ns  INTEGER,
  seen_ctime_s   INTEGER,
  seen_ctime_ns  INTEGER,
  seen_mode      INTEGER,          -- the low twelve bits of st_mode; NULL: mode, of a link 0777
  seen_uid       INTEGER,
  seen_gid       INTEGER,
  PRIMARY KEY (maker, counter)
) WITHOUT ROWID;

-- A place holds one node; also how a directory is listed, in the order of names.
CREATE UNIQUE INDEX node_place ON node (parent_maker, parent_counter, name);

-- "Is this inode one that we know under another name?": how a rename is told from a new file.
CREATE INDEX node_inode ON node (seen_inode) WHERE seen_inode IS NOT NULL;

-- A row is a node that the hub has and that cannot be made so here, or, where seen_inode says what is left
-- of it here, one that the hub removed and that cannot go. Columns as in node.
CREATE TABLE blocked (
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
  seen_inode     INTEGER,
  seen_birth_s   INTEGER,
  seen_birth_ns  INTEGER,
  seen_size      INTEGER,          -- NULL: size; of a link the length of its target, else 0
  seen_mtime_s   INTEGER,          -- NULL, both: mtime_s, mtime_ns; 0 where these are NULL
  seen_mtime_ns  INTEGER,
  seen_ctime_s   INTEGER,
  seen_ctime_ns  INTEGER,
  seen_mode      INTEGER,          -- the low twelve bits of st_mode; NULL: mode, of a link 0777
  seen_uid       INTEGER,
  seen_gid       INTEGER,
  PRIMARY KEY (maker, counter)
) WITHOUT ROWID;

-- The hub's terms that this member has changes of, and the last seq of each that it has.
CREATE TABLE term (
  position INTEGER PRIMARY KEY,    -- 0, 1, 2 … oldest first
  term     INTEGER NOT NULL,       -- 64 random bits
  last_seq INTEGER NOT NULL
);

-- A row is one number or text beside the nodes:
--   cursor_low, cursor_above  which changes the member has; above: 8 big-endian bytes for each seq
--   file_count                files and links in node
--   member, site, root        whose index this is: member id, the site's name, the identity of the
--                             tree's root as the shell wrote it; all absent in a new index
--   boot                      the boot during which the member last ran
--   clean                     1 if it ended by its own will
--   settled_at                when the last settlement began, seconds since 1970
--   unflushed_since, unflushed_until
--                             the time whose changes may not be as they were written, because the
--                             machine stopped; 0 if it did not
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value
) WITHOUT ROWID;
INSERT INTO meta VALUES ('cursor_low', 0), ('cursor_above', x''), ('file_count', 0);
