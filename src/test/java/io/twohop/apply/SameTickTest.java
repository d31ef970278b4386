package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Fingerprint;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.sim.linux.SimLinux;
import org.junit.jupiter.api.Test;

/** On the Linux in memory, whose clock stands still. */
class SameTickTest extends OnASite {
  private final SimLinux linux = new SimLinux();

  @Override
  Syscalls syscalls() {
    linux.addUser(1, "daemon");
    try (Fd root = linux.open(Site.ascii("/"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      linux.mkdirat(root, Site.ascii("site"), 0755);
    }
    return linux;
  }

  @Override
  String base() {
    return "/site";
  }

  /** The scan reads it again when the tick is over; here the swap comes just before that. */
  @Test
  void edit_inTheTickInWhichTheFileWasRead_comesOutThoughTheTickIsOver() {
    site.write("f", "read");
    Action put = site.replace("f", site.file("new", 0600));
    site.write("f", "edit");
    linux.clock().advanceNanos(24_000_000);
    assertThat(site.apply(put).obstacle()).isNull();

    assertThat(site.applier.examine(Site.SECOND).getFirst().content()).hasToString("edit");
  }

  /** The scan reads it again only when that writer is done. */
  @Test
  void edit_inTheTickInWhichTheFileWasRead_byAWriterWhoKeepsItOpen_comesOutMuchLater() {
    site.write("f", "read");
    site.write("g", "read");
    Action put = site.replace("f", site.file("new", 0600));
    Action discard = site.discard("g");
    try (Fd first = site.open("f", OpenFlags.O_WRONLY);
        Fd second = site.open("g", OpenFlags.O_WRONLY)) {
      linux.pwriteFully(first, Site.ascii("edit"), 0, 4, 0);
      linux.pwriteFully(second, Site.ascii("edit"), 0, 4, 0);
      linux.clock().advanceNanos(20 * Site.SECOND);
      assertThat(site.apply(put).obstacle()).isInstanceOf(Obstacle.Busy.class);
      assertThat(site.applyAt(10 * Site.SECOND, put, discard).obstacle()).isNull();
    }

    assertThat(site.applier.examine(20 * Site.SECOND))
        .extracting(edit -> String.valueOf(edit.content()))
        .containsExactly("edit", "edit");
  }

  /** Somebody keeps it open, so that the scan has not read it again when it gets another name. */
  @Test
  void edit_inTheTickInWhichTheFileWasRead_isFoundUnderItsNextNameToo() {
    site.write("f", "read");
    Action.Relocate move = site.move("f", "g");
    Fingerprint unproven = move.expected().unproven();
    site.write("f", "edit");
    linux.clock().advanceNanos(24_000_000);

    Report report =
        site.apply(
            new Action.Relocate(
                move.node(),
                move.fromParent(),
                move.fromName(),
                move.toParent(),
                move.toName(),
                unproven));

    assertThat(site.read("g")).isEqualTo("edit");
    assertThat(report.done().getFirst().seen()).isEqualTo(unproven);
  }
}
