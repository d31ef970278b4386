package io.twohop.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the disk found that is not as the member knows it. A finding is an observation,
 * not yet a wish.
 */
public sealed interface Finding {
  /**
   * Something is at a name: a new node, a known node with other content or metadata, or a known
   * node that was elsewhere.
   *
   * @param node the known node that it is (the scan's rules decide, see its package), null for a
   *     new one
   * @param changed the facets in which the disk differs from the fingerprint last seen; {@link
   *     Facets#ALL} for a new node, none for a mere move
   * @param content the bytes of a file of at most 64 KiB whose content is new, else null
   */
  record Present(
      @Nullable NodeId node,
      NodeId parent,
      Name name,
      Entry entry,
      Facets changed,
      Fingerprint seen,
      @Nullable Bytes content)
      implements Finding {}

  /**
   * A known node is not at the name where it was known to be: the parent could be read, the name is
   * not there or holds another node.
   *
   * @param witnessed the kernel reported it; otherwise a scan inferred it
   */
  record Missing(NodeId node, NodeId parent, Name name, boolean witnessed) implements Finding {}

  /**
   * A directory came to a name as a whole and is being read: soon {@link Arrived} tells of it, so
   * that what it takes the place of is not gone for good. Told again and again while that lasts.
   */
  record Arriving(NodeId parent, Name name) implements Finding {}

  /**
   * A directory came into the tree as a whole, by one rename from outside: the first is its top,
   * parents come before children. A new directory inside is named as a parent by its position:
   * {@code parentIndex} points into the list, -1 for the top.
   */
  record Arrived(List<Part> parts) implements Finding {
    public Arrived {
      parts = List.copyOf(parts);
    }

    /** One node of the tree; {@code found.parent()} is only meaningful for the top. */
    public record Part(Present found, int parentIndex) {}
  }
}
