package io.twohop.watch;

import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Printable;
import io.twohop.posix.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * The kernel gives no more watches, or no queue at all. What is not watched is found by scanning
 * from time to time.
 *
 * @param what the limit that is used up
 * @param limit its value; 0 if it could not be read
 */
public record WatchLimit(What what, long limit) {
  /**
   * Which limit; see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>.
   */
  public enum What {
    /** Watches of one user, all processes together. */
    WATCHES("max_user_watches", "inotify watches"),
    /** Queues of one user, all processes together. */
    INSTANCES("max_user_instances", "inotify instances");

    private final String sysctl;
    private final String words;

    What(String sysctl, String words) {
      this.sysctl = sysctl;
      this.words = words;
    }
  }

  private static final long LEAST_PROPOSED_WATCHES = 8_192;

  /** Reads the limit that the kernel has just enforced. */
  static WatchLimit read(Syscalls syscalls, What what) {
    byte[] path = ("/proc/sys/fs/inotify/" + what.sysctl).getBytes(StandardCharsets.US_ASCII);
    byte[] text = new byte[32];
    try (Fd file = syscalls.open(path, OpenFlags.O_RDONLY, 0)) {
      int length = syscalls.read(file, text, 0, text.length);
      String number = new String(text, 0, Math.max(length, 0), StandardCharsets.US_ASCII).strip();
      return new WatchLimit(what, Long.parseLong(number));
    } catch (ErrnoException | NumberFormatException unreadable) {
      return new WatchLimit(what, 0);
    }
  }

  /**
   * What it is, what it means and what to do, in three lines.
   *
   * @param root path of the tree
   * @param needed how many watches or instances the tree needs by what is known; 0 if nothing is
   * @param scanEvery how often the rest is scanned, for example {@code 10 minutes}
   */
  public String text(byte[] root, long needed, String scanEvery) {
    String tree = Printable.of(root);
    String used = limit == 0 ? "the kernel's limit of " : "the kernel's limit of " + limit + " ";
    return "cannot watch "
        + tree
        + ": "
        + used
        + what.words
        + " is used up"
        + (needed == 0 ? "" : " (needs " + needed + ")")
        + "\n  changes below "
        + tree
        + " are found by a full scan every "
        + scanEvery
        + " until this is fixed\n  fix:  sysctl fs.inotify."
        + what.sysctl
        + "="
        + proposed(needed);
  }

  /** The power of two that leaves a quarter more for growth and for others. */
  private long proposed(long needed) {
    long least = Math.max(limit + 1, needed + needed / 4);
    if (what == What.WATCHES) {
      least = Math.max(least, LEAST_PROPOSED_WATCHES);
    }
    return Long.highestOneBit(Math.max(least - 1, 1)) << 1;
  }
}
