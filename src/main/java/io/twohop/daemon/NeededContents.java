package io.twohop.daemon;

import io.twohop.core.hub.Decision;
import io.twohop.core.hub.JournalRecord;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The large contents that nothing but the content store may have: those of changes that the hub's
 * own tree has not settled, and of losers that are on their way to the keep. Belongs to the hub's
 * thread.
 */
final class NeededContents {
  private final TreeMap<Long, List<ContentHash>> unsettled = new TreeMap<>();
  private final Map<ContentHash, Integer> keeping = new TreeMap<>();
  private final long unknownToSeq;
  private long settledSeq;

  /**
   * @param durableSeq the last change that an earlier process accepted: what it needed is not known
   *     here before the hub's own tree has settled all of that
   */
  NeededContents(long durableSeq) {
    unknownToSeq = durableSeq;
  }

  /** Whether {@link #all} are all. */
  boolean isKnown() {
    return settledSeq >= unknownToSeq;
  }

  /** A record is on its way to the journal; {@code stored} says what is in the content store. */
  void appended(JournalRecord record, Predicate<ContentHash> stored) {
    if (record instanceof JournalRecord.Accepted accepted) {
      List<ContentHash> contents = new ArrayList<>();
      for (Operation operation : accepted.operations()) {
        for (Entry.RegularFile file : Decision.filesOf(operation)) {
          if (stored.test(file.content())) {
            contents.add(file.content());
          }
        }
      }
      if (!contents.isEmpty()) {
        unsettled.put(accepted.seq(), contents);
      }
    }
  }

  /** The hub's own tree has these changes, durably. */
  void settled(long seq) {
    settledSeq = Math.max(settledSeq, seq);
    unsettled.headMap(seq, true).clear();
  }

  void keeping(Decision.Loss loss) {
    if (loss.entry() instanceof Entry.RegularFile file) {
      keeping.merge(file.content(), 1, Integer::sum);
    }
  }

  void kept(Decision.Loss loss) {
    if (loss.entry() instanceof Entry.RegularFile file) {
      keeping.computeIfPresent(file.content(), (c, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A copy. */
  Set<ContentHash> all() {
    Set<ContentHash> all = new TreeSet<>(keeping.keySet());
    unsettled.values().forEach(all::addAll);
    return all;
  }
}
