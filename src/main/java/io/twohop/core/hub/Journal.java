package io.twohop.core.hub;

import org.jspecify.annotations.Nullable;

/**
 * The durable, totally ordered record, for reading. Appending is an effect: see {@link HubMachine}.
 */
public interface Journal {
  /** The oldest seq that {@link #read} still serves. */
  long floorSeq();

  /**
   * The accepted change with this seq, durable or about to be; null below the floor or beyond the
   * end.
   */
  JournalRecord.@Nullable Accepted read(long seq);
}
