/**
 * A Linux in memory, for tests that need every interleaving and every crash: inodes with links and
 * writers, open descriptions that keep them alive, rename flags, openat2, inotify with its merging
 * and overflow, and a disk that forgets what was not flushed.
 *
 * <p>Start at {@link io.twohop.sim.linux.SimLinux}, the process under test; {@link
 * io.twohop.sim.linux.SimUser} is everybody else on the machine. It behaves as the contract suite
 * in {@code io.twohop.posix} says, which runs against the real kernel too.
 *
 * <p>Single-threaded and deterministic: the same calls with the same seeds give the same answers.
 */
package io.twohop.sim.linux;
