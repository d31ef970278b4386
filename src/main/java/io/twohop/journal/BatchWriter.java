package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes records behind one another into a segment, as one batch. */
final class BatchWriter {
  /** Bytes that are gathered for one write; a larger record goes alone. */
  private static final int GATHER_BYTES = 1 << 20;

  /** Where a record of the batch went; seq 0 for other records. */
  record Written(long seq, long position) {}

  private final Segment segment;
  private final int batchStart;
  private final List<Written> written = new ArrayList<>();
  private ByteBuffer gathered = ByteBuffer.allocate(16 << 10);
  private long end;

  BatchWriter(Segment segment, long end) {
    this.segment = segment;
    this.end = end;
    batchStart = Math.toIntExact(end);
  }

  /** Writes all of them; durable after the segment's flush. */
  List<Written> write(List<JournalRecord> records) throws IOException {
    for (JournalRecord record : records) {
      add(record);
    }
    drain();
    return written;
  }

  private void add(JournalRecord record) throws IOException {
    byte[] payload = RecordCodec.encode(record);
    if (payload.length > RecordHeader.MAX_PAYLOAD_BYTES) {
      throw new IOException("a record of " + payload.length + " bytes is too large");
    }
    long seq = record instanceof JournalRecord.Accepted accepted ? accepted.seq() : 0;
    int span = (int) RecordHeader.spanBytes(payload.length);
    if (gathered.position() + span > GATHER_BYTES) {
      drain();
    }
    if (gathered.remaining() < span) {
      int capacity = Math.max(gathered.position() + span, 2 * gathered.capacity());
      gathered = ByteBuffer.allocate(capacity).put(gathered.flip());
    }
    int crc = RecordHeader.crcOf(segment.salt(), batchStart, seq, payload);
    int start = gathered.position();
    written.add(new Written(seq, end + start));
    new RecordHeader(payload.length, crc, batchStart, seq).write(gathered);
    gathered.put(payload);
    while (gathered.position() < start + span) {
      gathered.put((byte) 0);
    }
  }

  private void drain() throws IOException {
    gathered.flip();
    segment.write(gathered, end);
    end += gathered.limit();
    gathered.clear();
  }

  /** Where the next batch goes. */
  long end() {
    return end;
  }
}
