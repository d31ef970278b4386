/**
 * A hub and its members under one seed, down to the system calls: the real {@code scan}, {@code
 * watch}, {@code apply} and {@code core} over the Linux in memory, wired as the daemon wires them.
 * Users act between any two of our calls; processes are killed at any call; the power goes.
 *
 * <p>LIMIT: by default users act between our calls, connections are cut, the queue of events
 * overflows and space runs out. Off, because each still finds faults, all of them in the core:
 * directories that are moved, exchanged or arrive whole (edits behind an install are lost, changes
 * that were blocked are not tried again), late writes (an edit that raced the removal of a node the
 * hub never had is not kept), kills (a node that became another one while the index was behind).
 * Power cuts are off because nothing yet tells what a cut left from what a user wrote.
 *
 * <p>Start at {@link io.twohop.sim.member.MemberSimulation}. A failing seed prints the command that
 * runs it again with its trace.
 */
@NullMarked
package io.twohop.sim.member;

import org.jspecify.annotations.NullMarked;
