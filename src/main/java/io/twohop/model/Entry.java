package io.twohop.model;

/** What a node is. A removal is an operation in the journal, never an entry. */
public sealed interface Entry {
  /** LIMIT: setuid, setgid and sticky are never carried, only the nine permission bits. */
  int MODE_BITS = 0777;

  Owner owner();

  /**
   * A file's content by its hash, and what belongs to it. {@code mode} holds permission bits only.
   */
  record RegularFile(ContentHash content, long sizeBytes, int mode, Owner owner, Timestamp mtime)
      implements Entry {
    public RegularFile {
      if (sizeBytes < 0) {
        throw new IllegalArgumentException("size is negative: " + sizeBytes);
      }
      requirePermissions(mode);
    }
  }

  /** A directory. Its times are not carried: they follow from what happens in it. */
  record Directory(int mode, Owner owner) implements Entry {
    public Directory {
      requirePermissions(mode);
    }
  }

  /** A symbolic link: its target is data, 1 to 4,095 bytes, and is never followed. */
  record Symlink(Bytes target, Owner owner) implements Entry {
    /** LIMIT: PATH_MAX of Linux less the NUL, see symlink(2). */
    public static final int MAX_TARGET_BYTES = 4_095;

    public Symlink {
      if (target.length() == 0 || target.length() > MAX_TARGET_BYTES) {
        throw new IllegalArgumentException("a link's target has " + target.length() + " bytes");
      }
    }
  }

  private static void requirePermissions(int mode) {
    if ((mode & ~MODE_BITS) != 0) {
      throw new IllegalArgumentException(
          "more than permission bits: " + Integer.toOctalString(mode));
    }
  }

  default boolean isDirectory() {
    return this instanceof Directory;
  }

  /** Same kind and same content, target or directory-hood, whatever mode, owner and times say. */
  default boolean sameContent(Entry other) {
    return switch (this) {
      case RegularFile f -> other instanceof RegularFile g && f.content.equals(g.content);
      case Directory d -> other instanceof Directory;
      case Symlink s -> other instanceof Symlink t && s.target.equals(t.target);
    };
  }

  /** Equal in everything that is carried; owners are compared by {@link Owner#means}. */
  default boolean means(Entry other) {
    if (!sameContent(other) || !owner().means(other.owner())) {
      return false;
    }
    return switch (this) {
      case RegularFile f ->
          other instanceof RegularFile g && f.mode == g.mode && f.mtime.equals(g.mtime);
      case Directory d -> other instanceof Directory e && d.mode == e.mode;
      case Symlink s -> true;
    };
  }
}
