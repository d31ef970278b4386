package io.twohop.sim;

import io.twohop.core.hub.Journal;
import io.twohop.core.hub.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The journal in a list, of which a part is durable; a crash loses the rest, or a part of it. */
public final class MemoryJournal implements Journal {
  private final List<JournalRecord> records = new ArrayList<>();
  private final TreeMap<Long, Integer> bySeq = new TreeMap<>();
  private int durableCount;

  /** Adds records behind the durable ones; {@link #read} serves them at once. */
  public void append(List<? extends JournalRecord> more) {
    for (JournalRecord record : more) {
      if (record instanceof JournalRecord.Accepted accepted) {
        long expected = lastSeq() + 1;
        if (accepted.seq() != expected) {
          throw new IllegalArgumentException("seq " + expected + " is next, not " + accepted);
        }
        bySeq.put(accepted.seq(), records.size());
      }
      records.add(record);
    }
  }

  /** Makes all durable and returns the last durable seq. */
  public long flush() {
    durableCount = records.size();
    return lastSeq();
  }

  public long lastSeq() {
    return bySeq.isEmpty() ? 0 : bySeq.lastKey();
  }

  /** How many records a crash could take away. */
  public int volatileCount() {
    return records.size() - durableCount;
  }

  /** Loses all that was not flushed. */
  public void crash() {
    crash(0);
  }

  /** Loses what was not flushed but for its first {@code survivors} records. */
  public void crash(int survivors) {
    int kept = Math.min(durableCount + survivors, records.size());
    records.subList(kept, records.size()).clear();
    bySeq.values().removeIf(position -> position >= kept);
    durableCount = kept;
  }

  /** The records behind the change with this seq, in order, for replay; 0 for all. */
  public List<JournalRecord> after(long seq) {
    if (seq == 0) {
      return List.copyOf(records);
    }
    Integer position = bySeq.get(seq);
    if (position == null) {
      throw new IllegalArgumentException("not in the journal: seq " + seq);
    }
    return List.copyOf(records.subList(position + 1, records.size()));
  }

  @Override
  public long floorSeq() {
    return 1;
  }

  @Override
  public JournalRecord.@Nullable Accepted read(long seq) {
    Integer position = bySeq.get(seq);
    return position == null ? null : (JournalRecord.Accepted) records.get(position);
  }
}
