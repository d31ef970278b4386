package io.twohop.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import io.twohop.sim.linux.SimLinux;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of trees on the Linux in memory, and what needs rights or mounts that a test does
 * not have.
 */
class SimulatedTreeTest extends TreeContract {
  private final SimLinux linux = new SimLinux();

  @Override
  Syscalls kernel() {
    linux.user().mkdirs("/srv/test");
    return linux;
  }

  @Override
  String directory() {
    return "/srv/test";
  }

  @Test
  void mountInside_isSeenAndNotCrossed() {
    linux.user().mkdir("/srv/test/tree/mnt");
    linux.user().mount("/srv/test/tree/mnt");
    try (Directory root = tree.openDirectory(List.of())) {
      assertThat(tree.isMountPoint(root.lookAt(Name.of("mnt")))).isTrue();
      refused(Errno.EXDEV, () -> root.openDirectory(Name.of("mnt")));
      refused(Errno.EXDEV, () -> tree.openDirectory(path("mnt/below")));
    }
  }

  @Test
  void mountOverTheRoot_isNotTheRoot() {
    linux.user().mount("/srv/test/tree");
    assertThat(tree.isInPlace()).isFalse();
    linux.user().unmount("/srv/test/tree");
    assertThat(tree.isInPlace()).isTrue();
  }

  @Test
  void mountTable_escapesAreUndone() {
    linux.user().mkdirs("/proc/self");
    linux
        .user()
        .write(
            "/proc/self/mountinfo",
            """
            22 1 254:1 / / rw,relatime - ext4 /dev/vda rw
            36 22 98:0 / /srv/test/tree/a\\040b rw,noatime - tmpfs none rw
            37 22 98:0 / /srv/test/treehouse rw,noatime - tmpfs none rw
            """);
    assertThat(MountPoints.below(tree)).containsExactly(List.of(Name.of("a b")));
  }

  @Test
  void reading_ofSomebodyElsesFile_doesWithoutNoatime() {
    linux.user().write("/srv/test/tree/f", "content");
    linux.runAs(1000, 1000);
    try (Directory root = tree.openDirectory(List.of());
        Fd fd = root.openForReading(Name.of("f"))) {
      assertThat(kernel.read(fd, new byte[10], 0, 10)).isEqualTo(7);
    } finally {
      linux.runAs(0, 0);
    }
  }

  @Test
  void open_withoutTheRight_saysSo() {
    linux.user().mkdir("/srv/test/secret");
    linux.user().chmod("/srv/test/secret", 0700);
    linux.runAs(1000, 1000);
    assertThatThrownBy(() -> Tree.open(linux, bytes("/srv/test/secret")))
        .isInstanceOfSatisfying(
            NotATree.class,
            refused -> assertThat(refused.reason()).isEqualTo(NotATree.Reason.NOT_PERMITTED));
  }

  @Test
  void open_thatIsRefused_leavesNothingOpen() {
    int before = linux.openDescriptors();
    assertThatThrownBy(() -> Tree.open(linux, bytes("/srv/.."))).isInstanceOf(NotATree.class);
    assertThat(linux.openDescriptors()).isEqualTo(before);
  }
}
