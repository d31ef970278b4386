package io.twohop.sim.linux;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Stat;
import java.nio.charset.StandardCharsets;

/**
 * A file that a {@link SimUser} has open: it can be written late, slowly, and after it has lost its
 * name.
 */
public final class SimFile implements AutoCloseable {
  private final SimMachine machine;
  private final OpenFile file;

  SimFile(SimMachine machine, OpenFile file) {
    this.machine = machine;
    this.file = file;
  }

  public void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes everything at the file's position, or at the end if it was opened to append. */
  public void write(byte[] content) {
    requireOpen("write");
    int done = 0;
    while (done < content.length) {
      int at = file.appends() ? file.inode().size : file.position;
      int count = machine.files.write(file, content, done, content.length - done, at, "write");
      file.position = at + count;
      done += count;
    }
  }

  public void pwrite(byte[] content, int position) {
    requireOpen("pwrite");
    int done = 0;
    while (done < content.length) {
      done +=
          machine.files.write(
              file, content, done, content.length - done, position + done, "pwrite");
    }
  }

  public void truncate(int sizeBytes) {
    requireOpen("ftruncate");
    machine.files.truncate(file, sizeBytes, "ftruncate");
  }

  public byte[] readAll() {
    requireOpen("read");
    return file.inode().bytes();
  }

  public Stat stat() {
    return file.inode().stat(file.mountId);
  }

  public void fsync() {
    requireOpen("fsync");
    file.inode().disk.fsync(file.inode(), false);
  }

  public boolean isClosed() {
    return file.closed;
  }

  @Override
  public void close() {
    machine.close(file);
  }

  private void requireOpen(String call) {
    if (file.closed) {
      throw new ErrnoException(Errno.EBADF, call, "");
    }
  }
}
