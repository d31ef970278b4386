package io.twohop.apply;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.posix.ErrnoException;

/** What a refusal of the kernel means for a plan. */
final class Obstacles {
  private Obstacles() {}

  /**
   * For a call at a name of the tree, or in the stage on its behalf.
   *
   * <p>WHY: EXDEV is Blocked here, since both directories are open and on one mount: it will not
   * pass by looking again (overlayfs, project quotas). On the way to a directory it is Disturbed,
   * see {@link Directories}.
   */
  static Obstacle of(ErrnoException refused, NodeId parent, Name name) {
    return switch (refused.errno()) {
      case ENOSPC, EDQUOT, EROFS, EIO, EUCLEAN, EMFILE, ENFILE, ENOMEM -> suspended(refused);
      case ENOENT, ENOTDIR, ELOOP, EEXIST, ESTALE, EISDIR, EAGAIN ->
          new Obstacle.Disturbed(parent, name);
      case ETXTBSY -> new Obstacle.Busy(parent, name);
      default -> new Obstacle.Blocked(parent, name, refused.number(), reason(refused));
    };
  }

  static Obstacle.Suspended suspended(ErrnoException refused) {
    return new Obstacle.Suspended(refused.number(), reason(refused));
  }

  /** The call and the kernel's words, without any name. */
  static String reason(ErrnoException refused) {
    return refused.call() + ": " + refused.errno().meaning();
  }
}
