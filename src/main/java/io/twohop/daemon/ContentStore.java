package io.twohop.daemon;

import io.twohop.core.hub.Contents;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.FreeSpace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hub's large contents, outside of every tree: one file each, named by its hash. What has that
 * name is complete, verified and flushed; {@code HASH.part} is arriving, and an interrupted one is
 * gone on with.
 *
 * <p>Any thread may call it; no two may receive the same content at a time.
 */
final class ContentStore implements Contents, AutoCloseable {
  private static final int PRIVATE_FILE = 0600;
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final String CONDEMNED = ".old";

  private final Syscalls syscalls;
  private final Fd directory;

  /**
   * What is here, with sizes in bytes; what was asked for or came last is last.
   *
   * <p>LIMIT: some 150 bytes of heap for each; the hub's bound of 4 GiB has 65,536 at most.
   */
  private final LinkedHashMap<ContentHash, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

  private long totalBytes;

  /** Over a directory of its own, which must exist; takes the descriptor over. */
  ContentStore(Syscalls syscalls, Fd directory) {
    this.syscalls = syscalls;
    this.directory = directory;
    list();
  }

  private static byte[] complete(ContentHash content) {
    return content.hex().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] condemned(ContentHash content) {
    return (content.hex() + CONDEMNED).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] part(ContentHash content) {
    return (content.hex() + ".part").getBytes(StandardCharsets.US_ASCII);
  }

  /** Also says that it is wanted: it is among the last to be condemned from then on. */
  @Override
  public synchronized boolean has(ContentHash content) {
    return sizes.get(content) != null;
  }

  /** A piece of a content; null if it is not here. */
  @Nullable Bytes read(Message.Fetch fetch) {
    Fd file = openOrNull(fetch.content());
    if (file == null) {
      return null;
    }
    try (file) {
      return Reads.exactly(syscalls, file, fetch.offsetBytes(), fetch.lengthBytes());
    }
  }

  /** A content, open for reading; null if it is not here. */
  @Nullable Fd openOrNull(ContentHash content) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW;
    try {
      return syscalls.openat2(directory, complete(content), flags, 0, Resolve.CONFINED);
    } catch (ErrnoException missing) {
      if (!missing.is(Errno.ENOENT)) {
        throw missing;
      }
      return null;
    }
  }

  synchronized long totalBytes() {
    return totalBytes;
  }

  /**
   * Takes out what was wanted longest ago until the rest is within a bound, but nothing that is
   * needed; {@link #deleteCondemned} gives its space back. It is served from the hub's own tree
   * from then on, as long as that has it.
   */
  synchronized List<ContentHash> condemn(long boundBytes, Set<ContentHash> needed) {
    List<ContentHash> condemned = new ArrayList<>();
    for (Map.Entry<ContentHash, Long> file : List.copyOf(sizes.entrySet())) {
      if (totalBytes <= boundBytes) {
        break;
      }
      if (!needed.contains(file.getKey())) {
        // WHY: not deleted here, which takes long for a big file, and not later under its own name,
        // under which it may be back by then.
        syscalls.renameat2(
            directory,
            complete(file.getKey()),
            directory,
            condemned(file.getKey()),
            RenameMode.REPLACE);
        sizes.remove(file.getKey());
        totalBytes -= file.getValue();
        condemned.add(file.getKey());
      }
    }
    return condemned;
  }

  void deleteCondemned(List<ContentHash> contents) {
    contents.forEach(content -> unlink(condemned(content)));
  }

  /** What is here, the oldest first; what was condemned and not deleted goes now. */
  private void list() {
    record File(ContentHash content, Stat stat) {}
    List<File> files = new ArrayList<>();
    for (byte[] name : names()) {
      String text = new String(name, StandardCharsets.US_ASCII);
      if (text.endsWith(CONDEMNED)) {
        unlink(name);
      } else if (text.length() == 2 * ContentHash.LENGTH_BYTES) {
        files.add(new File(ContentHash.ofHex(text), syscalls.statx(directory, name)));
      }
    }
    files.sort(
        Comparator.comparingLong((File f) -> f.stat().mtime().seconds())
            .thenComparingInt(f -> f.stat().mtime().nanos()));
    files.forEach(file -> added(file.content(), file.stat().sizeBytes()));
  }

  private synchronized void added(ContentHash content, long sizeBytes) {
    Long before = sizes.put(content, sizeBytes);
    totalBytes += sizeBytes - (before == null ? 0 : before);
  }

  private List<byte[]> names() {
    List<byte[]> names = new ArrayList<>();
    byte[] dot = {'.'};
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd listing = syscalls.openat2(directory, dot, flags, 0, Resolve.CONFINED)) {
      List<DirectoryEntry> some = syscalls.getdents64(listing);
      while (!some.isEmpty()) {
        some.forEach(entry -> names.add(entry.name()));
        some = syscalls.getdents64(listing);
      }
    }
    return names;
  }

  private void unlink(byte[] name) {
    try {
      syscalls.unlink(directory, name);
    } catch (ErrnoException missing) {
      if (!missing.is(Errno.ENOENT)) {
        throw missing;
      }
    }
  }

  /** Begins a content, or goes on with it. */
  ContentSink receive(ContentHash content, long sizeBytes) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW;
    Fd file = syscalls.openat2(directory, part(content), flags, PRIVATE_FILE, Resolve.CONFINED);
    try {
      Part sink = new Part(content, sizeBytes, file);
      sink.readWhatIsHere();
      return sink;
    } catch (ErrnoException refused) {
      file.close();
      throw refused;
    }
  }

  private final class Part implements ContentSink {
    private final ContentHash content;
    private final long sizeBytes;
    private final Fd file;
    private final MessageDigest digest = ContentHash.digest();
    private long begunBytes;
    private long receivedBytes;

    Part(ContentHash content, long sizeBytes, Fd file) {
      this.content = content;
      this.sizeBytes = sizeBytes;
      this.file = file;
    }

    void readWhatIsHere() {
      if (syscalls.statx(file).sizeBytes() > sizeBytes) {
        syscalls.ftruncate(file, 0);
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      int some = syscalls.pread(file, buffer, 0, buffer.length, 0);
      while (some > 0) {
        digest.update(buffer, 0, some);
        receivedBytes += some;
        some = syscalls.pread(file, buffer, 0, buffer.length, receivedBytes);
      }
      begunBytes = receivedBytes;
    }

    @Override
    public long receivedBytes() {
      return receivedBytes;
    }

    @Override
    public void write(byte[] piece) {
      if (receivedBytes == begunBytes) {
        FreeSpace.require(syscalls, directory, sizeBytes - receivedBytes);
      }
      syscalls.pwriteFully(file, piece, 0, piece.length, receivedBytes);
      digest.update(piece);
      receivedBytes += piece.length;
    }

    @Override
    public boolean finish() {
      boolean right = receivedBytes == sizeBytes && ContentHash.of(digest.digest()).equals(content);
      if (!right) {
        unlink(part(content));
        return false;
      }
      try {
        syscalls.fdatasync(file);
      } catch (ErrnoException lost) {
        // WHY: the kernel forgets what it could not write; a second flush would say nothing.
        unlink(part(content));
        throw lost;
      }
      syscalls.renameat2(
          directory, part(content), directory, complete(content), RenameMode.REPLACE);
      syscalls.fsync(directory);
      added(content, sizeBytes);
      return true;
    }

    @Override
    public void discard() {
      unlink(part(content));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
