package io.twohop.daemon;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers of a spoke: reserved on disk in blocks before they are used, so that a crash skips the
 * rest of a block and none is given twice.
 *
 * <p>The file holds three longs: the member, and the last node and proposal that are reserved. A
 * file of another member counts as none: its numbers were that member's.
 */
final class ReservedNumbers implements Numbers, AutoCloseable {
  /** A multiple of what a burst uses; each block costs one flush. */
  private static final long BLOCK = 10_000;

  private final FileChannel file;
  private final MemberId member;
  private long lastNode;
  private long lastProposal;
  private long reservedNodes;
  private long reservedProposals;

  private ReservedNumbers(FileChannel file, MemberId member) {
    this.file = file;
    this.member = member;
  }

  static ReservedNumbers open(Path path, MemberId member) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ReservedNumbers numbers = new ReservedNumbers(file, member);
    ByteBuffer three = ByteBuffer.allocate(3 * Long.BYTES);
    if (file.read(three, 0) == three.capacity() && three.getLong(0) == member.bits()) {
      numbers.lastNode = three.getLong(Long.BYTES);
      numbers.lastProposal = three.getLong(2 * Long.BYTES);
    }
    numbers.reservedNodes = numbers.lastNode;
    numbers.reservedProposals = numbers.lastProposal;
    return numbers;
  }

  @Override
  public MemberId member() {
    return member;
  }

  @Override
  public long nextNode() {
    if (lastNode == reservedNodes) {
      reserve(reservedNodes + BLOCK, reservedProposals);
    }
    return ++lastNode;
  }

  @Override
  public long nextProposal() {
    if (lastProposal == reservedProposals) {
      reserve(reservedNodes, reservedProposals + BLOCK);
    }
    return ++lastProposal;
  }

  /**
   * RACE: 24 bytes at the start of a file are within one sector, which a disk writes whole or not.
   */
  private void reserve(long nodes, long proposals) {
    ByteBuffer three = ByteBuffer.allocate(3 * Long.BYTES);
    three.putLong(member.bits()).putLong(nodes).putLong(proposals).flip();
    try {
      file.write(three, 0);
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reserve numbers", e);
    }
    reservedNodes = nodes;
    reservedProposals = proposals;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
