package io.twohop.posix;

/**
 * A system call that the kernel refused. Unchecked, because nearly every caller passes it on to the
 * one place per room that turns it into a {@code Problem}; the callers that decide by it switch on
 * {@link #errno()}.
 *
 * <p>Unless the method of {@link Syscalls} says otherwise, nothing was changed.
 */
public final class ErrnoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final int number;
  private final String call;

  /**
   * @param number the kernel's error number, positive
   * @param call name of the system call, as in section 2 of the manual
   * @param subject what it was called with, for people; may be empty
   */
  public ErrnoException(int number, String call, String subject) {
    super(text(number, call, subject));
    this.errno = Errno.of(number);
    this.number = number;
    this.call = call;
  }

  /** For a listed error. */
  public ErrnoException(Errno errno, String call, String subject) {
    this(errno.number(), call, subject);
  }

  /** What went wrong; {@link Errno#OTHER} if the number is not listed there. */
  public Errno errno() {
    return errno;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** The system call, as in section 2 of the manual. */
  public String call() {
    return call;
  }

  /** Whether it is exactly this error. */
  public boolean is(Errno expected) {
    return errno == expected;
  }

  /** Of inotify's calls the manual gives two of the numbers another meaning. */
  private static String meaning(Errno errno, String call) {
    if (call.startsWith("inotify_") && errno == Errno.ENOSPC) {
      return "no inotify watch left";
    }
    if (call.startsWith("inotify_") && errno == Errno.EMFILE) {
      return "too many inotify instances, or open files in this process";
    }
    return errno.meaning();
  }

  private static String text(int number, String call, String subject) {
    Errno errno = Errno.of(number);
    String name =
        errno == Errno.OTHER ? "errno " + number : errno.name() + ", " + meaning(errno, call);
    return subject.isEmpty() ? call + ": " + name : call + " " + subject + ": " + name;
  }
}
