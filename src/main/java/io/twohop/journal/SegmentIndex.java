package io.twohop.journal;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the changes of one segment are: every so many of them, found by going from there. */
final class SegmentIndex {
  /** Changes between two that are noted. */
  private static final int STRIDE = 32;

  private final Segment segment;
  private final TreeMap<Long, Long> positionOf = new TreeMap<>();

  private SegmentIndex(Segment segment) {
    this.segment = segment;
    positionOf.put(segment.firstSeq(), (long) Segment.HEADER_BYTES);
  }

  /** Reads the headers of all records before {@code end}. */
  static SegmentIndex of(Segment segment, long end) throws IOException {
    SegmentIndex index = new SegmentIndex(segment);
    long at = Segment.HEADER_BYTES;
    while (at < end) {
      RecordHeader header = segment.headerAt(at);
      if (header == null) {
        break;
      }
      index.note(header.seq(), at);
      at += header.spanBytes();
    }
    return index;
  }

  /** Says that the record at this position has this seq (0: no change). */
  void note(long seq, long position) {
    if (seq != 0 && (seq - segment.firstSeq()) % STRIDE == 0) {
      positionOf.put(seq, position);
    }
  }

  /** Where the record of this change begins, or null if it is not in the segment. */
  @Nullable Long find(long seq) throws IOException {
    Map.Entry<Long, Long> from = positionOf.floorEntry(seq);
    return from == null ? null : segment.seek(from.getValue(), seq);
  }
}
