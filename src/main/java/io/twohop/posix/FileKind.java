package io.twohop.posix;

import org.jspecify.annotations.Nullable;

/** What an inode is; the seven kinds of inode(7). */
public enum FileKind {
  REGULAR(0x8000, 8),
  DIRECTORY(0x4000, 4),
  SYMLINK(0xA000, 10),
  FIFO(0x1000, 1),
  SOCKET(0xC000, 12),
  BLOCK(0x6000, 6),
  CHARACTER(0x2000, 2);

  private static final int S_IFMT = 0xF000;
  private static final FileKind[] VALUES = values();

  private final int modeBits;
  private final int directoryEntryType;

  FileKind(int modeBits, int directoryEntryType) {
    this.modeBits = modeBits;
    this.directoryEntryType = directoryEntryType;
  }

  /** The kind bits of {@code st_mode}. */
  public int modeBits() {
    return modeBits;
  }

  /** The kind in a full {@code st_mode}. */
  static FileKind ofMode(int mode) {
    for (FileKind kind : VALUES) {
      if (kind.modeBits == (mode & S_IFMT)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of inode: " + Integer.toOctalString(mode));
  }

  /**
   * The kind in a {@code d_type} of getdents64(2); null for DT_UNKNOWN, which some file systems
   * always say.
   */
  static @Nullable FileKind ofDirectoryEntryType(int type) {
    for (FileKind kind : VALUES) {
      if (kind.directoryEntryType == type) {
        return kind;
      }
    }
    return null;
  }
}
