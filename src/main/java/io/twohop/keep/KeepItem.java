package io.twohop.keep;

import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Escaped;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing in the keep: a file, a symlink, or a directory with all its children.
 *
 * @param id names it in commands; lower-case letters, digits, dots and dashes, and not as what the
 *     keep calls its own drafts
 * @param path where it was in the site's tree, as far as that is known: where its directory was
 *     never in the tree and is not kept either, its name alone
 * @param entry what it was
 * @param who the member whose version it is, by its label
 * @param whenMillis wall clock of the hub when it was kept, UTC since 1970; for people only
 * @param baseSeq the version it was made from, 0 if none
 * @param winnerSeq the hub's version that is in its place, 0 if none
 * @param sizeBytes of all files in it together
 * @param hash of a file its content, else null
 * @param ageMillis the hub's running time when it was kept
 */
public record KeepItem(
    String id,
    KeepKind kind,
    List<Name> path,
    NodeId node,
    Entry entry,
    String who,
    long whenMillis,
    long baseSeq,
    long winnerSeq,
    long sizeBytes,
    @Nullable ContentHash hash,
    long ageMillis) {
  /** LIMIT: so that an id with our prefixes is a file's name. */
  public static final int MAX_ID_CHARS = 120;

  public KeepItem {
    path = List.copyOf(path);
    if (!isId(id)) {
      throw new IllegalArgumentException("not an item's id: " + id);
    }
  }

  private static boolean isId(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID_CHARS
        && id.charAt(0) != '.'
        && id.chars()
            .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')
        && !id.startsWith(Keep.NEW)
        && !id.startsWith(Keep.OLD);
  }

  /**
   * The id of a node that a proposal lost: the same whenever the same proposal is told again.
   *
   * @param proposal the member's number for it
   * @param index which of its operations; one operation can bring many nodes, of several makers
   */
  public static String idOfProposal(MemberId member, long proposal, int index, NodeId node) {
    String of = "p-" + member + "-" + Long.toUnsignedString(proposal) + "-" + index;
    return of + "-" + node.maker() + "-" + Long.toUnsignedString(node.counter());
  }

  /** The id of one version of a node, the same whenever it is displaced again. */
  public static String idOfVersion(NodeId node, long bodySeq) {
    return "v-" + node.maker() + "-" + Long.toUnsignedString(node.counter()) + "-" + bodySeq;
  }

  KeepItem withSize(long bytes) {
    return new KeepItem(
        id, kind, path, node, entry, who, whenMillis, baseSeq, winnerSeq, bytes, hash, ageMillis);
  }

  /** The path as text for people, from the root without a leading slash. */
  public String pathForPeople() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Name name : path) {
      if (bytes.size() > 0) {
        bytes.write('/');
      }
      bytes.writeBytes(name.shared());
    }
    return Escaped.text(bytes.toByteArray());
  }
}
