package io.twohop.model;

/**
 * Who owns a node: the names of user and group on the member that set them, empty where that member
 * had no name, and the numbers there.
 *
 * <p>Another member uses its own number for the name, and the given number where it does not know
 * the name.
 */
public record Owner(String user, int uid, String group, int gid) {
  /** LIMIT: LOGIN_NAME_MAX of Linux is 256, see sysconf(3). */
  public static final int MAX_NAME_CHARS = 256;

  public Owner {
    if (user.length() > MAX_NAME_CHARS || group.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException(
          "a user's or group's name is longer than " + MAX_NAME_CHARS);
    }
  }

  /**
   * Whether both mean the same user and group: by name where both have one, by number otherwise.
   */
  public boolean means(Owner other) {
    return same(user, uid, other.user, other.uid) && same(group, gid, other.group, other.gid);
  }

  private static boolean same(String name, int id, String otherName, int otherId) {
    return (name.isEmpty() || otherName.isEmpty()) ? id == otherId : name.equals(otherName);
  }
}
