package io.twohop.scan;

import io.twohop.model.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Names under which programs write a file before they rename it to its real name, or keep the old
 * one for a moment. A new file that is called so is given a second for that.
 *
 * <p>A pattern is a name in which {@code *} stands for any bytes, {@code ?} for any one byte and
 * {@code #} for a letter, a digit or an underscore.
 */
public final class TemporaryNames {
  /** The programs known to write so, and where that can be read. */
  private static final List<String> DEFAULTS =
      List.of(
          // rsync(1), -T: ".NAME." and six random characters.
          ".*.######",
          // GNU sed -i: sed/execute.c, ck_mkstemp("sed").
          "sed######",
          // GNU ln -sf: lib/force-link.c.
          "Cu######",
          // vim: probes whether a directory is writable (":help backup"), swap and backup files.
          "4913",
          "*~",
          ".*.sw?",
          ".*.swpx",
          // emacs: lock and auto-save files ("Interlocking", "Auto Save Files").
          ".\\#*",
          "\\#*\\#",
          // glib g_file_set_contents() and GNOME editors.
          ".goutputstream-######",
          "*.######~",
          // PHP tempnam(): six random characters after the prefix; Twig, Symfony and Composer use
          // it.
          "*.php######",
          "php######",
          // WordPress wp_tempnam(), and many others.
          "*.tmp",
          "*.temp",
          "*.tmp.*",
          // git: lockfile.c, and objects before they have their name.
          "*.lock",
          "tmp_obj_######",
          // SQLite's rollback journal: sqlite.org/atomiccommit.html.
          "*-journal",
          // Browsers, wget-like tools, WinSCP, and the FTP servers' hidden uploads.
          "*.part",
          "*.partial",
          "*.crdownload",
          "*.download",
          "*.filepart",
          ".in.*.",
          ".pureftpd-upload.*",
          // dpkg, rpm.
          "*.dpkg-new",
          "*.dpkg-tmp",
          "*;????????",
          // JetBrains' "safe write", LibreOffice's lock.
          "*___jb_tmp___",
          "*___jb_old___",
          ".~lock.*\\#",
          // The kernel's and FUSE's names for files that are removed while open.
          ".nfs*",
          ".fuse_hidden*");

  private final List<byte[]> patterns;

  /** These patterns, and no others. */
  public TemporaryNames(List<String> patterns) {
    List<byte[]> all = new ArrayList<>();
    patterns.forEach(p -> all.add(p.getBytes(StandardCharsets.UTF_8)));
    this.patterns = List.copyOf(all);
  }

  /** The usual ones. */
  public static TemporaryNames usual() {
    return new TemporaryNames(DEFAULTS);
  }

  public boolean test(Name name) {
    byte[] bytes = name.shared();
    for (byte[] pattern : patterns) {
      if (matches(pattern, bytes)) {
        return true;
      }
    }
    return false;
  }

  /** Greedy with one point to return to, so linear times the length of the pattern at worst. */
  private static boolean matches(byte[] pattern, byte[] name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length) {
      int width = matchOne(pattern, p, name[n]);
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        resume = n;
      } else if (width > 0) {
        p += width;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** How many bytes of the pattern one byte of the name satisfies; 0 if it does not. */
  private static int matchOne(byte[] pattern, int p, byte b) {
    if (p >= pattern.length) {
      return 0;
    }
    return switch (pattern[p]) {
      case '?' -> 1;
      case '#' -> isWord(b) ? 1 : 0;
      case '\\' -> p + 1 < pattern.length && pattern[p + 1] == b ? 2 : 0;
      default -> pattern[p] == b ? 1 : 0;
    };
  }

  private static boolean isWord(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
  }
}
