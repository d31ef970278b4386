package io.twohop.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal: a header of 40 bytes (magic u64, number u64, first seq u64, salt u64,
 * CRC32C u32 of these, 4 zero bytes), then {@linkplain RecordHeader records}, then zeros.
 *
 * <p>The file grows by runs of zeros ahead of the records, so that most flushes change nothing but
 * data. Positions are written by one thread and read by any, records once written never change.
 */
final class Segment implements AutoCloseable {
  /** {@code 2hopJrn1} in ASCII. */
  private static final long MAGIC = 0x32686f704a726e31L;

  static final int HEADER_BYTES = 40;
  private static final String SUFFIX = ".seg";

  /** LIMIT: zeros that are written at once ahead of the records. */
  private static final int ZERO_BYTES = 4 << 20;

  /** Bytes moved by one write. */
  private static final int SLICE_BYTES = 256 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long number;
  private final long firstSeq;
  private final long salt;
  private final int zeroRunBytes;
  private long zeroedTo;

  private Segment(
      Path file, FileChannel channel, long number, long firstSeq, long salt, long maxBytes)
      throws IOException {
    this.zeroRunBytes = (int) Math.min(ZERO_BYTES, maxBytes);
    this.file = file;
    this.channel = channel;
    this.number = number;
    this.firstSeq = firstSeq;
    this.salt = salt;
    this.zeroedTo = channel.size();
  }

  static Path fileOf(Path directory, long number) {
    return directory.resolve(String.format("%08d%s", number, SUFFIX));
  }

  /** The number of a segment's file, or -1 if it is none. */
  static long numberOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.matches("[0-9]{8,18}\\.seg")
        ? Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))
        : -1;
  }

  /**
   * Makes a new segment, durable with its name.
   *
   * @param firstSeq of the first change in it, whenever it comes
   * @param salt random
   * @param maxBytes what it is about to grow to
   */
  static Segment create(Path directory, long number, long firstSeq, long salt, long maxBytes)
      throws IOException {
    Path file = fileOf(directory, number);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(file, channel, number, firstSeq, salt, maxBytes);
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC).putLong(number).putLong(firstSeq);
    header.putLong(salt).putInt(headerCrc(header)).putInt(0).flip();
    segment.write(header, 0);
    segment.zeroAhead(HEADER_BYTES);
    channel.force(true);
    flushDirectory(directory);
    return segment;
  }

  static void flushDirectory(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** Opens a segment; null if its header never became whole. */
  static @Nullable Segment open(Path file, long maxBytes) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer header = read(channel, 0, HEADER_BYTES);
    boolean whole =
        header.remaining() == HEADER_BYTES
            && header.getLong(0) == MAGIC
            && header.getInt(32) == headerCrc(header)
            && header.getLong(8) == numberOf(file);
    if (!whole) {
      channel.close();
      return null;
    }
    return new Segment(
        file, channel, header.getLong(8), header.getLong(16), header.getLong(24), maxBytes);
  }

  private static int headerCrc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, 32));
    return (int) crc.getValue();
  }

  Path file() {
    return file;
  }

  long number() {
    return number;
  }

  long firstSeq() {
    return firstSeq;
  }

  long salt() {
    return salt;
  }

  long sizeBytes() throws IOException {
    return channel.size();
  }

  /** Writes at a position; not durable before {@link #flush}. */
  void write(ByteBuffer bytes, long position) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    long at = position;
    while (rest.hasRemaining()) {
      ByteBuffer slice = rest.slice(rest.position(), Math.min(SLICE_BYTES, rest.remaining()));
      int written = channel.write(slice, at);
      at += written;
      rest.position(rest.position() + written);
    }
    zeroedTo = Math.max(zeroedTo, at);
  }

  /** Sees to it that there are zeros behind {@code position}, if not many are left. */
  void zeroAhead(long position) throws IOException {
    if (zeroedTo - position < zeroRunBytes / 4) {
      write(ByteBuffer.allocate(zeroRunBytes), zeroedTo);
    }
  }

  /** Overwrites what is between the two positions with zeros, durably. */
  void erase(long from, long to) throws IOException {
    for (long at = from; at < to; at += SLICE_BYTES) {
      write(ByteBuffer.allocate((int) Math.min(SLICE_BYTES, to - at)), at);
    }
    flush();
  }

  /** Makes all that was written durable. */
  void flush() throws IOException {
    channel.force(false);
  }

  /** As many of the wanted bytes as the file has from there on. */
  ByteBuffer read(long position, int lengthBytes) throws IOException {
    return read(channel, position, lengthBytes);
  }

  private static ByteBuffer read(FileChannel channel, long position, int lengthBytes)
      throws IOException {
    int length = (int) Math.max(0, Math.min(lengthBytes, channel.size() - position));
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int read = 0;
    while (read >= 0 && bytes.hasRemaining()) {
      read = channel.read(bytes, position + bytes.position());
    }
    return bytes.flip();
  }

  /** The header of a record at this position; null if there is none. */
  @Nullable RecordHeader headerAt(long position) throws IOException {
    ByteBuffer bytes = read(position, RecordHeader.BYTES);
    return bytes.remaining() < RecordHeader.BYTES ? null : RecordHeader.read(bytes);
  }

  /**
   * Goes from the record at this position to that of a change, and says where it begins; null if it
   * does not come before the end of the segment.
   */
  @Nullable Long seek(long position, long seq) throws IOException {
    long at = position;
    RecordHeader header = headerAt(at);
    while (header != null) {
      if (header.seq() == seq) {
        return at;
      }
      at += header.spanBytes();
      header = headerAt(at);
    }
    return null;
  }

  /** The payload of the record at this position; null if it is not whole. */
  byte @Nullable [] payloadAt(long position, RecordHeader header) throws IOException {
    ByteBuffer bytes = read(position + RecordHeader.BYTES, header.lengthBytes());
    if (bytes.remaining() < header.lengthBytes()) {
      return null;
    }
    byte[] payload = new byte[header.lengthBytes()];
    bytes.get(payload);
    int crc = RecordHeader.crcOf(salt, header.batchStart(), header.seq(), payload);
    return crc == header.crc() ? payload : null;
  }

  void delete() throws IOException {
    channel.close();
    Files.delete(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
