package io.twohop.posix;

import io.twohop.sim.linux.SimLinux;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;

/** The contract on the Linux in memory: whatever a simulation shows, a kernel could have done. */
class SimulatedLinuxTest {
  private static final byte[] DIRECTORY = "/srv/www".getBytes(StandardCharsets.UTF_8);

  private static Syscalls machine() {
    SimLinux linux = new SimLinux();
    linux.user().mkdirs("/srv/www");
    return linux;
  }

  @Nested
  class Names extends NamesContract {
    @Override
    Syscalls kernel() {
      return machine();
    }

    @Override
    byte[] directory() {
      return DIRECTORY;
    }
  }

  @Nested
  class Inodes extends InodesContract {
    @Override
    Syscalls kernel() {
      return machine();
    }

    @Override
    byte[] directory() {
      return DIRECTORY;
    }
  }

  @Nested
  class Inotify extends InotifyContract {
    @Override
    Syscalls kernel() {
      return machine();
    }

    @Override
    byte[] directory() {
      return DIRECTORY;
    }
  }
}
