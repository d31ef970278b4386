package io.twohop.keep;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.TreeWalk;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The files that an item is, in its directory. */
final class ItemFiles {
  static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] META = "meta".getBytes(StandardCharsets.US_ASCII);

  private final Syscalls syscalls;
  private final Filling filling;

  ItemFiles(Syscalls syscalls, Filling filling) {
    this.syscalls = syscalls;
    this.filling = filling;
  }

  /** The item in a directory of this name; null if that holds none. */
  @Nullable KeepItem read(Fd items, byte[] itemName) {
    try (Fd dir = TreeWalk.open(syscalls, items, itemName)) {
      KeepItem item =
          syscalls.statxOrNull(dir, META) == null ? null : Meta.decode(filling.read(dir, META));
      // WHY: a directory grows after its meta was written.
      return item != null && item.entry().isDirectory()
          ? item.withSize(sizeOf(dir, CONTENT))
          : item;
    } catch (ErrnoException notAnItem) {
      if (notAnItem.is(Errno.ENOTDIR) || notAnItem.is(Errno.ELOOP)) {
        return null;
      }
      throw notAnItem;
    }
  }

  /** Writes an item into its empty directory, durably; returns it with its size. */
  KeepItem write(Fd dir, KeepItem item, KeptContent content) {
    filling.fill(dir, CONTENT, item.entry(), content);
    KeepItem sized = item.withSize(sizeOf(dir, CONTENT));
    byte[] meta = Meta.encode(sized);
    try (Fd file = filling.create(dir, META)) {
      syscalls.writeFully(file, meta, 0, meta.length);
      syscalls.fsync(file);
    }
    syscalls.fsync(dir);
    return sized;
  }

  /** Bytes of a file, or of all files below a directory. */
  long sizeOf(Fd dir, byte[] name) {
    Stat stat = syscalls.statx(dir, name);
    if (stat.kind() != FileKind.DIRECTORY) {
      return stat.kind() == FileKind.REGULAR ? stat.sizeBytes() : 0;
    }
    long[] bytes = new long[1];
    try (Fd top = TreeWalk.open(syscalls, dir, name)) {
      new TreeWalk(syscalls)
          .walk(
              top,
              (path, above, child) -> {
                bytes[0] += child.kind() == FileKind.REGULAR ? child.sizeBytes() : 0;
                return true;
              });
    }
    return bytes[0];
  }
}
