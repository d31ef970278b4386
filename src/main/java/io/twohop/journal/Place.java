package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a record is, or would be. */
record Place(Segment segment, long position) {
  /** The record here; anything else than a whole one is damage. */
  JournalRecord load() throws IOException {
    return load(header());
  }

  /** Where the next record is. */
  Place behind() throws IOException {
    return new Place(segment, position + header().spanBytes());
  }

  private RecordHeader header() throws IOException {
    RecordHeader header = segment.headerAt(position);
    if (header == null) {
      throw unreadable(null);
    }
    return header;
  }

  private JournalRecord load(RecordHeader header) throws IOException {
    byte[] payload = segment.payloadAt(position, header);
    if (payload == null) {
      throw unreadable(null);
    }
    try {
      return RecordCodec.decode(payload);
    } catch (ProtocolViolation e) {
      throw unreadable(e);
    }
  }

  /**
   * Gives all records from here to the end of the segment.
   *
   * @param lastSeq of the last change before
   * @return that of the last change given
   */
  long replay(long lastSeq, Consumer<JournalRecord> to) throws IOException {
    Place at = this;
    long last = lastSeq;
    RecordHeader header = segment.headerAt(position);
    while (header != null) {
      if (header.seq() != 0 && header.seq() != ++last) {
        throw at.unreadable(null);
      }
      to.accept(at.load(header));
      at = new Place(segment, at.position + header.spanBytes());
      header = segment.headerAt(at.position);
    }
    return last;
  }

  private JournalProblem unreadable(@Nullable Throwable cause) {
    return new JournalProblem(
        JournalProblem.Kind.DAMAGED, segment.file(), "cannot be read at byte " + position, cause);
  }
}
