package io.twohop.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before each record, 24 bytes, big-endian: magic u32, payload length u32, CRC32C u32,
 * batch start u32, seq u64. Records begin at multiples of 8.
 *
 * @param batchStart where in the segment the write began that this record was part of: all before
 *     it was durable then
 * @param seq of an accepted change, 0 for other records
 */
record RecordHeader(int lengthBytes, int crc, int batchStart, long seq) {
  static final int BYTES = 24;

  /** {@code 2hJR} in ASCII. */
  static final int MAGIC = 0x32684a52;

  /** LIMIT: a record; a message of the protocol is at most a quarter of this. */
  static final int MAX_PAYLOAD_BYTES = 64 << 20;

  private static final int ALIGNMENT = 8;

  /** Bytes from the begin of a record to the begin of the next. */
  static long spanBytes(int payloadBytes) {
    return (BYTES + (long) payloadBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  long spanBytes() {
    return spanBytes(lengthBytes);
  }

  /**
   * The checksum of a record.
   *
   * @param salt of the segment, so that no content can contain what passes for a record
   */
  static int crcOf(long salt, int batchStart, long seq, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(24)
            .putLong(salt)
            .putInt(payload.length)
            .putInt(batchStart)
            .putLong(seq)
            .flip());
    crc.update(payload);
    return crc.getValue() == 0 ? 1 : (int) crc.getValue();
  }

  void write(ByteBuffer out) {
    out.putInt(MAGIC).putInt(lengthBytes).putInt(crc).putInt(batchStart).putLong(seq);
  }

  /** The header in the next 24 bytes, or null if they are none. */
  static @Nullable RecordHeader read(ByteBuffer in) {
    int magic = in.getInt();
    RecordHeader header = new RecordHeader(in.getInt(), in.getInt(), in.getInt(), in.getLong());
    boolean plausible =
        magic == MAGIC && header.lengthBytes > 0 && header.lengthBytes <= MAX_PAYLOAD_BYTES;
    return plausible ? header : null;
  }
}
