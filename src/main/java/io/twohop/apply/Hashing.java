package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import java.security.MessageDigest;

/** SHA-256 of bytes and of files. */
final class Hashing {
  private static final int BUFFER_BYTES = 128 * 1024;

  private Hashing() {}

  static ContentHash of(byte[] bytes) {
    return ContentHash.of(ContentHash.digest().digest(bytes));
  }

  /** The hash of all that a file holds, from its beginning. */
  static ContentHash of(Syscalls syscalls, Fd file) {
    MessageDigest digest = ContentHash.digest();
    addAll(syscalls, file, digest);
    return ContentHash.of(digest.digest());
  }

  /** Adds a file to a digest and returns its length in bytes. */
  static long addAll(Syscalls syscalls, Fd file, MessageDigest digest) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long at = 0;
    while (true) {
      int n = syscalls.pread(file, buffer, 0, buffer.length, at);
      if (n == 0) {
        return at;
      }
      digest.update(buffer, 0, n);
      at += n;
    }
  }
}
