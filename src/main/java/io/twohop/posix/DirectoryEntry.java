package io.twohop.posix;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One name in a directory, as getdents64(2) gives it.
 *
 * @param name 1 to 255 bytes, never {@code .} or {@code ..}; owned by the receiver
 * @param inode its number when it was read
 * @param kind what it was when it was read; null where the file system does not say
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes and equality is by content, below
public record DirectoryEntry(byte[] name, long inode, @Nullable FileKind kind) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DirectoryEntry that
        && Arrays.equals(name, that.name)
        && inode == that.inode
        && kind == that.kind;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name) * 31 + Long.hashCode(inode);
  }

  @Override
  public String toString() {
    return Printable.of(name) + " (" + kind + " " + inode + ")";
  }
}
