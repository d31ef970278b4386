package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A file's content: nothing about the inode showed any change from before the first byte was read
 * until after the last.
 *
 * @param fresh a change since the reading began may show the same times: it proves nothing yet
 * @param bytes the content itself if it has at most {@value #INLINE_BYTES} bytes, else null
 */
record Reading(Fingerprint seen, boolean fresh, ContentHash hash, @Nullable Bytes bytes) {
  /** LIMIT: up to here content travels inside messages. */
  static final int INLINE_BYTES = 64 * 1024;

  /** Bytes read at once; more than {@link #INLINE_BYTES}. */
  static final int BUFFER_BYTES = 256 * 1024;

  /**
   * Reads all of a file from its start.
   *
   * @param before what the descriptor has open, as just stat'ed
   * @param buffer of {@link #BUFFER_BYTES}, overwritten
   * @return null if somebody changed the file meanwhile
   */
  static @Nullable Reading of(
      Syscalls syscalls, Freshness freshness, Fd file, Stat before, byte[] buffer) {
    boolean fresh = freshness.isFresh(before);
    MessageDigest digest = ContentHash.digest();
    long total = 0;
    Bytes inline = null;
    while (true) {
      int filled = fill(syscalls, file, buffer, total);
      if (total == 0 && filled <= INLINE_BYTES) {
        inline = Bytes.copyOf(buffer, 0, filled);
      }
      digest.update(buffer, 0, filled);
      total += filled;
      if (filled < buffer.length || total > before.sizeBytes()) {
        break;
      }
    }
    boolean stable = total == before.sizeBytes() && syscalls.statx(file).equals(before);
    return stable
        ? new Reading(Prints.of(before), fresh, ContentHash.of(digest.digest()), inline)
        : null;
  }

  /** What may be remembered of the inode: a file that was read too soon is to be read again. */
  Fingerprint vouched() {
    return fresh ? seen.unproven() : seen;
  }

  /** Reads until the buffer is full or the file ends. */
  private static int fill(Syscalls syscalls, Fd file, byte[] buffer, long position) {
    int filled = 0;
    while (filled < buffer.length) {
      int n = syscalls.pread(file, buffer, filled, buffer.length - filled, position + filled);
      if (n == 0) {
        break;
      }
      filled += n;
    }
    return filled;
  }
}
