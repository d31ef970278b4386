package io.twohop.index;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a spoke gives to its nodes and proposals: ascending, none ever twice. Blocks are
 * reserved on disk before a number of them is used; a crash skips the rest of a block.
 *
 * <p>WHY: a file of its own, not a table of the index: an index that is damaged is thrown away and
 * made again, and the numbers must go on all the same.
 *
 * <p>On disk: two slots, 4 KiB apart and written in turn, each (big-endian) member u64, generation
 * u64, first node not reserved u64, first proposal not reserved u64, CRC32C u32. A slot that cannot
 * be read may have been the newer one, so another block is skipped for it.
 *
 * <p>One thread at a time.
 */
public final class Counters implements Numbers, AutoCloseable {
  /** Numbers reserved at once: a multiple of what a burst uses, since each block costs a flush. */
  static final long BLOCK = 10_000;

  private static final int SLOT_DISTANCE_BYTES = 4_096;
  private static final int SLOT_BYTES = 4 * Long.BYTES + Integer.BYTES;

  /** LIMIT: where unknown numbers may have been used, the next are from here to 2^62. */
  private static final long UNUSED_FROM = 1L << 50;

  private record Slot(MemberId member, long generation, long nodes, long proposals) {}

  private final Path file;
  private final FileChannel channel;
  private Slot reserved;
  private boolean broken;
  private long nextNode;
  private long nextProposal;

  private Counters(Path file, FileChannel channel, Slot reserved) {
    this.file = file;
    this.channel = channel;
    this.reserved = reserved;
    nextNode = reserved.nodes();
    nextProposal = reserved.proposals();
  }

  /**
   * Goes on where this member was; from 1 if there is no file, or another member's. If what is
   * there cannot be read, from a number that chance says was never reached.
   *
   * @throws StoreProblem if it cannot be read or written
   */
  public static Counters open(Path file, MemberId member, RandomGenerator random) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        Slot even = read(channel, 0);
        Slot odd = read(channel, 1);
        boolean older = even != null && odd != null && even.generation() > odd.generation();
        Slot newest = odd == null || older ? even : odd;
        if (newest != null && newest.member().equals(member)) {
          // The next write goes to the other slot, so the one that can be read is never at risk.
          long skipped = even == null || odd == null ? BLOCK : 0;
          return new Counters(file, channel, ahead(newest, skipped, skipped));
        }
        long first =
            newest == null && channel.size() > 0 ? random.nextLong(UNUSED_FROM, 1L << 62) : 1;
        long generation = newest == null ? 0 : newest.generation();
        Counters counters = new Counters(file, channel, new Slot(member, generation, first, first));
        counters.publish(ahead(counters.reserved, 0, 0));
        counters.publish(ahead(counters.reserved, 0, 0));
        flushDirectoryOf(file);
        return counters;
      } catch (IOException | StoreProblem e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static Slot ahead(Slot slot, long nodes, long proposals) {
    return new Slot(
        slot.member(), slot.generation() + 1, slot.nodes() + nodes, slot.proposals() + proposals);
  }

  private static @Nullable Slot read(FileChannel channel, int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    long start = (long) slot * SLOT_DISTANCE_BYTES;
    int read = 0;
    while (read >= 0 && bytes.hasRemaining()) {
      read = channel.read(bytes, start + bytes.position());
    }
    if (bytes.hasRemaining() || crcOf(bytes) != bytes.getInt(4 * Long.BYTES)) {
      return null;
    }
    bytes.flip();
    return new Slot(
        new MemberId(bytes.getLong()), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  private static int crcOf(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, 4 * Long.BYTES));
    return (int) crc.getValue();
  }

  private void store(Slot slot) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(SLOT_BYTES)
            .putLong(slot.member().bits())
            .putLong(slot.generation())
            .putLong(slot.nodes())
            .putLong(slot.proposals());
    bytes.putInt(crcOf(bytes)).flip();
    long start = (slot.generation() & 1) * SLOT_DISTANCE_BYTES;
    while (bytes.hasRemaining()) {
      channel.write(bytes, start + bytes.position());
    }
    channel.force(false);
  }

  private static void flushDirectoryOf(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  @Override
  public MemberId member() {
    return reserved.member();
  }

  /**
   * The next node's number; takes a flush of the disk where no number is reserved.
   *
   * @throws StoreProblem if that failed, now and from then on: a failed flush proves nothing about
   *     the next
   */
  @Override
  public long nextNode() {
    if (nextNode == reserved.nodes()) {
      publish(ahead(reserved, BLOCK, 0));
    }
    return nextNode++;
  }

  /** As {@link #nextNode}, of proposals. */
  @Override
  public long nextProposal() {
    if (nextProposal == reserved.proposals()) {
      publish(ahead(reserved, 0, BLOCK));
    }
    return nextProposal++;
  }

  private void publish(Slot next) {
    if (broken) {
      throw failed(file, new IOException("an earlier write failed"));
    }
    broken = true;
    try {
      store(next);
    } catch (IOException e) {
      throw failed(file, e);
    }
    broken = false;
    reserved = next;
  }

  private static StoreProblem failed(Path file, IOException e) {
    return new StoreProblem(
        StoreProblem.Kind.IO, file, "could not be written or read: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
