package io.twohop.scan;

import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a power cut left of files. File systems write names and lengths before contents, so
 * what is left is empty, shorter than it was, the old bytes under new times, or ends in zeros.
 *
 * <p>LIMIT: a new file that was cut off elsewhere, and one in which old and new pages are mixed,
 * look like any other file, and are proposed as such; so is one whose times somebody set before
 * this member ran again.
 */
final class Residues {
  private final Syscalls syscalls;
  private final List<Residue> found = new ArrayList<>();
  private @Nullable PowerCut cut;

  Residues(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  void after(PowerCut happened) {
    cut = happened;
  }

  /** Whether a file was written, made or moved in the last moments before a power cut. */
  boolean mayBe(Stat stat) {
    PowerCut happened = cut;
    return happened != null && (happened.mayHaveHit(stat) || happened.mayHaveMade(stat));
  }

  /**
   * Whether a file is residue.
   *
   * @param file open
   * @param ofInode whatever was known as this inode, wherever it was
   * @param changed what of the node is not as it was last seen
   */
  boolean isResidue(
      @Nullable KnownNode node,
      List<KnownNode> ofInode,
      Entry.RegularFile now,
      Facets changed,
      Stat stat,
      Fd file) {
    PowerCut happened = cut;
    if (happened == null) {
      return false;
    }
    // WHY: an inode that this member knows was on the disk before, so a later edit of it is one.
    boolean known = node != null && Prints.sameInode(node.seen(), stat);
    boolean hit = happened.mayHaveHit(stat) || (!known && happened.mayHaveMade(stat));
    if (!hit) {
      return false;
    }
    if (node != null
        && node.entry() instanceof Entry.RegularFile before
        && before.content().equals(now.content())) {
      return changed.mtime() && !changed.mode() && !changed.owner();
    }
    return isShorter(now, node)
        || ofInode.stream().anyMatch(other -> isShorter(now, other))
        || now.sizeBytes() == 0
        || endsInZero(file, now.sizeBytes());
  }

  private static boolean isShorter(Entry.RegularFile now, @Nullable KnownNode node) {
    return node != null
        && node.entry() instanceof Entry.RegularFile before
        && now.sizeBytes() < before.sizeBytes();
  }

  private boolean endsInZero(Fd file, long sizeBytes) {
    byte[] last = new byte[1];
    return syscalls.pread(file, last, 0, 1, sizeBytes - 1) == 1 && last[0] == 0;
  }

  void add(Residue residue) {
    found.add(residue);
  }

  List<Residue> take() {
    List<Residue> taken = List.copyOf(found);
    found.clear();
    return taken;
  }
}
