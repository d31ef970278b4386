package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.sim.linux.SimLinux;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AsideTest {
  private static final int SEEDS = 50;

  /** What takes the file's place may be on the disk before the copy is. */
  @Test
  void copy_isOnTheDisk_beforeAnythingTakesTheFilesPlace() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimLinux linux = new SimLinux();
      linux.addUser(1, "daemon");
      String copy = copyAndReplace(linux);
      linux.crash(new SplittableRandom(seed));
      try (Site after = new Site(linux, "/site")) {
        assertThat(after.stage.list()).as("seed %s", seed).contains(copy);
        try (Fd file = linux.open(Site.ascii("/site/stage/" + copy), OpenFlags.O_RDONLY, 0)) {
          assertThat(after.text(file)).as("seed %s", seed).isEqualTo("perhaps whole");
        }
      }
    }
  }

  /** The site is left open, as a machine without power leaves it. */
  private static String copyAndReplace(SimLinux linux) {
    try (Fd root = linux.open(Site.ascii("/"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      linux.mkdirat(root, Site.ascii("site"), 0755);
    }
    Site site = new Site(linux, "/site");
    site.write("f", "perhaps whole");
    linux.syncfs(site.top);
    String copy = site.applier.copyAside(NodeId.ROOT, Name.of("f"), site.print("f"));
    site.write("f", "");
    return copy;
  }
}
