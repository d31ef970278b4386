package io.twohop.apply;

import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.sim.linux.SimLinux;
import org.junit.jupiter.api.Nested;

/** The same promises on the Linux in memory, on which the simulation builds. */
class InMemoryTest {
  private static final String BASE = "/site";

  private static Syscalls linux() {
    SimLinux linux = new SimLinux();
    linux.addUser(1, "daemon");
    try (Fd root = linux.open(Site.ascii("/"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      linux.mkdirat(root, Site.ascii(BASE.substring(1)), 0755);
    }
    return linux;
  }

  @Nested
  class Replacing extends ReplacingTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Racing extends SwapRacesTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Discarding extends DiscardingTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Planned extends PlansTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class InPlace extends FoldersTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Moving extends RelocationsTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Trees extends InstallingTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Recovering extends RecoveryTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }

  @Nested
  class Staging extends StageTest {
    @Override
    Syscalls syscalls() {
      return linux();
    }

    @Override
    String base() {
      return BASE;
    }
  }
}
