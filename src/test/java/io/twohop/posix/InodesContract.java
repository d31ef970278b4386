package io.twohop.posix;

import static io.twohop.posix.OpenFlags.O_APPEND;
import static io.twohop.posix.OpenFlags.O_DIRECTORY;
import static io.twohop.posix.OpenFlags.O_NOFOLLOW;
import static io.twohop.posix.OpenFlags.O_PATH;
import static io.twohop.posix.OpenFlags.O_RDONLY;
import static io.twohop.posix.OpenFlags.O_TRUNC;
import static io.twohop.posix.OpenFlags.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Content, attributes, leases and locks. */
abstract class InodesContract extends SyscallsContract {
  @Test
  void stat_ofANewFile_saysWhatItIs() {
    final Timespec before = kernel.coarseClock();
    file("f", "hello");
    Stat stat = stat("f");
    assertThat(stat.kind()).isEqualTo(FileKind.REGULAR);
    assertThat(stat.sizeBytes()).isEqualTo(5);
    assertThat(stat.linkCount()).isEqualTo(1);
    assertThat(stat.mode()).isEqualTo(0644);
    assertThat(stat.birth()).isGreaterThanOrEqualTo(before);
    assertThat(stat.mtime()).isGreaterThanOrEqualTo(stat.birth());
    assertThat(stat.device()).isEqualTo(kernel.statx(root).device());
    assertThat(stat.mountId()).isEqualTo(kernel.statx(root).mountId());
    assertThat(kernel.statx(open("f", O_RDONLY))).isEqualTo(stat);
  }

  @Test
  void stat_ofASymlink_isItsOwn() {
    kernel.symlinkat(name("nowhere"), root, name("l"));
    assertThat(stat("l").kind()).isEqualTo(FileKind.SYMLINK);
    assertThat(stat("l").mode()).isEqualTo(0777);
  }

  @Test
  void links_shareOneInode() {
    file("a", "a");
    kernel.linkat(root, name("a"), root, name("b"));
    assertThat(stat("b").sameInode(stat("a"))).isTrue();
    assertThat(stat("a").linkCount()).isEqualTo(2);
    refused(Errno.EEXIST, () -> kernel.linkat(root, name("a"), root, name("b")));
  }

  @Test
  void attributes_areSetThroughAnyDescriptor() {
    file("f", "f");
    for (int flags : new int[] {O_RDONLY, O_WRONLY, O_PATH}) {
      Fd fd = open("f", flags);
      Timespec time = new Timespec(-1_000_000 - flags, 123_456_789);
      kernel.fchmod(fd, 0600 + flags % 8);
      kernel.futimens(fd, time);
      assertThat(stat("f").mode()).isEqualTo(0600 + flags % 8);
      assertThat(stat("f").mtime()).isEqualTo(time);
    }
  }

  @Test
  void times_ofASymlinkAreSetAtItsName() {
    kernel.symlinkat(name("nowhere"), root, name("l"));
    kernel.utimensat(root, name("l"), new Timespec(77, 5));
    assertThat(stat("l").mtime()).isEqualTo(new Timespec(77, 5));
    kernel.futimens(open("l", O_PATH | O_NOFOLLOW), new Timespec(78, 5));
    assertThat(stat("l").mtime()).isEqualTo(new Timespec(78, 5));
  }

  @Test
  void ownerUnchanged_mayAlwaysBeSet() {
    file("f", "f");
    Stat before = stat("f");
    kernel.fchown(open("f", O_RDONLY), -1, before.gid());
    kernel.fchownat(root, name("f"), -1, -1);
    assertThat(stat("f").uid()).isEqualTo(before.uid());
    assertThat(stat("f").gid()).isEqualTo(before.gid());
  }

  @Test
  void content_isReadAndWrittenAtPositions() {
    Fd fd = create("f");
    kernel.writeFully(fd, name("0123456789"), 0, 10);
    kernel.pwriteFully(fd, name("xABCx"), 1, 3, 4);
    byte[] buffer = new byte[4];
    assertThat(kernel.pread(fd, buffer, 1, 3, 5)).isEqualTo(3);
    assertThat(buffer).isEqualTo(name("\0BC7"));
    assertThat(kernel.pread(fd, buffer, 0, 4, 10)).isZero();
    assertThat(kernel.read(fd, buffer, 0, 4)).isZero();
    kernel.writeFully(fd, name("end"), 0, 3);
    assertThat(content(fd)).isEqualTo("0123ABC789end");
  }

  @Test
  void append_goesToTheEndWhateverThePosition() {
    file("f", "start");
    Fd fd = open("f", O_WRONLY | O_APPEND);
    kernel.writeFully(fd, name("+1"), 0, 2);
    assertThat(content("f")).isEqualTo("start+1");
  }

