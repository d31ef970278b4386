package io.twohop.apply;

import io.twohop.model.Entry;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import java.util.StringJoiner;

/**
 * Sets owner, mode and times on a descriptor, always the owner first: the kernel clears bits of the
 * mode when the owner changes. What this user may not set is collected, not an error.
 */
final class Metadata {
  private static final int SPECIAL_BITS = 07000;

  private final Syscalls syscalls;
  private final Owners owners;
  private final Fd fd;
  private final StringJoiner refused = new StringJoiner(", ");

  Metadata(Syscalls syscalls, Owners owners, Fd fd) {
    this.syscalls = syscalls;
    this.owners = owners;
    this.fd = fd;
  }

  /** Sets all that an entry carries. */
  Metadata all(Entry entry) {
    owner(entry.owner());
    switch (entry) {
      case Entry.RegularFile file -> mode(file.mode()).mtime(file.mtime());
      case Entry.Directory directory -> modeOfDirectory(directory.mode());
      case Entry.Symlink link -> {}
    }
    return this;
  }

  Metadata owner(Owner wanted) {
    Stat now = syscalls.statx(fd);
    int uid = owners.uid(wanted);
    int gid = owners.gid(wanted);
    if (now.uid() != uid) {
      attempt("owner", () -> syscalls.fchown(fd, uid, -1));
    }
    if (now.gid() != gid) {
      attempt("group", () -> syscalls.fchown(fd, -1, gid));
    }
    return this;
  }

  Metadata mode(int permissions) {
    attempt("mode", () -> syscalls.fchmod(fd, permissions));
    return this;
  }

  /** As {@link #mode}, but leaves the set-group-id and sticky bits that the directory has here. */
  Metadata modeOfDirectory(int permissions) {
    int wanted = permissions | (syscalls.statx(fd).mode() & SPECIAL_BITS);
    attempt("mode", () -> syscalls.fchmod(fd, wanted));
    return this;
  }

  Metadata mtime(Timestamp wanted) {
    attempt("mtime", () -> syscalls.futimens(fd, Prints.time(wanted)));
    return this;
  }

  /** Which facets could not be set and why, for people; empty if all were. */
  String refused() {
    return refused.toString();
  }

  private void attempt(String facet, Runnable call) {
    try {
      call.run();
    } catch (ErrnoException e) {
      // EINVAL: an id that this user namespace does not map.
      if (!e.is(Errno.EPERM) && !e.is(Errno.EINVAL) && !e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
      refused.add(facet + ": " + e.errno().meaning());
    }
  }
}
