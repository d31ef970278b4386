package io.twohop.keep;

import io.twohop.model.Bytes;
import io.twohop.posix.Fd;

/** Where an item's content comes from. */
public sealed interface KeptContent {
  /** The bytes of a file. */
  record Inline(Bytes bytes) implements KeptContent {}

  /** A file that is copied, by reflink where the file system can; its owner keeps it. */
  record Copied(Fd file) implements KeptContent {}

  /** Nothing: a symlink, which is made of its entry, or a directory whose children follow. */
  record Made() implements KeptContent {}
}
