package io.twohop.sim.core;

import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Bytes;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import io.twohop.sim.core.SimDisk.Inode;
import io.twohop.sim.core.SimDisk.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules of {@code scan} in small: what is at a name, and which node is it. */
final class SimLook {
  private final SimDisk disk;
  private final SpokeMachine machine;

  SimLook(SimDisk disk, SpokeMachine machine) {
    this.disk = disk;
    this.machine = machine;
  }

  /**
   * The directory that a node is on the disk, or null if another inode or nothing is at its path.
   */
  @Nullable Inode directory(NodeId node) {
    List<Name> path = machine.pathOf(node);
    Inode inode = path == null ? null : disk.resolve(path);
    if (inode == null || node.equals(NodeId.ROOT)) {
      return inode;
    }
    SpokeMachine.Seen seen = machine.seen(node);
    return seen != null && seen.fingerprint().inode() == inode.number ? inode : null;
  }

  List<Finding> into(NodeId node, boolean witnessed) {
    Inode directory = directory(node);
    List<Finding> findings = new ArrayList<>();
    if (directory == null) {
      return findings;
    }
    TreeSet<Name> names = new TreeSet<>(directory.names.keySet());
    for (NodeId child : machine.children(node)) {
      SpokeMachine.Seen seen = machine.seen(child);
      if (seen != null) {
        names.add(seen.name());
      }
    }
    names.forEach(name -> findings.addAll(at(node, name, witnessed)));
    return findings;
  }

  List<Finding> at(NodeId parent, Name name, boolean witnessed) {
    Inode directory = directory(parent);
    List<Finding> findings = new ArrayList<>();
    if (directory == null) {
      return findings;
    }
    Inode there = directory.names.get(name);
    NodeId known = machine.at(parent, name);
    if (there == null) {
      if (known != null) {
        findings.add(new Finding.Missing(known, parent, name, witnessed));
      }
      return findings;
    }
    NodeId node = identify(there, known);
    if (known != null && !known.equals(node)) {
      findings.add(new Finding.Missing(known, parent, name, witnessed));
    }
    SpokeMachine.Seen before = node == null ? null : machine.seen(node);
    if (before != null
        && known != null
        && known.equals(node)
        && before.parent().equals(parent)
        && before.name().equals(name)
        && before.fingerprint().equals(there.fingerprint())) {
      return findings;
    }
    Facets changed = before == null ? Facets.ALL : changed(before, there);
    Bytes content =
        changed.content() && there.kind == Kind.FILE && SimDisk.sizeOf(there.content) < 65_536
            ? there.content
            : null;
    findings.add(
        new Finding.Present(
            node, parent, name, there.entry(), changed, there.fingerprint(), content));
    return findings;
  }

  private static Facets changed(SpokeMachine.Seen before, Inode there) {
    return new Facets(
        !before.entry().sameContent(there.entry()),
        before.fingerprint().mode() != there.mode,
        false,
        !before.fingerprint().mtime().equals(new Timestamp(there.mtime, 0)));
  }

  private @Nullable NodeId identify(Inode there, @Nullable NodeId known) {
    SpokeMachine.Seen atName = known == null ? null : machine.seen(known);
    NodeId byInode = machine.byInode(there.number, new Timestamp(there.birth, 0));
    SpokeMachine.Seen same = byInode == null ? null : machine.seen(byInode);
    boolean sameKind = same != null && same.entry().isDirectory() == (there.kind == Kind.DIRECTORY);
    if (there.kind == Kind.DIRECTORY) {
      if (sameKind) {
        return byInode;
      }
      boolean free =
          atName != null
              && atName.entry().isDirectory()
              && !disk.hasNumber(atName.fingerprint().inode());
      return free ? known : null;
    }
    if (atName != null && !atName.entry().isDirectory()) {
      return known;
    }
    return sameKind && same != null && hasLostItsName(same) ? byInode : null;
  }

  /** Whether nothing that could be this file is at its own name. */
  private boolean hasLostItsName(SpokeMachine.Seen node) {
    Inode directory = directory(node.parent());
    Inode there = directory == null ? null : directory.names.get(node.name());
    return there == null || there.kind == Kind.DIRECTORY;
  }
}
