package io.twohop.sim.linux;

import io.twohop.posix.Errno;

/**
 * Called before each system call of the process under test: the place to let somebody else act, to
 * make the call fail, or to throw an error that ends the process here.
 */
@FunctionalInterface
public interface Interposer {
  Interposer NONE = (call, index) -> null;

  /**
   * What this call fails with, if anything.
   *
   * @param call the call's name in section 2 of the manual
   * @param index how many calls were made before, since the machine was made
   * @return what the call fails with, or null to let it through
   */
  Errno before(String call, long index);
}
