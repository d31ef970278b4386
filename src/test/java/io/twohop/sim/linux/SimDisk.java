package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.FileSystemStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A file system and the disk under it, approximately ext4 with data=ordered and delayed allocation.
 *
 * <p>Names and attributes go through a journal: after a power cut a prefix of its steps is there.
 * Content is written by fsync, by a rename over an existing file, by time, or by luck; a step may
 * be on the disk without the content that was written before it, so that a new file is empty,
 * short, or has the times of content it does not have.
 */
public final class SimDisk {
  /**
   * The journal is committed every 5 s (ext4's default), and the flusher writes content after 30 s,
   * seen every 5.
   */
  private static final long COMMIT_NANOS = 5_000_000_000L;

  private static final long WRITE_BACK_NANOS = 35_000_000_000L;
  private static final int FIRST_FREE_INODE = 12;
  private static final int ROOT_INODE = 2;

  /** LIMIT: bounds the memory of long runs; a real journal is not larger either. */
  private static final int MAX_PENDING = 4096;

  final long device;
  final SimClock clock;
  final Inode root;

  /** Where it is mounted, null for the machine's root. */
  Dentry covers;

  long mountId;
  private final List<MetadataOperation> pending = new ArrayList<>();
  private final TreeSet<Long> freeNumbers = new TreeSet<>();
  private long nextNumber = FIRST_FREE_INODE;
  private long usedBytes;
  private long usedInodes;
  private long capacityBytes = 1L << 40;
  private long capacityInodes = 1L << 32;
  private boolean readOnly;

  SimDisk(SimClock clock, long device, long mountId) {
    this.clock = clock;
    this.device = device;
    this.mountId = mountId;
    this.root = new Inode(this, ROOT_INODE, FileKind.DIRECTORY, clock.stamp());
    root.mode = 0755;
    root.linkCount = 2;
    root.self = new Dentry(null, null, root);
    new MetadataOperation(clock.nowNanos()).attributes(root).commit();
  }

  /** Bytes of content that fit; what is used already stays. */
  public void setCapacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  public void setCapacityInodes(long inodes) {
    capacityInodes = inodes;
  }

  /** As after errors=remount-ro, or mount -o remount. */
  public void setReadOnly(boolean readOnly) {
    this.readOnly = readOnly;
  }

  public long usedBytes() {
    return usedBytes;
  }

  FileSystemStat stat() {
    long free = Math.max(0, capacityBytes - usedBytes);
    return new FileSystemStat(
        FileSystemStat.EXT4,
        capacityBytes,
        free,
        free,
        capacityInodes,
        capacityInodes - usedInodes,
        readOnly);
  }

  void requireWritable(String call) {
    if (readOnly) {
      throw new ErrnoException(Errno.EROFS, call, "");
    }
  }

  Inode allocate(FileKind kind, String call) {
    if (usedInodes >= capacityInodes) {
      throw new ErrnoException(Errno.ENOSPC, call, "");
    }
    usedInodes++;
    // ext4 takes the lowest free number: one that was freed is used by the very next file.
    Long reused = freeNumbers.pollFirst();
    long number = reused != null ? reused : nextNumber++;
    return new Inode(this, number, kind, clock.stamp());
  }

  void free(Inode inode) {
    usedInodes--;
    usedBytes -= inode.size;
    freeNumbers.add(inode.number);
    inode.dirty = false;
  }

  /** Accounts for content that grows: the bytes that it may grow by, as many as fit. */
  int grow(int bytes) {
    int granted = (int) Math.min(bytes, Math.max(0, capacityBytes - usedBytes));
    usedBytes += granted;
    return granted;
  }

  /** Accounts for a change of length that cannot fail: cutting, or making sparse. */
  void charge(long bytes) {
    usedBytes += bytes;
  }

  MetadataOperation operation() {
    return new MetadataOperation(clock.nowNanos());
  }

