package io.twohop.apply;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import org.jspecify.annotations.Nullable;

/** Entries of what was stat'ed. */
final class Entries {
  private Entries() {}

  static Entry.RegularFile file(Stat stat, ContentHash hash, Owners owners) {
    return new Entry.RegularFile(
        hash,
        stat.sizeBytes(),
        stat.mode() & Entry.MODE_BITS,
        owners.of(stat.uid(), stat.gid()),
        Prints.time(stat.mtime()));
  }

  /** The bytes of a small file, null for a large one. */
  static @Nullable Bytes inline(Syscalls syscalls, Fd file, Stat stat) {
    if (stat.sizeBytes() > Raced.MAX_INLINE_BYTES) {
      return null;
    }
    byte[] bytes = new byte[(int) stat.sizeBytes()];
    int at = 0;
    while (at < bytes.length) {
      int n = syscalls.pread(file, bytes, at, bytes.length - at, at);
      if (n == 0) {
        return null;
      }
      at += n;
    }
    return Bytes.owning(bytes);
  }
}
