package io.twohop.sim.linux;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a file holds after a power cut, if nobody flushed it. */
final class CrashedContent {
  private static final int PAGE_BYTES = 4096;

  private CrashedContent() {}

  static byte[] of(Inode inode, RandomGenerator random) {
    byte[] onDisk = inode.durable.content;
    // LIMIT: what is written in place can reach a real disk before the times that tell of it; no
    // look at names and times finds that, so it is not made here.
    boolean told =
        inode.durable.ctime.equals(inode.ctime) && inode.durable.mtime.equals(inode.mtime);
    if (!inode.dirty || !told) {
      return onDisk;
    }
    byte[] inMemory = inode.bytes();
    return switch (random.nextInt(5)) {
      case 0 -> onDisk;
      case 1 -> inMemory;
      case 2 -> shortened(onDisk, inMemory, random);
      case 3 -> mixed(onDisk, inMemory, random);
      case 4 -> zeroFilled(onDisk, inMemory);
      default -> throw new AssertionError();
    };
  }

  /** The new content up to some page. */
  private static byte[] shortened(byte[] onDisk, byte[] inMemory, RandomGenerator random) {
    int pages = random.nextInt(inMemory.length / PAGE_BYTES + 1);
    byte[] some = Arrays.copyOf(inMemory, pages * PAGE_BYTES);
    if (some.length >= onDisk.length) {
      return some;
    }
    byte[] patched = onDisk.clone();
    System.arraycopy(some, 0, patched, 0, some.length);
    return patched;
  }

  /** Each page of the new length old or new. */
  private static byte[] mixed(byte[] onDisk, byte[] inMemory, RandomGenerator random) {
    byte[] mixed = inMemory.clone();
    for (int at = 0; at < mixed.length; at += PAGE_BYTES) {
      int end = Math.min(at + PAGE_BYTES, mixed.length);
      if (end <= onDisk.length && random.nextBoolean()) {
        System.arraycopy(onDisk, at, mixed, at, end - at);
      }
    }
    return mixed;
  }

  /** The new length, but zeros behind what the disk had. */
  private static byte[] zeroFilled(byte[] onDisk, byte[] inMemory) {
    return Arrays.copyOf(onDisk.length <= inMemory.length ? onDisk : inMemory, inMemory.length);
  }
}
