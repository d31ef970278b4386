package io.twohop.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names of users and groups through the C library, which asks whatever nsswitch.conf says;
 * getpwnam_r(3), getgrnam_r(3). A lookup that fails is the same as a name that does not exist: the
 * caller then falls back to the number.
 */
final class Accounts {
  /**
   * Larger than struct passwd (48 bytes) and struct group (32); in both the name is at 0 and the
   * number at 16.
   */
  private static final int ENTRY_BYTES = 64;

  private static final long NUMBER_OFFSET = 16;

  /**
   * LIMIT: a group with very many members needs a large buffer; beyond this it counts as unknown.
   */
  private static final int MAX_BUFFER_BYTES = 1 << 20;

  private static final MethodHandle PASSWD_BY_NUMBER = byNumber("getpwuid_r");
  private static final MethodHandle PASSWD_BY_NAME = byName("getpwnam_r");
  private static final MethodHandle GROUP_BY_NUMBER = byNumber("getgrgid_r");
  private static final MethodHandle GROUP_BY_NAME = byName("getgrnam_r");

  private Accounts() {}

  static @Nullable String userName(int uid) {
    return nameOf(PASSWD_BY_NUMBER, uid);
  }

  static @Nullable String groupName(int gid) {
    return nameOf(GROUP_BY_NUMBER, gid);
  }

  static @Nullable Integer userId(String name) {
    return numberOf(PASSWD_BY_NAME, name);
  }

  static @Nullable Integer groupId(String name) {
    return numberOf(GROUP_BY_NAME, name);
  }

  private static @Nullable String nameOf(MethodHandle handle, int number) {
    return lookup(
        (entry, buffer, size, result) ->
            (int) handle.invokeExact(number, entry, buffer, size, result),
        entry -> {
          MemorySegment text = entry.get(ADDRESS, 0).reinterpret(MAX_BUFFER_BYTES);
          return new String(Structs.untilNul(text, 0, MAX_BUFFER_BYTES), StandardCharsets.UTF_8);
        });
  }

  private static @Nullable Integer numberOf(MethodHandle handle, String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return null;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(bytes.length + 1L);
      MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
      return lookup(
          (entry, buffer, size, result) ->
              (int) handle.invokeExact(text, entry, buffer, size, result),
          entry -> entry.get(JAVA_INT, NUMBER_OFFSET));
    }
  }

  private interface Lookup {
    int into(MemorySegment entry, MemorySegment buffer, long sizeBytes, MemorySegment result)
        throws Throwable;
  }

  private interface Reader<T> {
    T read(MemorySegment entry);
  }

  private static <T> @Nullable T lookup(Lookup lookup, Reader<T> reader) {
    for (int sizeBytes = 1024; sizeBytes <= MAX_BUFFER_BYTES; sizeBytes *= 4) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment entry = arena.allocate(ENTRY_BYTES, 8);
        MemorySegment result = arena.allocate(ADDRESS);
        int error = lookup.into(entry, arena.allocate(sizeBytes), sizeBytes, result);
        if (error == 0) {
          return result.get(ADDRESS, 0).equals(MemorySegment.NULL) ? null : reader.read(entry);
        }
        if (error != Errno.ERANGE.number() && error != Errno.EINTR.number()) {
          return null;
        }
      } catch (Throwable impossible) {
        throw new AssertionError("the C library cannot throw", impossible);
      }
    }
    return null;
  }

  private static MethodHandle byNumber(String function) {
    return handle(
        function, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  private static MethodHandle byName(String function) {
    return handle(
        function, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  private static MethodHandle handle(String function, FunctionDescriptor shape) {
    MemorySegment address = Linker.nativeLinker().defaultLookup().findOrThrow(function);
    return Linker.nativeLinker().downcallHandle(address, shape);
  }
}
