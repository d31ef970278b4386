package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.tree.FreeSpace;
import java.security.MessageDigest;

/**
 * A large content on its way into the stage, in pieces from its beginning. One worker uses it; no
 * two may receive the same content at a time.
 *
 * <p>Closed before it is finished it stays in the stage, and the next {@link #receive} goes on
 * where it stopped; the next process deletes it, see {@link Recovery}: what a crash left of it is
 * unknown.
 */
public final class StagedContent implements AutoCloseable {
  private static final int PRIVATE_FILE = 0600;

  private final Stage stage;
  private final ContentHash content;
  private final long sizeBytes;
  private final Fd file;
  private final MessageDigest digest = ContentHash.digest();
  private long begunBytes;
  private long receivedBytes;

  private StagedContent(Stage stage, ContentHash content, long sizeBytes, Fd file) {
    this.stage = stage;
    this.content = content;
    this.sizeBytes = sizeBytes;
    this.file = file;
  }

  /**
   * Begins a content, or goes on with it: what is here already is read once for the hash.
   *
   * @throws ErrnoException ENOSPC, EDQUOT, EIO …
   */
  public static StagedContent receive(Stage stage, ContentHash content, long sizeBytes) {
    Syscalls syscalls = stage.syscalls();
    byte[] name = Stage.name(Stage.INCOMING + content.hex());
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW;
    Fd file = syscalls.openat2(stage.fd(), name, flags, PRIVATE_FILE, Resolve.CONFINED);
    StagedContent staged = new StagedContent(stage, content, sizeBytes, file);
    try {
      if (syscalls.statx(file).sizeBytes() > sizeBytes) {
        syscalls.ftruncate(file, 0);
      }
      staged.receivedBytes = Hashing.addAll(syscalls, file, staged.digest);
      staged.begunBytes = staged.receivedBytes;
      return staged;
    } catch (ErrnoException refused) {
      file.close();
      throw refused;
    }
  }

  /** How many bytes are here, counted from the beginning: where to go on. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /**
   * Adds the next piece.
   *
   * @param offsetBytes has to be {@link #receivedBytes}
   * @throws IllegalArgumentException if it is not, or the content would become too long
   * @throws ErrnoException ENOSPC, also if the rest has no room; EDQUOT, EIO: the piece is not
   *     counted
   */
  public void write(long offsetBytes, byte[] piece, int from, int length) {
    if (offsetBytes != receivedBytes || length > sizeBytes - receivedBytes) {
      throw new IllegalArgumentException(
          "a piece of "
              + length
              + " bytes at "
              + offsetBytes
              + ", at hand are "
              + receivedBytes
              + " of "
              + sizeBytes);
    }
    if (receivedBytes == begunBytes) {
      FreeSpace.require(stage.syscalls(), stage.fd(), sizeBytes - receivedBytes);
    }
    stage.syscalls().pwriteFully(file, piece, from, length, offsetBytes);
    digest.update(piece, from, length);
    receivedBytes += length;
  }

  /**
   * Verifies and flushes it: from now on plans find it.
   *
   * @return false if it is not the content that was asked for; it is deleted then
   * @throws ErrnoException EIO, ENOSPC, EDQUOT from the flush; it is deleted then
   */
  public boolean finish() {
    Syscalls syscalls = stage.syscalls();
    byte[] name = Stage.name(Stage.INCOMING + content.hex());
    boolean right = receivedBytes == sizeBytes && ContentHash.of(digest.digest()).equals(content);
    if (right) {
      try {
        syscalls.ftruncate(file, sizeBytes);
        syscalls.fdatasync(file);
      } catch (ErrnoException lost) {
        // WHY: the kernel forgets what it could not write; a second flush would say nothing.
        stage.unlink(name);
        throw lost;
      }
      byte[] complete = Stage.name(Stage.CONTENT + content.hex());
      syscalls.renameat2(stage.fd(), name, stage.fd(), complete, RenameMode.REPLACE);
    } else {
      stage.unlink(name);
    }
    close();
    return right;
  }

  /** Gives its space back. */
  public void discard() {
    stage.unlink(Stage.name(Stage.INCOMING + content.hex()));
  }

  @Override
  public void close() {
    file.close();
  }
}
