package io.twohop.transport;

import io.twohop.wire.Limits;

/**
 * How much may wait for a peer.
 *
 * @param lowBytes at or below it the source is asked for more
 * @param highBytes from here on the source should wait
 * @param hardBytes beyond it the session ends; the largest message fits on top of a full queue
 */
public record QueueMarks(int lowBytes, int highBytes, int hardBytes) {
  public static final QueueMarks USUAL =
      new QueueMarks(256 * 1024, 1024 * 1024, 2 * Limits.MESSAGE_MAX_BYTES);

  public QueueMarks {
    if (lowBytes < 0 || lowBytes >= highBytes || highBytes > hardBytes) {
      throw new IllegalArgumentException(
          "marks must ascend: " + lowBytes + ", " + highBytes + ", " + hardBytes);
    }
  }
}
