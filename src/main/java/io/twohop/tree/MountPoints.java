package io.twohop.tree;

import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mounts below a tree's root, from the kernel's table: asked once at start, without a walk.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public final class MountPoints {
  private static final byte[] TABLE = "/proc/self/mountinfo".getBytes(StandardCharsets.US_ASCII);
  private static final int MOUNT_POINT_FIELD = 4;

  private MountPoints() {}

  /**
   * Paths relative to the root where something is mounted; empty where the table cannot be read,
   * the walk then meets them one by one.
   */
  public static List<List<Name>> below(Tree tree) {
    byte[] prefix = Arrays.copyOf(tree.path(), tree.path().length + 1);
    prefix[prefix.length - 1] = '/';
    List<List<Name>> found = new ArrayList<>();
    for (String line : table(tree.syscalls()).split("\n", -1)) {
      String[] fields = line.split(" ", MOUNT_POINT_FIELD + 2);
      if (fields.length > MOUNT_POINT_FIELD) {
        byte[] point = unescaped(fields[MOUNT_POINT_FIELD]);
        if (point.length > prefix.length
            && Arrays.equals(point, 0, prefix.length, prefix, 0, prefix.length)) {
          found.add(names(Arrays.copyOfRange(point, prefix.length, point.length)));
        }
      }
    }
    return found;
  }

  private static List<Name> names(byte[] path) {
    List<Name> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        names.add(Name.of(Arrays.copyOfRange(path, start, i)));
        start = i + 1;
      }
    }
    return names;
  }

  private static String table(Syscalls syscalls) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    try (Fd table = syscalls.open(TABLE, OpenFlags.O_RDONLY, 0)) {
      for (int n = syscalls.read(table, buffer, 0, buffer.length);
          n > 0;
          n = syscalls.read(table, buffer, 0, buffer.length)) {
        all.write(buffer, 0, n);
      }
    } catch (ErrnoException noProc) {
      return "";
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Space, tab, newline and backslash stand as three octal digits after a backslash. */
  private static byte[] unescaped(String field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 3 < field.length()) {
        bytes.write(Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        bytes.write(field.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
