package io.twohop.posix;

/** How openat2(2) may walk a path; from linux/openat2.h. */
public final class Resolve {
  public static final int RESOLVE_NO_XDEV = 0x01;
  public static final int RESOLVE_NO_MAGICLINKS = 0x02;
  public static final int RESOLVE_NO_SYMLINKS = 0x04;
  public static final int RESOLVE_BENEATH = 0x08;

  /**
   * Stays below the directory, on its mount, and follows no link of any kind: what every path in a
   * synced tree gets.
   */
  public static final int CONFINED =
      RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;

  private Resolve() {}
}