  void journal(MetadataOperation operation) {
    pending.add(operation);
    if (pending.size() > MAX_PENDING) {
      commitFirst(MAX_PENDING / 2);
    }
  }

  void journalAttributes(Inode inode) {
    if (!pending.isEmpty() && pending.getLast().isOnlyAttributesOf(inode)) {
      pending.removeLast();
    }
    journal(operation().attributes(inode));
  }

  void contentChanged(Inode inode) {
    if (!inode.dirty) {
      inode.dirty = true;
      inode.dirtySinceNanos = clock.nowNanos();
    }
  }

  void fsync(Inode inode, boolean dataOnly) {
    int through = 0;
    for (int i = pending.size(); i > 0 && through == 0; i--) {
      MetadataOperation operation = pending.get(i - 1);
      if (dataOnly ? operation.touchesData(inode) : operation.touches(inode)) {
        through = i;
      }
    }
    commitFirst(through);
    writeBack(inode);
  }

  /** Everything is on the disk. */
  public void sync() {
    commitFirst(pending.size());
    writeBackAll(root, Long.MAX_VALUE);
  }

  private void commitFirst(int count) {
    List<MetadataOperation> first = pending.subList(0, count);
    first.forEach(MetadataOperation::commit);
    first.clear();
  }

  private void writeBack(Inode inode) {
    if (inode.dirty) {
      inode.durable.content = inode.bytes();
      inode.dirty = false;
    }
  }

  private void writeBackAll(Inode dir, long dirtyBeforeNanos) {
    for (Dentry child : dir.children.values()) {
      if (child.inode.isDirectory()) {
        writeBackAll(child.inode, dirtyBeforeNanos);
      } else if (child.inode.dirtySinceNanos <= dirtyBeforeNanos) {
        writeBack(child.inode);
      }
    }
  }

  /**
   * The power goes: what was not flushed is there as far as chance has it. Nothing may be open any
   * more.
   */
  void crash(RandomGenerator random) {
    long now = clock.nowNanos();
    int committed = 0;
    while (committed < pending.size() && pending.get(committed).atNanos <= now - COMMIT_NANOS) {
      committed++;
    }
    commitFirst(committed);
    writeBackAll(root, now - WRITE_BACK_NANOS);
    commitFirst(random.nextInt(pending.size() + 1));
    pending.clear();
    usedBytes = 0;
    usedInodes = 0;
    Set<Long> alive = new TreeSet<>();
    rebuild(root, random, alive);
    freeNumbers.clear();
    for (long number = FIRST_FREE_INODE; number < nextNumber; number++) {
      if (!alive.contains(number)) {
        freeNumbers.add(number);
      }
    }
  }

  private void rebuild(Inode dir, RandomGenerator random, Set<Long> alive) {
    forget(dir);
    dir.linkCount = 2;
    dir.children.clear();
    for (Map.Entry<Name, Inode> link : dir.durable.children.entrySet()) {
      Inode inode = link.getValue();
      Dentry dentry = new Dentry(dir, link.getKey(), inode);
      dir.children.put(dentry.name, dentry);
      boolean first = alive.add(inode.number);
      if (inode.isDirectory()) {
        usedInodes++;
        inode.self = dentry;
        dir.linkCount++;
        rebuild(inode, random, alive);
      } else if (first) {
        usedInodes++;
        byte[] left = CrashedContent.of(inode, random);
        forget(inode);
        inode.linkCount = 1;
        inode.setBytes(left);
        inode.durable.content = inode.bytes();
        inode.dirty = false;
        usedBytes += inode.size;
      } else {
        inode.linkCount++;
      }
    }
  }

  private static void forget(Inode inode) {
    inode.mode = inode.durable.mode;
    inode.uid = inode.durable.uid;
    inode.gid = inode.durable.gid;
    inode.mtime = inode.durable.mtime;
    inode.ctime = inode.durable.ctime;
    inode.descriptors = 0;
    inode.writers = 0;
    inode.lockedBy = null;
    inode.watches.clear();
  }
}
