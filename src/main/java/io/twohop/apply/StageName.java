package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name in the stage of something that may hold a displaced inode. It says all that is needed to
 * judge the content after a crash, when nothing else remembers it.
 *
 * @param base content hash (of a symlink: hash of its target) that is safe elsewhere, null for none
 * @param wanted what was to take its place, null for none
 * @param serial makes the name unique
 */
record StageName(
    Kind kind,
    NodeId node,
    long baseSeq,
    @Nullable ContentHash base,
    @Nullable ContentHash wanted,
    long serial) {
  enum Kind {
    /** A new version before the exchange, the old one after it. */
    SWAP,
    /** Was removed from the tree. */
    GONE,
    /** Was examined and is an edit. */
    RACED,
    /** A new directory before the exchange, the old one after it. */
    TREE_SWAP,
    /** On its way from one place in the tree to another. */
    PARK;

    private final String word = name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  private static final String NONE = "none";
  private static final HexFormat HEX = HexFormat.of();

  StageName with(Kind newKind) {
    return new StageName(newKind, node, baseSeq, base, wanted, serial);
  }

  /** At most 9 + 5 × 17 + 2 × 65 = 224 bytes, all of them ASCII. */
  String text() {
    return String.join(
        "-",
        kind.word,
        HEX.toHexDigits(node.maker().bits()),
        Long.toHexString(node.counter()),
        Long.toHexString(baseSeq),
        base == null ? NONE : base.hex(),
        wanted == null ? NONE : wanted.hex(),
        Long.toHexString(serial));
  }

  /** The parts of a name, or null if it is not one of these. */
  static @Nullable StageName parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length != 7) {
      return null;
    }
    for (Kind kind : Kind.values()) {
      if (kind.word.equals(parts[0])) {
        try {
          NodeId node = new NodeId(new MemberId(hex(parts[1])), hex(parts[2]));
          return new StageName(
              kind, node, hex(parts[3]), hash(parts[4]), hash(parts[5]), hex(parts[6]));
        } catch (IllegalArgumentException notOurs) {
          return null;
        }
      }
    }
    return null;
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  private static @Nullable ContentHash hash(String text) {
    return text.equals(NONE) ? null : ContentHash.ofHex(text);
  }
}
