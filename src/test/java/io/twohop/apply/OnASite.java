package io.twohop.apply;

import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.Syscalls;
import io.twohop.tree.TreeWalk;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fresh site for every test: at the kernel, unless a subclass brings another Linux. */
abstract class OnASite {
  @TempDir Path scratch;
  Site site;

  Syscalls syscalls() {
    return new FfmSyscalls();
  }

  /** An existing, empty directory. */
  String base() {
    return scratch.toString();
  }

  @BeforeEach
  void open() {
    site = new Site(syscalls(), base());
  }

  @AfterEach
  void close() {
    // WHY: paths of more than 4,095 bytes are beyond what JUnit can delete.
    new TreeWalk(site.sys).delete(site.top, Site.ascii("tree"));
    site.close();
  }
}
