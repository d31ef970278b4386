/**
 * A hub and its members under one seed, down to the system calls: the real {@code scan}, {@code
 * watch}, {@code apply} and {@code core} over the Linux in memory, wired as the daemon wires them.
 * Users act between any two of our calls; processes are killed at any call; the power goes.
 *
 * <p>LIMIT: by default only the queue of events overflows and space runs out. Off, because each
 * still finds faults, all of them in the core: acts between two calls and cut connections (an edit
 * that is looked at just before an answer is lost), directories that are moved, exchanged or arrive
 * whole, late writes (an edit that raced the removal of a node the hub never had is not kept),
 * kills. Power cuts are off because nothing yet tells what a cut left from what a user wrote.
 *
 * <p>Start at {@link io.twohop.sim.member.MemberSimulation}. A failing seed prints the command that
 * runs it again with its trace.
 */
@NullMarked
package io.twohop.sim.member;

import org.jspecify.annotations.NullMarked;
