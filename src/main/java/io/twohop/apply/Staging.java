package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Obstacle;
import io.twohop.model.Plan;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Copying;
import io.twohop.tree.Owners;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finishes files and symlinks out of sight, for the plans of one batch. */
final class Staging {
  private final Stage stage;
  private final Syscalls syscalls;
  private final Owners owners;
  private final Contents contents;
  private final Map<ContentHash, Integer> usesLeft = new HashMap<>();

  Staging(Stage stage, Owners owners, Contents contents, List<Plan> batch) {
    this.stage = stage;
    this.syscalls = stage.syscalls();
    this.owners = owners;
    this.contents = contents;
    batch.forEach(plan -> count(plan.actions()));
  }

  private void count(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Put put && put.entry() instanceof Entry.RegularFile file) {
        usesLeft.merge(file.content(), 1, Integer::sum);
      } else if (action instanceof Action.Install install) {
        count(install.nodes());
      }
    }
  }

  /**
   * The bytes of a file if they are at hand; null if they have to be in the stage.
   *
   * @throws Hindered Lacking if they are in neither
   */
  @Nullable Bytes inlineOf(Entry.RegularFile file) {
    Bytes inline = file.sizeBytes() == 0 ? Bytes.EMPTY : contents.inline(file.content());
    if (inline == null) {
      if (!stage.hasContent(file.content())) {
        throw lacking(file);
      }
      return null;
    }
    if (inline.length() != file.sizeBytes()
        || !Hashing.of(inline.shared()).equals(file.content())) {
      throw lacking(file);
    }
    return inline;
  }

  /**
   * Finishes what an action puts in place.
   *
   * @param flush where a file goes that will replace another
   * @throws Hindered Lacking, with nothing left behind
   * @throws ErrnoException likewise
   */
  Staged finish(Action.Put put, FlushQueue flush) {
    return switch (put.entry()) {
      case Entry.RegularFile file -> finishFile(file, put.expected() != null, flush);
      case Entry.Symlink link -> finishLink(link);
      case Entry.Directory directory ->
          throw new IllegalArgumentException("a directory is not put, it is made: " + put);
    };
  }

  private Staged finishFile(Entry.RegularFile entry, boolean replaces, FlushQueue flush) {
    Bytes inline = inlineOf(entry);
    boolean inPlace = inline == null && !isNeededAgain(entry.content());
    String name = inPlace ? Stage.CONTENT + entry.content().hex() : stage.fresh(Stage.PART);
    Fd file = inPlace ? openAgain(Stage.name(name)) : stage.create(Stage.name(name));
    try {
      fill(file, entry, inPlace ? null : inline, inPlace);
      Staged staged = describe(file, entry, name, inPlace);
      if (replaces) {
        flush.add(file);
      } else {
        file.close();
      }
      return staged;
    } catch (ErrnoException | Hindered failed) {
      file.close();
      if (!inPlace) {
        stage.unlink(Stage.name(name));
      }
      throw failed;
    }
  }

  private Staged describe(Fd file, Entry.RegularFile entry, String name, boolean inPlace) {
    String refused = new Metadata(syscalls, owners, file).all(entry).refused();
    return new Staged(name, Prints.of(syscalls.statx(file)), refused, entry.content(), inPlace);
  }

  /**
   * Writes the content, unless the file is the content itself.
   *
   * @throws Hindered Lacking if it is not as long as it should be
   */
  void fill(Fd file, Entry.RegularFile entry, @Nullable Bytes inline, boolean inPlace) {
    if (inline != null) {
      syscalls.writeFully(file, inline.shared(), 0, inline.length());
    } else if (!inPlace) {
      copyContent(file, entry.content());
    }
    if (syscalls.statx(file).sizeBytes() != entry.sizeBytes()) {
      throw lacking(entry);
    }
  }

  /** Whether a content is wanted once more, by a later plan of this batch. */
  boolean isNeededAgain(ContentHash content) {
    int left = usesLeft.merge(content, -1, Integer::sum);
    return left > 0;
  }

  /** Opens a large content of the stage, whatever mode it was given by a plan that then failed. */
  Fd openAgain(byte[] name) {
    try (Fd handle = stage.openFile(name, OpenFlags.O_PATH)) {
      syscalls.fchmod(handle, 0600);
    }
    return stage.openFile(name, OpenFlags.O_RDWR);
  }

  /** Copies a large content of the stage: by reflink, inside the kernel, or by reading. */
  private void copyContent(Fd target, ContentHash content) {
    try (Fd source = openAgain(Stage.name(Stage.CONTENT + content.hex()))) {
      Copying.copy(syscalls, source, target);
    }
  }

  private Staged finishLink(Entry.Symlink link) {
    String name = stage.fresh(Stage.PART);
    byte[] bytes = Stage.name(name);
    syscalls.symlinkat(link.target().shared(), stage.fd(), bytes);
    try (Fd handle = openLink(syscalls, stage.fd(), bytes)) {
      String refused = new Metadata(syscalls, owners, handle).all(link).refused();
      ContentHash target = Hashing.of(link.target().shared());
      return new Staged(name, Prints.of(syscalls.statx(handle)), refused, target, false);
    } catch (ErrnoException failed) {
      stage.unlink(bytes);
      throw failed;
    }
  }

  /** A handle on whatever stands at a name, a symlink itself included. */
  static Fd openLink(Syscalls syscalls, Fd dir, byte[] name) {
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    return syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED);
  }

  /** Clears away what was finished and will not be used. */
  void discard(Staged staged) {
    if (!staged.keepsName()) {
      stage.unlink(Stage.name(staged.stageName()));
    }
  }

  private static Hindered lacking(Entry.RegularFile file) {
    return new Hindered(new Obstacle.Lacking(file.content()));
  }
}
