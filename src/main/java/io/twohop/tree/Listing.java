package io.twohop.tree;

import io.twohop.model.Bytes;
import java.util.List;

/**
 * All names of a directory. Complete: an error while listing is an exception, never a shorter list.
 *
 * @param children in the kernel's order
 * @param tooLong names of more than 255 bytes, which some file systems allow and others could not
 *     hold; they are reported and otherwise ignored
 */
public record Listing(List<Child> children, List<Bytes> tooLong) {
  public Listing {
    children = List.copyOf(children);
    tooLong = List.copyOf(tooLong);
  }
}
