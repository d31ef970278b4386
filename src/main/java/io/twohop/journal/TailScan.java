package io.twohop.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the end of the newest segment after a crash.
 *
 * <p>The pages of a write that was not flushed reach the disk in any order or not at all, so a
 * record that is not whole is expected there, even with whole ones of the same write behind it; the
 * segment ends before the first such one. But a whole record whose write began behind the damage
 * proves that the damaged one had been flushed: then what was durable is lost, and nobody may go on
 * as if it had not been.
 *
 * @param end where the next record goes
 * @param lastSeq of the last change in the segment, or of the one before the segment
 * @param residueEnd up to where something is left behind the end; equal to it if nothing is
 */
record TailScan(long end, long lastSeq, long residueEnd) {
  private static final int WINDOW_BYTES = 256 << 10;
  private static final int ALIGNMENT = 8;

  /**
   * Scans from the begin.
   *
   * @throws JournalProblem {@code DAMAGED} if something durable is lost
   */
  static TailScan of(Segment segment) throws IOException {
    long at = Segment.HEADER_BYTES;
    long lastSeq = segment.firstSeq() - 1;
    while (true) {
      RecordHeader header = segment.headerAt(at);
      if (header == null || segment.payloadAt(at, header) == null) {
        return new TailScan(at, lastSeq, residueEnd(segment, at));
      }
      lastSeq = Math.max(lastSeq, header.seq());
      at += header.spanBytes();
    }
  }

  /** Looks for records behind the end, and for the last byte that is not zero. */
  private static long residueEnd(Segment segment, long end) throws IOException {
    long residueEnd = end;
    long size = segment.sizeBytes();
    for (long at = end; at < size; at += WINDOW_BYTES) {
      ByteBuffer window = segment.read(at, WINDOW_BYTES);
      for (int i = 0; i < window.limit(); i += ALIGNMENT) {
        boolean whole = i + ALIGNMENT <= window.limit();
        if (whole && window.getLong(i) == 0) {
          continue;
        }
        residueEnd = Math.min(at + i + ALIGNMENT, size);
        if (whole && window.getInt(i) == RecordHeader.MAGIC) {
          refuseIfWrittenAfter(segment, end, at + i);
        }
      }
    }
    return residueEnd;
  }

  private static void refuseIfWrittenAfter(Segment segment, long end, long position)
      throws IOException {
    RecordHeader header = segment.headerAt(position);
    if (header != null
        && Integer.toUnsignedLong(header.batchStart()) > end
        && segment.payloadAt(position, header) != null) {
      throw new JournalProblem(
          JournalProblem.Kind.DAMAGED,
          segment.file(),
          "is damaged at byte "
              + end
              + ": what was durable there cannot be read, and later records follow at "
              + position,
          null);
    }
  }
}
