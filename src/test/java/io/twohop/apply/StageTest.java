package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class StageTest extends OnASite {
  private final byte[] large = large();

  private static byte[] large() {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  private Entry.RegularFile largeFile() {
    return new Entry.RegularFile(Hashing.of(large), large.length, 0640, site.me(), Site.MTIME);
  }

  private void receiveAll() {
    try (StagedContent content =
        StagedContent.receive(site.stage, Hashing.of(large), large.length)) {
      content.write(0, large, 0, large.length);
      assertThat(content.finish()).isTrue();
    }
  }

  private byte[] bytes(String path) {
    return Site.ascii(site.read(path));
  }

  @Test
  void content_receivedInPieces_goesOnWhereItStopped() {
    ContentHash hash = Hashing.of(large);
    try (StagedContent begun = StagedContent.receive(site.stage, hash, large.length)) {
      begun.write(0, large, 0, 100_000);
    }
    assertThat(site.stage.hasContent(hash)).isFalse();
    try (StagedContent again = StagedContent.receive(site.stage, hash, large.length)) {
      assertThat(again.receivedBytes()).isEqualTo(100_000);
      again.write(100_000, large, 100_000, 200_000);
      assertThat(again.finish()).isTrue();
    }

    assertThat(site.stage.hasContent(hash)).isTrue();
    assertThat(site.apply(site.putNew(NodeId.ROOT, "f", largeFile())).obstacle()).isNull();
    assertThat(bytes("f")).isEqualTo(large);
    assertThat(site.stat("f").mode()).isEqualTo(0640);
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void content_thatIsNotWhatWasAskedFor_isDeleted() {
    byte[] wrong = large.clone();
    wrong[299_999]++;
    try (StagedContent content =
        StagedContent.receive(site.stage, Hashing.of(large), large.length)) {
      content.write(0, wrong, 0, wrong.length);
      assertThat(content.finish()).isFalse();
    }
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void content_piecesOutOfOrderOrTooLong_areRefused() {
    try (StagedContent content = StagedContent.receive(site.stage, Hashing.of(large), 10)) {
      assertThatThrownBy(() -> content.write(1, large, 0, 5))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> content.write(0, large, 0, 11))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void content_whoseFlushFails_isDeleted() {
    Hooked broken =
        new Hooked(site.sys)
            .before(
                "fdatasync",
                () -> {
                  throw new ErrnoException(Errno.EIO, "fdatasync", "");
                });
    try (Site other = site.through(broken);
        StagedContent content =
            StagedContent.receive(other.stage, Hashing.of(large), large.length)) {
      content.write(0, large, 0, large.length);
      assertThatThrownBy(content::finish).isInstanceOf(ErrnoException.class);
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void content_neededTwiceInABatch_isCopiedOnceAndThenMoved() {
    receiveAll();

    assertThat(
            site.apply(
                    site.putNew(NodeId.ROOT, "a", largeFile()),
                    site.putNew(NodeId.ROOT, "b", largeFile()))
                .obstacle())
        .isNull();
    assertThat(bytes("a")).isEqualTo(large);
    assertThat(bytes("b")).isEqualTo(large);
    assertThat(site.stat("a").inode()).isNotEqualTo(site.stat("b").inode());
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void content_ofAPlanThatStopped_staysForTheNextTry() {
    receiveAll();
    Action put = site.putNew(NodeId.ROOT, "f", largeFile());
    site.write("f", "theirs");
    assertThat(site.apply(put).obstacle()).isInstanceOf(Obstacle.Disturbed.class);
    site.unlink("f");

    assertThat(site.apply(put).obstacle()).isNull();
    assertThat(bytes("f")).isEqualTo(large);
  }

  @Test
  void content_ofATreeThatStopped_staysForTheNextTry() {
    receiveAll();
    NodeId top = site.fresh();
    Action.Install install =
        new Action.Install(
            top,
            List.of(
                new Action.MakeDirectory(top, NodeId.ROOT, Name.of("d"), site.directory(0755)),
                site.putNew(top, "f", largeFile())),
            null,
            List.of());
    site.write("d", "in the way");
    assertThat(site.apply(install).obstacle()).isInstanceOf(Obstacle.Disturbed.class);
    assertThat(site.stage.hasContent(Hashing.of(large))).isTrue();
    site.unlink("d");

    assertThat(site.apply(install).obstacle()).isNull();
    assertThat(bytes("d/f")).isEqualTo(large);
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void content_thatReplaces_isFlushedAndSwapped() {
    receiveAll();
    site.write("f", "old");

    assertThat(site.apply(site.replace("f", largeFile())).obstacle()).isNull();
    assertThat(bytes("f")).isEqualTo(large);
  }

  @Test
  void stage_onAnotherFileSystem_isRefusedWithWhatToDo() {
    Assumptions.assumeTrue(isOtherFileSystem(), "/dev/shm is another file system here");
    byte[] elsewhere = Site.ascii("/dev/shm");

    assertThatThrownBy(() -> Stage.open(site.sys, site.tree.rootFd(), elsewhere))
        .isInstanceOf(StageElsewhere.class)
        .hasMessageContaining("/dev/shm")
        .hasMessageContaining("--stage");
  }

  private boolean isOtherFileSystem() {
    try (Fd shm = site.sys.open(Site.ascii("/dev/shm"), 0, 0)) {
      return site.sys.statx(shm).device() != site.sys.statx(site.stage.fd()).device();
    } catch (ErrnoException missing) {
      return false;
    }
  }

  @Test
  void stageName_saysAllAndIsReadBack() {
    ContentHash hash = Hashing.of(large);
    NodeId node = new NodeId(new MemberId(-1), Long.MAX_VALUE);
    for (StageName.Kind kind : StageName.Kind.values()) {
      for (ContentHash base : Arrays.asList(hash, null)) {
        StageName name = new StageName(kind, node, -1, base, hash, -1);
        assertThat(StageName.parse(name.text())).isEqualTo(name);
        assertThat(name.text().length() + TreeManifest.PREFIX.length()).isLessThan(256);
      }
    }
    assertThat(StageName.parse("part-12")).isNull();
    assertThat(StageName.parse("swap-x-1-1-none-none-1")).isNull();
    assertThat(StageName.parse("swap-1-1-1-none-zz-1")).isNull();
  }
}
