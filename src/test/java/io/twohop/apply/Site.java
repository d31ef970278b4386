package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree with its stage, rows and applier, and a user who works in the tree: all through one {@link
 * Syscalls}, so that it can stand on the kernel or on a simulated one.
 */
final class Site implements AutoCloseable {
  static final Timestamp MTIME = new Timestamp(1_500_000_000L, 123_456_789);
  static final long SECOND = 1_000_000_000L;

  final Syscalls sys;
  final String base;
  final Fd top;
  final Tree tree;
  final Stage stage;
  final Owners owners;
  final Map<NodeId, Place> rows;
  final Map<NodeId, Long> bodySeqs;
  final Map<ContentHash, Bytes> inline;
  final Places places = new Rows();
  Applier applier;
  Excluded excluded = Excluded.NOTHING;
  private static long tickets;
  private static long counter;

  private final class Rows implements Places {
    @Override
    public Place placeOf(NodeId directory) {
      return rows.get(directory);
    }

    @Override
    public long bodySeqOf(NodeId node) {
      return bodySeqs.getOrDefault(node, 0L);
    }
  }

  /** Makes {@code tree} and {@code stage} in an existing directory. */
  Site(Syscalls sys, String base) {
    this(sys, base, new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  private Site(
      Syscalls sys,
      String base,
      Map<NodeId, Place> rows,
      Map<NodeId, Long> bodySeqs,
      Map<ContentHash, Bytes> inline) {
    this.sys = sys;
    this.base = base;
    this.rows = rows;
    this.bodySeqs = bodySeqs;
    this.inline = inline;
    this.top = sys.open(ascii(base), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    if (sys.statxOrNull(top, ascii("tree")) == null) {
      sys.mkdirat(top, ascii("tree"), 0755);
    }
    this.tree = Tree.open(sys, ascii(base + "/tree"));
    this.owners = new Owners(sys);
    this.stage = Stage.open(sys, tree.rootFd(), ascii(base + "/stage"));
    this.applier = newApplier();
  }

  /** The same site, for an applier that reaches the kernel through hooks. */
  Site through(Hooked hooked) {
    Site other = new Site(hooked.syscalls(), base, rows, bodySeqs, inline);
    other.excluded = excluded;
    other.applier = other.newApplier();
    hooked.arm();
    return other;
  }

  /** The same site after the program was started again. */
  Site startedAgain() {
    return new Site(sys, base, rows, bodySeqs, inline);
  }

  Applier newApplier() {
    return new Applier(tree, stage, owners, places, Flusher.inTurn(sys), excluded);
  }

  NodeId fresh() {
    return new NodeId(new MemberId(7), ++counter);
  }

  Report apply(Action... actions) {
    return applyAt(0, actions);
  }

  Report applyAt(long nowNanos, Action... actions) {
    return applier.apply(new Plan(++tickets, List.of(actions)), contents(), nowNanos);
  }

  Contents contents() {
    return inline::get;
  }

  Plan plan(Action... actions) {
    return new Plan(++tickets, List.of(actions));
  }

  // ---- entries and actions

  Owner me() {
    Stat root = sys.statx(tree.rootFd());
    return owners.of(root.uid(), root.gid());
  }

  Entry.RegularFile file(String text, int mode) {
    Bytes bytes = Bytes.copyOf(ascii(text));
    ContentHash hash = Hashing.of(bytes.shared());
    inline.put(hash, bytes);
    return new Entry.RegularFile(hash, bytes.length(), mode, me(), MTIME);
  }

  Entry.Directory directory(int mode) {
    return new Entry.Directory(mode, me());
  }

  Entry.Symlink link(String target) {
    return new Entry.Symlink(Bytes.copyOf(ascii(target)), me());
  }

  Action.Put putNew(NodeId parent, String name, Entry entry) {
    return new Action.Put(fresh(), 1, parent, Name.of(name), entry, null, null);
  }

  /** Replaces what a path holds now. */
  Action.Put replace(String path, Entry entry) {
    ContentHash old =
        stat(path).kind() == io.twohop.posix.FileKind.REGULAR
            ? Hashing.of(ascii(read(path)))
            : null;
    return new Action.Put(fresh(), 2, NodeId.ROOT, Name.of(path), entry, print(path), old);
  }

  Action.Discard discard(NodeId parent, String name, String path) {
    ContentHash old =
        stat(path).kind() == io.twohop.posix.FileKind.REGULAR
            ? Hashing.of(ascii(read(path)))
            : null;
    return new Action.Discard(fresh(), parent, Name.of(name), print(path), old);
  }

  Action.Discard discard(String name) {
    return discard(NodeId.ROOT, name, name);
  }

  Action.Relocate move(
      NodeId node, NodeId from, String name, NodeId to, String newName, String at) {
    return new Action.Relocate(node, from, Name.of(name), to, Name.of(newName), print(at));
  }

  Action.Relocate move(String from, String to) {
    return move(fresh(), NodeId.ROOT, from, NodeId.ROOT, to, from);
  }

  Action.SetMetadata set(String path, Facets changed, Entry entry) {
    return new Action.SetMetadata(fresh(), NodeId.ROOT, Name.of(path), changed, entry, print(path));
  }

  /** A directory of the tree gets a row, as if it had been synced. */
  NodeId row(NodeId parent, String path) {
    NodeId node = fresh();
    String name = path.substring(path.lastIndexOf('/') + 1);
    rows.put(node, new Place(parent, Name.of(name), print(path)));
    return node;
  }

  // ---- the user, at paths beneath the tree

  void write(String path, String text) {
    try (Fd file = open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC)) {
      sys.writeFully(file, ascii(text), 0, text.length());
    }
  }

  Fd open(String path, int flags) {
    int mode = (flags & OpenFlags.O_CREAT) != 0 ? 0644 : 0;
    return sys.openat2(tree.rootFd(), ascii(path), flags, mode, 0);
  }

  String read(String path) {
    try (Fd file = open(path, OpenFlags.O_RDONLY)) {
      return text(file);
    }
  }

  String text(Fd file) {
    byte[] bytes = new byte[(int) sys.statx(file).sizeBytes()];
    int at = 0;
    while (at < bytes.length) {
      int n = sys.pread(file, bytes, at, bytes.length - at, at);
      if (n == 0) {
        break;
      }
      at += n;
    }
    return new String(bytes, 0, at, StandardCharsets.ISO_8859_1);
  }

  void mkdir(String path) {
    inDirectory(path, (dir, name) -> sys.mkdirat(dir, name, 0755));
  }

  /** As an editor saves: another file takes the name. */
  void save(String path, String text) {
    write("being saved", text);
    rename("being saved", path);
  }

  /** A file goes, and somebody makes a directory of that name with something in it. */
  void takeByADirectory(String path, String inside) {
    unlink(path);
    mkdir(path);
    write(path + "/" + inside, "theirs");
  }

  void symlink(String target, String path) {
    inDirectory(path, (dir, name) -> sys.symlinkat(ascii(target), dir, name));
  }

  void unlink(String path) {
    inDirectory(path, sys::unlink);
  }

  void rmdir(String path) {
    inDirectory(path, sys::rmdir);
  }

  void rename(String from, String to) {
    inDirectory(
        from,
        (a, old) ->
            inDirectory(to, (b, name) -> sys.renameat2(a, old, b, name, RenameMode.REPLACE)));
  }

  Stat stat(String path) {
    Stat stat = statOrNull(path);
    if (stat == null) {
      throw new AssertionError("nothing at " + path);
    }
    return stat;
  }

  Stat statOrNull(String path) {
    Stat[] stat = new Stat[1];
    inDirectory(path, (dir, name) -> stat[0] = sys.statxOrNull(dir, name));
    return stat[0];
  }

  boolean exists(String path) {
    return statOrNull(path) != null;
  }

  String target(String path) {
    String[] target = new String[1];
    inDirectory(
        path,
        (dir, name) ->
            target[0] = new String(sys.readlinkat(dir, name), StandardCharsets.ISO_8859_1));
    return target[0];
  }

  Fingerprint print(String path) {
    return Prints.of(stat(path));
  }

  void chmod(String path, int mode) {
    try (Fd file = open(path, OpenFlags.O_PATH)) {
      sys.fchmod(file, mode);
    }
  }

  List<String> list(String path) {
    List<String> names = new ArrayList<>();
    try (Fd dir = open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      for (List<DirectoryEntry> some = sys.getdents64(dir);
          !some.isEmpty();
          some = sys.getdents64(dir)) {
        some.forEach(e -> names.add(new String(e.name(), StandardCharsets.ISO_8859_1)));
      }
    }
    names.sort(null);
    return names;
  }

  interface AtName {
    void run(Fd dir, byte[] name);
  }

  void inDirectory(String path, AtName action) {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "." : path.substring(0, slash);
    try (Fd dir = open(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      action.run(dir, ascii(path.substring(slash + 1)));
    }
  }

  /** What is in the stage and begins so. */
  List<String> staged(String prefix) {
    return stage.list().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] zeros(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) '0');
    return bytes;
  }

  @Override
  public void close() {
    stage.close();
    tree.close();
    top.close();
  }
}
