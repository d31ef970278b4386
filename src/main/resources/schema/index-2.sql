-- What is left of a node that the hub removed is remembered too.
ALTER TABLE blocked ADD COLUMN seen_inode INTEGER;
ALTER TABLE blocked ADD COLUMN seen_birth_s INTEGER;
ALTER TABLE blocked ADD COLUMN seen_birth_ns INTEGER;
ALTER TABLE blocked ADD COLUMN seen_size INTEGER;
ALTER TABLE blocked ADD COLUMN seen_mtime_s INTEGER;
ALTER TABLE blocked ADD COLUMN seen_mtime_ns INTEGER;
ALTER TABLE blocked ADD COLUMN seen_ctime_s INTEGER;
ALTER TABLE blocked ADD COLUMN seen_ctime_ns INTEGER;
ALTER TABLE blocked ADD COLUMN seen_mode INTEGER;
ALTER TABLE blocked ADD COLUMN seen_uid INTEGER;
ALTER TABLE blocked ADD COLUMN seen_gid INTEGER;
