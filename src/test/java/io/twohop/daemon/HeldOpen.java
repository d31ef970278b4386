package io.twohop.daemon;

import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An inode that a program has open whatever name it gets. While it is open for reading nobody waits
 * for it; a descriptor for writing is made of it by way of /proc when it is time.
 */
public final class HeldOpen implements AutoCloseable {
  private final Fd fd;

  public HeldOpen(Path file) {
    byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
    fd = new FfmSyscalls().open(path, OpenFlags.O_RDONLY, 0);
  }

  /** Overwrites what is in the inode, wherever it is now. */
  public void write(String text) throws IOException {
    Files.writeString(
        Path.of("/proc/self/fd/" + fd.number()),
        text,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Override
  public void close() {
    fd.close();
  }
}
