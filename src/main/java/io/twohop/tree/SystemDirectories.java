package io.twohop.tree;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The directories that nobody syncs on purpose: where the system itself lives, and where everything
 * of all users or services is. Their subdirectories are fine ({@code /var/www}), except below the
 * kernel's own file systems.
 */
public final class SystemDirectories {
  private static final Set<String> THEMSELVES =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/lost+found",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/sys",
          "/tmp",
          "/usr",
          "/usr/bin",
          "/usr/lib",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var",
          "/var/cache",
          "/var/lib",
          "/var/log",
          "/var/mail",
          "/var/run",
          "/var/spool",
          "/var/tmp");

  private SystemDirectories() {}

  /**
   * Whether this may not be a tree.
   *
   * @param realPath absolute, without symlinks, dots or a final slash: as {@code Syscalls.pathOf}
   *     gives it
   */
  public static boolean includes(byte[] realPath) {
    String path = new String(realPath, StandardCharsets.ISO_8859_1);
    return THEMSELVES.contains(path) || path.startsWith("/proc/") || path.startsWith("/sys/");
  }
}
