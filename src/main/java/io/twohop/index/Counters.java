package io.twohop.index;

import io.twohop.model.MemberId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a member gives to its nodes and proposals: from 1, ascending, none ever twice.
 * Blocks are reserved on disk before a number of them is used; a crash skips the rest of a block.
 *
 * <p>WHY: a file of its own, not a table of the index: an index that is damaged is thrown away and
 * made again, and the numbers must go on all the same.
 *
 * <p>On disk: two slots, 4 KiB apart and written in turn, each (big-endian) member u64, generation
 * u64, first node not reserved u64, first proposal not reserved u64, CRC32C u32. A slot that cannot
 * be read may have been the newer one, so another block is skipped for it.
 *
 * <p>Any thread may call.
 */
public final class Counters implements AutoCloseable {
  /** Numbers reserved at once. */
  static final long BLOCK = 1_000;

  private static final int SLOT_DISTANCE_BYTES = 4_096;
  private static final int SLOT_BYTES = 4 * Long.BYTES + Integer.BYTES;

  private record Slot(MemberId member, long generation, long nodes, long proposals) {}

  private final Path file;
  private final FileChannel channel;
  private final MemberId member;

  /** Held through a write; the monitor of this only while numbers are taken or published. */
  private final Object reserving = new Object();

  private Slot reserved;
  private boolean broken;
  private long nextNode;
  private long nextProposal;

  private Counters(Path file, FileChannel channel, MemberId member, Slot reserved) {
    this.file = file;
    this.channel = channel;
    this.member = member;
    this.reserved = reserved;
    nextNode = reserved.nodes();
    nextProposal = reserved.proposals();
  }

  /**
   * The counters of a member that has just got its number; goes on where they are if they were made
   * before. Those of another member are replaced.
   *
   * @throws StoreProblem if they cannot be made
   */
  public static Counters create(Path file, MemberId member) {
    try {
      if (Files.exists(file)) {
        Counters old = find(file, member);
        if (old != null) {
          return old;
        }
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Counters counters = new Counters(file, channel, member, new Slot(member, 0, 1, 1));
      counters.publish(new Slot(member, 1, 1, 1));
      counters.publish(new Slot(member, 2, 1, 1));
      flushDirectoryOf(file);
      return counters;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /**
   * The counters of a member that has been here before.
   *
   * @throws StoreProblem {@code DAMAGED} if they are not there or another member's: this member
   *     cannot know which numbers it has used, and must join anew
   */
  public static Counters open(Path file, MemberId member) {
    try {
      Counters counters = Files.exists(file) ? find(file, member) : null;
      if (counters == null) {
        throw new StoreProblem(
            StoreProblem.Kind.DAMAGED,
            file,
            "does not hold the counters of member " + member + ", which must join anew",
            null);
      }
      return counters;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static @Nullable Counters find(Path file, MemberId member) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Slot even = read(channel, 0, member);
    Slot odd = read(channel, 1, member);
    Slot newest =
        even == null || (odd != null && odd.generation() > even.generation()) ? odd : even;
    if (newest == null) {
      channel.close();
      return null;
    }
    // The next write goes to the other slot, so the one that can be read is never at risk.
    long skipped = even == null || odd == null ? BLOCK : 0;
    return new Counters(
        file,
        channel,
        member,
        new Slot(
            member, newest.generation(), newest.nodes() + skipped, newest.proposals() + skipped));
  }

  private static @Nullable Slot read(FileChannel channel, int slot, MemberId member)
      throws IOException {
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
    Slot found =
        new Slot(new MemberId(bytes.getLong()), bytes.getLong(), bytes.getLong(), bytes.getLong());
    return found.member().equals(member) ? found : null;
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

  public MemberId member() {
    return member;
  }

  /** The next node's number; takes a flush of the disk where no number is reserved. */
  public long nextNode() {
    while (true) {
      synchronized (this) {
        if (nextNode < reserved.nodes()) {
          return nextNode++;
        }
      }
      reserveAhead();
    }
  }

  /** The next proposal's number; takes a flush of the disk where no number is reserved. */
  public long nextProposal() {
    while (true) {
      synchronized (this) {
        if (nextProposal < reserved.proposals()) {
          return nextProposal++;
        }
      }
      reserveAhead();
    }
  }

  /** Whether it is time for a worker to {@link #reserveAhead}, so that nobody has to wait. */
  public synchronized boolean runsLow() {
    return isLow(nextNode, reserved.nodes()) || isLow(nextProposal, reserved.proposals());
  }

  private static boolean isLow(long next, long limit) {
    return limit - next < BLOCK / 2;
  }

  /**
   * Reserves a block of each kind that runs low, durably.
   *
   * @throws StoreProblem if that failed, now and from then on: no number of it may be used, and a
   *     failed flush proves nothing about the next
   */
  public void reserveAhead() {
    synchronized (reserving) {
      Slot next;
      synchronized (this) {
        if (broken) {
          throw failed(file, new IOException("an earlier write failed"));
        }
        next =
            new Slot(
                member,
                reserved.generation() + 1,
                reserved.nodes() + (isLow(nextNode, reserved.nodes()) ? BLOCK : 0),
                reserved.proposals() + (isLow(nextProposal, reserved.proposals()) ? BLOCK : 0));
        if (next.nodes() == reserved.nodes() && next.proposals() == reserved.proposals()) {
          return;
        }
      }
      publish(next);
    }
  }

  private void publish(Slot next) {
    try {
      store(next);
    } catch (IOException e) {
      synchronized (this) {
        broken = true;
      }
      throw failed(file, e);
    }
    synchronized (this) {
      reserved = next;
    }
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
