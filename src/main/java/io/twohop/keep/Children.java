package io.twohop.keep;

import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code below} file of an item that is a directory: what its children were, since their own
 * modes and owners are ours. It only grows; what was torn by a crash is passed over, and the last
 * line of a path counts.
 */
final class Children {
  private static final byte[] BELOW = "below".getBytes(StandardCharsets.US_ASCII);
  private static final int PRIVATE_FILE = 0600;

  private final Syscalls syscalls;
  private final Filling filling;

  Children(Syscalls syscalls, Filling filling) {
    this.syscalls = syscalls;
    this.filling = filling;
  }

  /**
   * Notes a child, durably; before it gets its name.
   *
   * @param dir the item's
   * @throws ErrnoException ENOSPC, EDQUOT, EIO …: it can be noted again
   */
  void note(Fd dir, Child child) {
    // WHY: the line before may have been torn.
    byte[] line = ("\n" + Meta.encode(child) + "\n").getBytes(StandardCharsets.US_ASCII);
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_CREAT;
    try (Fd file = syscalls.openat2(dir, BELOW, flags, PRIVATE_FILE, Resolve.CONFINED)) {
      boolean isNew = syscalls.statx(file).sizeBytes() == 0;
      syscalls.writeFully(file, line, 0, line.length);
      syscalls.fdatasync(file);
      if (isNew) {
        syscalls.fsync(dir);
      }
    }
  }

  /**
   * What is known of children, by path. Some may not be there; of one that is there nothing may be
   * known.
   */
  Map<List<Name>, Child> read(Fd dir) {
    Map<List<Name>, Child> children = new LinkedHashMap<>();
    if (syscalls.statxOrNull(dir, BELOW) != null) {
      String text = new String(filling.read(dir, BELOW), StandardCharsets.US_ASCII);
      for (String line : text.split("\n", -1)) {
        Child child = Meta.decodeChild(line);
        if (child != null) {
          children.put(child.path(), child);
        }
      }
    }
    return children;
  }
}
