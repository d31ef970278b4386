package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twohop.model.ContentHash;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.sim.linux.SimLinux;
import org.junit.jupiter.api.Test;

class NoRoomTest {
  private static final byte[] PIECE = new byte[1000];

  private final SimLinux linux = new SimLinux();

  @Test
  void content_thatIsLargerThanTheDisk_isRefusedAtItsFirstPiece_andTakesNoSpace() {
    linux.disk().setCapacityBytes(1_000_000);
    linux.user().mkdirs("/srv/tree");
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd root = linux.open(Site.ascii("/srv/tree"), flags, 0);
        Stage stage = Stage.open(linux, root, Site.ascii("/srv/stage"));
        StagedContent content =
            StagedContent.receive(stage, new ContentHash(1, 2, 3, 4), 2_000_000)) {
      long usedBytes = linux.disk().usedBytes();

      ErrnoException refused =
          catchThrowableOfType(
              ErrnoException.class, () -> content.write(0, PIECE, 0, PIECE.length));
      content.discard();

      assertThat(refused.errno()).isEqualTo(Errno.ENOSPC);
      assertThat(refused).hasMessageContaining("space for 2000000 bytes");
      assertThat(linux.disk().usedBytes()).isLessThanOrEqualTo(usedBytes);
      assertThat(stage.list()).isEmpty();
    }
  }
}
