package io.twohop.core.brake;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * What a brake holds: exactly these nodes, removed or changed here, or lacking at the hub.
 *
 * @param nodes a removed directory stands for all that was in it
 */
public record HeldPlan(Cause cause, List<NodeId> nodes) {
  /** LIMIT: enough that no two plans of a site meet, and that it can be typed. */
  private static final int DIGEST_LETTERS = 12;

  public HeldPlan {
    nodes = List.copyOf(new TreeSet<>(nodes));
  }

  /**
   * The word that approves or rejects it: the same for the same nodes and the same decision,
   * whenever and in whatever order they were found, and whatever held them.
   */
  public String digest() {
    StringBuilder text =
        new StringBuilder(
            switch (cause) {
              case MANY_MISSING, ROOT_EMPTIED -> "removed";
              case ALL_CHANGED -> "changed";
              case HUB_REMOVES -> "lacking";
            });
    nodes.forEach(node -> text.append(' ').append(node));
    Bytes bytes = Bytes.owning(text.toString().getBytes(StandardCharsets.UTF_8));
    return ContentHash.ofContent(bytes).hex().substring(0, DIGEST_LETTERS);
  }
}
