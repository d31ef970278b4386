/**
 * The kernel, one method per system call: the only room that knows {@code java.lang.foreign}.
 *
 * <p>{@link io.twohop.posix.Syscalls} is the seam. Everything that touches a synced tree (tree,
 * scan, watch, apply, keep) reaches the kernel through it, so that the same code runs over the real
 * Linux ({@link io.twohop.posix.FfmSyscalls}) and over an in-memory one in tests. Names and paths
 * are bytes as the kernel has them; nothing here decodes them.
 *
 * <p>This room is not a file library: it does not retry for the caller (except EINTR where that is
 * right), walk, copy or decide. What belongs together as "operations on one tree" is in {@code
 * io.twohop.tree}.
 *
 * <p>Start at {@link io.twohop.posix.Syscalls}. Any thread may call it; scratch memory is per
 * thread.
 */
@NullMarked
package io.twohop.posix;

import org.jspecify.annotations.NullMarked;
