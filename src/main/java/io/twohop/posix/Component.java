package io.twohop.posix;

/** The rule for the {@code name} arguments of {@link Syscalls}, shared by its implementations. */
public final class Component {
  private Component() {}

  /**
   * The name itself, if it is one component of a path: no slash, no NUL, not empty, not {@code .}
   * or {@code ..}. Its length is the kernel's to judge.
   *
   * @throws IllegalArgumentException if it is not; a bug of the caller, because a name from a peer
   *     is checked where it arrives
   */
  public static byte[] require(byte[] name) {
    boolean dots = name.length <= 2;
    for (byte b : name) {
      if (b == '/' || b == 0) {
        throw new IllegalArgumentException("not one component: " + Printable.of(name));
      }
      dots &= b == '.';
    }
    if (dots) {
      throw new IllegalArgumentException("not a name: " + Printable.of(name));
    }
    return name;
  }
}
