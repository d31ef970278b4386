package io.twohop.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The one door into the kernel: syscall(2) of the C library, six words in, one word out.
 *
 * <p>WHY: one handle of one shape for all calls. A handle per function of the C library costs a
 * spun class and a few milliseconds each at start, which every short-lived command would pay; and
 * openat2, getdents64 and renameat2 have no wrapper in older C libraries anyway.
 */
final class Kernel {
  private static final int EINTR = Errno.EINTR.number();

  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));

  private Kernel() {}

  /**
   * Calls until it is not interrupted; the result, or the error's number negated, as the kernel
   * itself says it.
   */
  static long call(Scratch scratch, long number, long a, long b, long c, long d, long e) {
    while (true) {
      long result = callOnce(scratch, number, a, b, c, d, e, 0);
      if (result != -EINTR) {
        return result;
      }
    }
  }

  static long call(Scratch scratch, long number, long a, long b, long c) {
    return call(scratch, number, a, b, c, 0, 0);
  }

  static long call(Scratch scratch, long number, long a) {
    return call(scratch, number, a, 0, 0, 0, 0);
  }

  /** As {@link #call}, but an interruption is an answer. */
  static long callOnce(
      Scratch scratch, long number, long a, long b, long c, long d, long e, long f) {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(scratch.errno, number, a, b, c, d, e, f);
    } catch (Throwable impossible) {
      throw new AssertionError("syscall(2) cannot throw", impossible);
    }
    return result >= 0 ? result : -scratch.lastErrno();
  }
}