  @Test
  void truncate_cutsAndExtendsWithZeros() {
    Fd fd = create("f");
    kernel.writeFully(fd, name("0123456789"), 0, 10);
    kernel.ftruncate(fd, 3);
    kernel.ftruncate(fd, 5);
    assertThat(content(fd)).isEqualTo("012\0\0");
    open("f", O_WRONLY | O_TRUNC);
    assertThat(stat("f").sizeBytes()).isZero();
  }

  @Test
  void copyFileRange_copiesInsideTheKernel() {
    file("a", "0123456789");
    Fd target = create("b");
    long copied = kernel.copyFileRange(open("a", O_RDONLY), 2, target, 0, 5);
    assertThat(copied).isEqualTo(5);
    assertThat(content(target)).isEqualTo("23456");
  }

  @Test
  void descriptorWithoutTheRight_isRefused() {
    file("f", "f");
    refused(Errno.EBADF, () -> kernel.write(open("f", O_RDONLY), new byte[1], 0, 1));
    refused(Errno.EBADF, () -> kernel.read(open("f", O_WRONLY), new byte[1], 0, 1));
    refused(Errno.EISDIR, () -> kernel.read(root, new byte[1], 0, 1));
  }

  @Test
  void flushes_takeFilesAndDirectories() {
    Fd fd = create("f");
    kernel.fsync(fd);
    kernel.fdatasync(fd);
    kernel.fsync(root);
    kernel.syncfs(root);
    assertThat(kernel.fstatfs(root).availableBytes()).isPositive();
    assertThat(kernel.fstatfs(root).readOnly()).isFalse();
  }

  @Test
  void probe_seesAWriterUntilItCloses() {
    Fd writer = create("f");
    Fd reader = open("f", O_RDONLY);
    assertThat(kernel.probeWriters(reader)).isEqualTo(WriterProbe.OPEN_FOR_WRITING);
    writer.close();
    assertThat(kernel.probeWriters(reader)).isEqualTo(WriterProbe.NO_WRITER);
    open("f", O_WRONLY);
    assertThat(kernel.probeWriters(reader)).isEqualTo(WriterProbe.OPEN_FOR_WRITING);
  }

  @Test
  void probe_seesAWriterAfterTheNameIsGone() {
    Fd writer = create("f");
    Fd reader = open("f", O_RDONLY);
    kernel.unlink(root, name("f"));
    assertThat(kernel.probeWriters(reader)).isEqualTo(WriterProbe.OPEN_FOR_WRITING);
    writer.close();
    assertThat(kernel.probeWriters(reader)).isEqualTo(WriterProbe.NO_WRITER);
  }

  @Test
  void probe_leavesTheFileFreeForWriters() {
    file("f", "f");
    assertThat(kernel.probeWriters(open("f", O_RDONLY))).isEqualTo(WriterProbe.NO_WRITER);
    Fd writer = open("f", O_WRONLY);
    assertThat(kernel.write(writer, name("x"), 0, 1)).isEqualTo(1);
  }

  @Test
  void probe_ofADirectory_isUnknown() {
    assertThat(kernel.probeWriters(mkdir("d"))).isEqualTo(WriterProbe.UNKNOWN);
  }

  @Test
  void lock_belongsToOneDescriptionUntilItIsClosed() {
    Fd first = create("lock");
    Fd second = open("lock", O_RDONLY);
    assertThat(kernel.tryLock(first)).isTrue();
    assertThat(kernel.tryLock(first)).isTrue();
    assertThat(kernel.tryLock(second)).isFalse();
    first.close();
    assertThat(kernel.tryLock(second)).isTrue();
  }

  @Test
  void closedDescriptor_isNotUsed() {
    Fd fd = mkdir("d");
    fd.close();
    fd.close();
    assertThatThrownBy(() -> kernel.statx(fd)).isInstanceOf(IllegalStateException.class);
    assertThat(kernel.statx(open("d", O_RDONLY | O_DIRECTORY)).linkCount()).isEqualTo(2);
  }

  @Test
  void eventfd_wakesAPoll() {
    Fd wake = keep(kernel.eventfd());
    Fd quiet = keep(kernel.eventfd());
    assertThat(kernel.poll(List.of(wake, quiet), 0)).isEmpty();
    kernel.eventfdSignal(wake);
    kernel.eventfdSignal(wake);
    assertThat(kernel.poll(List.of(quiet, wake), -1)).containsExactly(wake);
    kernel.eventfdClear(wake);
    kernel.eventfdClear(wake);
    assertThat(kernel.poll(List.of(wake, quiet), 1)).isEmpty();
  }

  @Test
  void accounts_haveNamesAndNumbers() {
    assertThat(kernel.userName(0)).isEqualTo("root");
    assertThat(kernel.userId("root")).isZero();
    assertThat(kernel.groupName(0)).isEqualTo("root");
    assertThat(kernel.groupId("root")).isZero();
    assertThat(kernel.userName(2_000_000_011)).isNull();
    assertThat(kernel.groupId("no such group")).isNull();
    assertThat(kernel.kernelRelease()).matches("\\d+\\.\\d+.*");
  }
}
