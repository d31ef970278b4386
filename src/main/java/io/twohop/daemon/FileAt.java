package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Directory;
import io.twohop.tree.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that is known to hold a content, as long as it looks as it did. */
sealed interface FileAt {
  /** A piece of it; null if it is not there, not so long, or not what it was. On a worker. */
  @Nullable Bytes read(Message.Fetch fetch);

  /** The file of the node that a fetch names, if the disk is known to have that content there. */
  static @Nullable FileAt inTree(Tree tree, SpokeMachine machine, Message.Fetch fetch) {
    SpokeMachine.Seen seen = machine.seen(fetch.node());
    boolean same =
        seen != null
            && seen.entry() instanceof Entry.RegularFile file
            && file.content().equals(fetch.content());
    List<Name> directory = same && seen != null ? machine.pathOf(seen.parent()) : null;
    return directory == null || seen == null
        ? null
        : new InTree(tree, directory, seen.name(), seen.fingerprint());
  }

  /** In the tree, with the fingerprint that it had when it was hashed. */
  record InTree(Tree tree, List<Name> directory, Name name, Fingerprint seen) implements FileAt {
    @Override
    public @Nullable Bytes read(Message.Fetch fetch) {
      Syscalls syscalls = tree.syscalls();
      try (Directory parent = tree.openDirectory(directory);
          Fd file = parent.openForReading(name)) {
        Bytes bytes = Reads.exactly(syscalls, file, fetch.offsetBytes(), fetch.lengthBytes());
        return isUnchanged(syscalls.statx(file)) ? bytes : null;
      } catch (ErrnoException gone) {
        return null;
      }
    }

    private boolean isUnchanged(Stat now) {
      return now.inode() == seen.inode()
          && now.sizeBytes() == seen.sizeBytes()
          && now.mtime().seconds() == seen.mtime().seconds()
          && now.mtime().nanos() == seen.mtime().nanos();
    }
  }

  /** An edit that raced a swap: it lies in the stage until the hub has it. */
  record InStage(Syscalls syscalls, Fd stage, Bytes name) implements FileAt {
    @Override
    public @Nullable Bytes read(Message.Fetch fetch) {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
      try (Fd file = syscalls.openat2(stage, name.shared(), flags, 0, Resolve.CONFINED)) {
        return Reads.exactly(syscalls, file, fetch.offsetBytes(), fetch.lengthBytes());
      } catch (ErrnoException gone) {
        return null;
      }
    }
  }
}
