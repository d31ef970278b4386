package io.twohop.daemon;

import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.stream.Collectors;

/** Paths as people read them. */
final class Paths {
  private Paths() {}

  /** A name in a directory, from the tree's root; {@code ?} stands for a directory not known. */
  static String text(SpokeMachine machine, NodeId parent, Name name) {
    return text(machine, parent, name.forPeople());
  }

  static String text(SpokeMachine machine, NodeId parent, String name) {
    List<Name> above = machine.pathOf(parent);
    if (above == null) {
      return "?/" + name;
    }
    return above.stream().map(n -> n.forPeople() + "/").collect(Collectors.joining()) + name;
  }
}
