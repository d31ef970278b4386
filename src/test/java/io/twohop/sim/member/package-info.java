/**
 * A hub and its members under one seed, down to the system calls: the real {@code scan}, {@code
 * watch}, {@code apply} and {@code core} over the Linux in memory, wired as the daemon wires them.
 * Users act between any two of our calls; processes are killed at any call; the power goes.
 *
 * <p>Start at {@link io.twohop.sim.member.MemberSimulation}. A failing seed prints the command that
 * runs it again with its trace.
 */
@NullMarked
package io.twohop.sim.member;

import org.jspecify.annotations.NullMarked;
