package io.twohop.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A thread's own memory outside the heap, reused by all its calls: arguments go in, answers come
 * out. It lives as long as the thread does, so its addresses may be passed as plain numbers.
 */
final class Scratch {
  /**
   * LIMIT: one read or write moves at most this much; larger gains nothing and would cost memory
   * per thread.
   */
  static final int DATA_BYTES = 128 * 1024;

  /** PATH_MAX of linux/limits.h, with the final NUL. */
  private static final int PATH_BYTES = 4096;

  /** Room for the largest fixed structure, struct utsname (390 bytes). */
  private static final int STRUCT_BYTES = 512;

  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final MemorySegment errno;
  final MemorySegment struct;
  final MemorySegment data;
  private final MemorySegment firstPath;
  private final MemorySegment secondPath;

  private Scratch() {
    // WHY: an automatic arena is freed by the collector after the thread has gone; nobody else
    // knows when that is.
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(CAPTURE);
    struct = arena.allocate(STRUCT_BYTES, 8);
    data = arena.allocate(DATA_BYTES, 8);
    firstPath = arena.allocate(PATH_BYTES);
    secondPath = arena.allocate(PATH_BYTES);
  }

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  int lastErrno() {
    return errno.get(JAVA_INT, ERRNO_OFFSET);
  }

  /** Copies a path in, NUL-terminated; its address until the next call on this thread. */
  long path(byte[] path) {
    return put(firstPath, path);
  }

  /** As {@link #path}, for the second of two. */
  long otherPath(byte[] path) {
    return put(secondPath, path);
  }

  private static long put(MemorySegment segment, byte[] path) {
    if (path.length >= PATH_BYTES) {
      throw new ErrnoException(Errno.ENAMETOOLONG, "path", "of " + path.length + " bytes");
    }
    for (byte b : path) {
      if (b == 0) {
        throw new IllegalArgumentException("NUL in a path: " + Printable.of(path));
      }
    }
    MemorySegment.copy(path, 0, segment, JAVA_BYTE, 0, path.length);
    segment.set(JAVA_BYTE, path.length, (byte) 0);
    return segment.address();
  }
}
