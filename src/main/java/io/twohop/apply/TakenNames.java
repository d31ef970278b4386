package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Plan;
import io.twohop.posix.ErrnoException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells before anything is finished which names are taken, so that nothing is finished in vain: at
 * first contact with a tree of equal files that would be every one of them. The rename decides all
 * the same.
 */
final class TakenNames {
  private record At(NodeId parent, Name name) {}

  private final Ground ground;

  /** Names that the batch itself takes away from what stands there. */
  private final Set<At> freed = new HashSet<>();

  TakenNames(Ground ground, List<Plan> batch) {
    this.ground = ground;
    for (Plan plan : batch) {
      plan.actions().forEach(this::free);
    }
  }

  private void free(Action action) {
    switch (action) {
      case Action.Discard a -> freed.add(new At(a.parent(), a.name()));
      case Action.RemoveDirectory a -> freed.add(new At(a.parent(), a.name()));
      case Action.Relocate a -> freed.add(new At(a.fromParent(), a.fromName()));
      case Action.Put a -> {}
      case Action.MakeDirectory a -> {}
      case Action.SetMetadata a -> {}
      case Action.Install a -> {}
    }
  }

  /** Whether a name that should be free is taken, as far as can be told before the batch. */
  boolean isTaken(Action.Put put) {
    if (put.expected() != null || freed.contains(new At(put.parent(), put.name()))) {
      return false;
    }
    try {
      return ground.look(put.parent(), put.name()) != null;
    } catch (Hindered | ErrnoException elsewhere) {
      // An earlier plan of the batch may make the directory; else the rename will say what it is.
      return false;
    }
  }
}
