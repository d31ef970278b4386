package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The keep on disk.
 *
 * <pre>
 * items/ID/meta      what it is, see {@link Meta}
 * items/ID/content   the file, symlink or directory itself, for us alone to read
 * items/ID/below     of a directory: what its children were, see {@link Children}
 * items/new-ID       being added, or to be put below a directory: swept at the next start
 * items/old-N-ID     being dropped: swept at the next start
 * </pre>
 *
 * <p>Any thread may call it. What is copied out of it holds up nobody: an item that is being copied
 * is passed over by {@link #retain}, and one that is dropped meanwhile is copied to its end.
 *
 * <p>LIMIT: the list of items, and that of all directories in them, is held in memory, about 400
 * bytes each.
 */
public final class Keep implements AutoCloseable {
  private static final byte[] ITEMS = ascii("items");
  static final String NEW = "new-";
  static final String OLD = "old-";
  private static final int PRIVATE_DIRECTORY = 0700;

  private final Syscalls syscalls;
  private final Fd items;
  private final TreeWalk walk;
  private final Filling filling;
  private final ItemFiles files;
  private final Joining joining;
  private final Children children;
  private final Restoring restoring;
  private final SortedMap<String, KeepItem> list = new ConcurrentSkipListMap<>();
  private final Pins pins = new Pins();

  // guarded by this
  private final LostDirectories directories = new LostDirectories();
  private long drops;
  private boolean closed;

  private Keep(Syscalls syscalls, Owners owners, Fd items) {
    this.syscalls = syscalls;
    this.items = items;
    this.walk = new TreeWalk(syscalls);
    this.filling = new Filling(syscalls);
    this.files = new ItemFiles(syscalls, filling);
    this.joining = new Joining(syscalls, filling);
    this.children = new Children(syscalls, filling);
    this.restoring = new Restoring(syscalls, owners, children);
  }

  /**
   * Opens the keep in an existing directory, and clears away what a crash left half done.
   *
   * @throws ErrnoException if the directory cannot be read or written
   */
  public static Keep open(Syscalls syscalls, Owners owners, byte[] absolutePath) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    Fd items;
    try (Fd top = syscalls.open(absolutePath, flags, 0)) {
      if (syscalls.statxOrNull(top, ITEMS) == null) {
        syscalls.mkdirat(top, ITEMS, PRIVATE_DIRECTORY);
        syscalls.fsync(top);
      }
      items = TreeWalk.open(syscalls, top, ITEMS);
    }
    Keep keep = new Keep(syscalls, owners, items);
    try {
      keep.readAll();
      return keep;
    } catch (ErrnoException refused) {
      items.close();
      throw refused;
    }
  }

  private synchronized void readAll() {
    // WHY: the last process may have died between a rename and its flush; what is listed now is
    // told as kept to who retries, and what is not as dropped.
    syscalls.fsync(items);
    for (Name name : walk.names(items)) {
      String text = new String(name.shared(), StandardCharsets.ISO_8859_1);
      if (text.startsWith(OLD) || text.startsWith(NEW)) {
        walk.delete(items, name.shared());
      } else {
        KeepItem item = files.read(items, name.shared());
        if (item != null) {
          list.put(item.id(), item);
        }
      }
    }
    list.values().stream()
        .sorted(Comparator.comparingLong(KeepItem::ageMillis))
        .filter(item -> item.entry().isDirectory())
        .forEach(this::readDirectories);
  }

  private void readDirectories(KeepItem item) {
    directories.kept(item, List.of(), item.node(), item.entry());
    try (Fd dir = TreeWalk.open(syscalls, items, ascii(item.id()))) {
      for (Child child : children.read(dir).values()) {
        directories.kept(item, child.path(), child.node(), child.entry());
      }
    }
  }

  // ---- adding

  /**
   * Adds an item and returns when it is on disk. If one with this id is here already, nothing
   * happens.
   *
   * @param item its size is counted here
   * @return whether it is new
   * @throws ErrnoException ENOSPC, EDQUOT, EIO …: nothing of it can be seen, and it can be added
   *     again
   */
  public synchronized boolean add(KeepItem item, KeptContent content) {
    if (list.containsKey(item.id())) {
      return false;
    }
    byte[] building = ascii(NEW + item.id());
    walk.delete(items, building);
    try {
      syscalls.mkdirat(items, building, PRIVATE_DIRECTORY);
      KeepItem sized;
      try (Fd dir = TreeWalk.open(syscalls, items, building)) {
        sized = files.write(dir, item, content);
      }
      publish(sized);
      directories.kept(sized, List.of(), sized.node(), sized.entry());
      return true;
    } catch (ErrnoException refused) {
      clearAfter(refused, building);
      throw refused;
    }
  }

  /** Gives the room back at once: who adds it again may wait for that. */
  private void clearAfter(ErrnoException refused, byte[] building) {
    try {
      walk.delete(items, building);
    } catch (ErrnoException left) {
      refused.addSuppressed(left);
    }
  }

  /**
   * Adds something that lost to the directory that it would have been in, if that lost itself and
   * is kept, as {@link #addBelow} does; also if it was kept by an earlier process.
   *
   * @return whether it is there now; false if no such directory is kept
   */
  public synchronized boolean join(
      NodeId parent, Name name, NodeId node, Entry entry, KeptContent content) {
    LostDirectories.Place above = directories.of(parent);
    if (above == null) {
      return false;
    }
    addBelow(above.item(), above.of(name), node, entry, content);
    return true;
  }

  /**
   * Adds something to a directory that is an item, and returns when it is on disk; its directories
   * above are made where they are missing. If the same is there already, nothing happens; if it is
   * something else, this is kept beside it, under a name as {@link #restore} gives it.
   *
   * @param path below the item's directory, not empty
   * @return where it is below the item's directory
   * @throws NoSuchItem if there is no such item
   * @throws ErrnoException ENOSPC, EDQUOT, EIO …: nothing of it can be seen, and it can be added
   *     again
   */
  public synchronized List<Name> addBelow(
      String id, List<Name> path, NodeId node, Entry entry, KeptContent content) {
    KeepItem item = show(id);
    byte[] building = ascii(NEW + id);
    walk.delete(items, building);
    try (Fd dir = TreeWalk.open(syscalls, items, ascii(id));
        Fd top = TreeWalk.open(syscalls, dir, ItemFiles.CONTENT);
        Fd above = joining.openAbove(top, path)) {
      filling.fill(items, building, entry, content);
      Name name = joining.nameFor(items, building, above, path.getLast());
      List<Name> place = new ArrayList<>(path.subList(0, path.size() - 1));
      place.add(name);
      if (syscalls.statxOrNull(above, name.shared()) != null) {
        // WHY: what put it there may have failed to flush the name.
        syscalls.fsync(above);
        walk.delete(items, building);
      } else {
        long size = files.sizeOf(items, building);
        children.note(dir, new Child(place, node, entry));
        joining.join(items, building, above, name);
        list.put(id, item.withSize(item.sizeBytes() + size));
      }
      directories.kept(item, place, node, entry);
      return place;
    } catch (ErrnoException refused) {
      clearAfter(refused, building);
      throw refused;
    }
  }

  /** All of it is on disk; from here on a start lists it. */
  private void publish(KeepItem item) {
    byte[] id = ascii(item.id());
    // WHY: it has its name already if only the flush of that failed; nobody was told of it.
    boolean unlisted = syscalls.statxOrNull(items, id) != null;
    byte[] replaced = ascii(OLD + item.id());
    if (unlisted) {
      walk.delete(items, replaced);
      syscalls.renameat2(items, id, items, replaced, RenameMode.REPLACE);
    }
    syscalls.renameat2(items, ascii(NEW + item.id()), items, id, RenameMode.REPLACE);
    syscalls.fsync(items);
    list.put(item.id(), item);
    if (unlisted) {
      walk.delete(items, replaced);
    }
  }

  // ---- looking

  /** All items, in the order of their ids. */
  public List<KeepItem> list() {
    return List.copyOf(list.values());
  }

  /** Whether an item is here. */
  public boolean has(String id) {
    return list.containsKey(id);
  }

  /**
   * One item.
   *
   * @throws NoSuchItem if it is not here
   */
  public KeepItem show(String id) {
    KeepItem item = list.get(id);
    if (item == null) {
      throw new NoSuchItem(id);
    }
    return item;
  }

  /** What a directory holds, as paths below it, parents first; empty for anything else. */
  public List<List<Name>> children(String id) {
    return read(
        id,
        (item, dir) -> {
          List<List<Name>> paths = new ArrayList<>();
          if (syscalls.statx(dir, ItemFiles.CONTENT).kind() == FileKind.DIRECTORY) {
            try (Fd content = TreeWalk.open(syscalls, dir, ItemFiles.CONTENT)) {
              walk.walk(content, (path, above, stat) -> paths.add(path));
            }
          }
          return paths;
        });
  }

  // ---- taking out

  /** Holds an item, whether it is here yet or not, until this is closed. */
  public final class Pin implements AutoCloseable {
    private final String id;

    private Pin(String id) {
      this.id = id;
      pins.pin(id);
    }

    /** The item's. */
    public String id() {
      return id;
    }

    @Override
    public void close() {
      List<String> free = pins.unpin(id);
      synchronized (Keep.this) {
        if (!closed) {
          free.forEach(directory -> walk.delete(items, ascii(directory)));
        }
      }
    }
  }

  /**
   * Until the pin is closed, {@link #retain} passes an item over, and whoever reads it can go on
   * also if it is dropped.
   */
  public Pin pin(String id) {
    return new Pin(id);
  }

  private interface Reader<T extends @Nullable Object> {
    T read(KeepItem item, Fd dir);
  }

  /** Not under the monitor: it can take as long as it takes. */
  private <T extends @Nullable Object> T read(String id, Reader<T> reader) {
    try (Pin pin = pin(id)) {
      KeepItem item;
      Fd dir;
      synchronized (this) {
        item = show(pin.id());
        dir = TreeWalk.open(syscalls, items, ascii(id));
      }
      try (dir) {
        return reader.read(item, dir);
      }
    }
  }

  /**
   * Copies an item back into a directory, under its own name or, if that is taken, with {@code
   * .restored} before the extension, then {@code .restored-2} and so on: nothing is ever replaced.
   * The item stays.
   *
   * @param stage a private directory on the file system of {@code directory}, where the copy is
   *     made
   * @return the name that it got
   * @throws NoSuchItem if it is not here
   * @throws ErrnoException ENOSPC, EACCES …: nothing is visible then
   */
  public Name restore(String id, Fd stage, byte[] stageName, Fd directory, Name wanted) {
    try {
      return read(
          id, (item, dir) -> restoring.restore(item, dir, stage, stageName, directory, wanted));
    } finally {
      walk.delete(stage, stageName);
    }
  }

  /**
   * Deletes an item for good.
   *
   * @throws NoSuchItem if it is not here
   */
  public void drop(String id) {
    if (!dropped(id)) {
      throw new NoSuchItem(id);
    }
  }

  /** False if it is not here. */
  private boolean dropped(String id) {
    String directory;
    synchronized (this) {
      KeepItem item = list.get(id);
      if (item == null) {
        return false;
      }
      directory = OLD + drops++ + "-" + id;
      syscalls.renameat2(items, ascii(id), items, ascii(directory), RenameMode.REPLACE);
      list.remove(id);
      directories.dropped(id);
      flushDrop(item, directory);
      if (pins.putOff(id, directory)) {
        return true;
      }
    }
    walk.delete(items, ascii(directory));
    return true;
  }

  /** If that fails the item is here as before, so that it can be dropped again. */
  private void flushDrop(KeepItem item, String directory) {
    try {
      syscalls.fsync(items);
    } catch (ErrnoException refused) {
      syscalls.renameat2(items, ascii(directory), items, ascii(item.id()), RenameMode.NOREPLACE);
      list.put(item.id(), item);
      if (item.entry().isDirectory()) {
        readDirectories(item);
      }
      throw refused;
    }
  }

  /**
   * Copies every file of every item into a directory as {@code ID-PATH}, slashes as {@code _}, and
   * writes {@code index.txt} beside them: one line each with file, kind, member, UTC milliseconds,
   * base and winning version, size, hash and path, separated by tabs. Symlinks are only in the
   * index.
   *
   * @return how many files were written
   */
  public int export(Fd directory) {
    KeepExport export = new KeepExport(syscalls, directory);
    for (String id : list.keySet()) {
      try {
        read(id, (item, dir) -> export.add(item, dir, restoring.copying(item, dir)));
      } catch (NoSuchItem meanwhile) {
        // It was dropped before its turn came.
      }
    }
    return export.finish();
  }

  /**
   * Drops what the bounds no longer allow and nobody reads, and returns it.
   *
   * @param runningMillis the hub's running time now, on the clock of {@link KeepItem#ageMillis}
   */
  public List<KeepItem> retain(Retention bounds, long runningMillis) {
    List<KeepItem> dropped = new ArrayList<>();
    for (KeepItem item : bounds.goes(list.values(), syscalls.fstatfs(items), runningMillis)) {
      if (!pins.isPinned(item.id()) && dropped(item.id())) {
        dropped.add(item);
      }
    }
    return dropped;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public synchronized void close() {
    closed = true;
    items.close();
  }
}
