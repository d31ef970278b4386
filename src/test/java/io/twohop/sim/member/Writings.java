package io.twohop.sim.member;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.sim.core.Ledger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which contents users wrote: those that rested in a closed file, and those in between. */
final class Writings {
  final Ledger ledger = new Ledger();
  private final Map<Bytes, ContentHash> rested = new HashMap<>();
  private final Set<ContentHash> hashes = new HashSet<>();
  private final Map<Integer, Set<Bytes>> unfinished = new HashMap<>();

  /** A content in a file that nobody has open for writing any more. */
  void rested(Bytes content) {
    ledger.wrote(content);
    hashes.add(rested.computeIfAbsent(content, ContentHash::ofContent));
  }

  /** A content that a power cut left and that nobody can tell from one that was written. */
  void torn(Bytes content) {
    hashes.add(rested.computeIfAbsent(content, ContentHash::ofContent));
  }

  /** A content that one member's file has between two writes. */
  void passing(int member, Bytes content) {
    unfinished.computeIfAbsent(member, m -> new HashSet<>()).add(content);
    hashes.add(ContentHash.ofContent(content));
  }

  void superseded(Bytes content) {
    ledger.superseded(content);
  }

  /** Whether a reader at a member may ever see this in a file. */
  boolean mayBeSeenAt(int member, Bytes content) {
    return rested.containsKey(content)
        || unfinished.getOrDefault(member, Set.of()).contains(content);
  }

  /** Whether everybody may see this. */
  boolean hasRested(Bytes content) {
    return rested.containsKey(content);
  }

  boolean isOfSomeUser(ContentHash content) {
    return hashes.contains(content);
  }
}
