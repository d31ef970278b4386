package io.twohop.tree;

import io.twohop.model.Owner;
import io.twohop.posix.Syscalls;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Users and groups by number and by name, each asked for once: the answer may come from the
 * network.
 *
 * <p>Any thread may call it. Answers, also that there is none, are kept until {@link #forget}.
 */
public final class Owners {
  private final Syscalls syscalls;
  private final Map<Integer, Optional<String>> userNames = new HashMap<>();
  private final Map<Integer, Optional<String>> groupNames = new HashMap<>();
  private final Map<String, Optional<Integer>> userIds = new HashMap<>();
  private final Map<String, Optional<Integer>> groupIds = new HashMap<>();

  public Owners(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Whom these numbers of a stat(2) mean here; a number without a name has an empty one. */
  public synchronized Owner of(int uid, int gid) {
    Optional<String> user =
        userNames.computeIfAbsent(uid, id -> fitting(Optional.ofNullable(syscalls.userName(id))));
    Optional<String> group =
        groupNames.computeIfAbsent(gid, id -> fitting(Optional.ofNullable(syscalls.groupName(id))));
    return new Owner(user.orElse(""), uid, group.orElse(""), gid);
  }

  /** LIMIT: a name that no entry can carry counts as none. */
  private static Optional<String> fitting(Optional<String> name) {
    return name.filter(n -> n.length() <= Owner.MAX_NAME_CHARS);
  }

  /** The number of the user here: that of its name, or the number it brings. */
  public synchronized int uid(Owner owner) {
    return owner.user().isEmpty()
        ? owner.uid()
        : userIds
            .computeIfAbsent(owner.user(), name -> Optional.ofNullable(syscalls.userId(name)))
            .orElse(owner.uid());
  }

  /** The number of the group here: that of its name, or the number it brings. */
  public synchronized int gid(Owner owner) {
    return owner.group().isEmpty()
        ? owner.gid()
        : groupIds
            .computeIfAbsent(owner.group(), name -> Optional.ofNullable(syscalls.groupId(name)))
            .orElse(owner.gid());
  }

  /** Asks anew from now on; somebody may have added a user. */
  public synchronized void forget() {
    userNames.clear();
    groupNames.clear();
    userIds.clear();
    groupIds.clear();
  }
}
