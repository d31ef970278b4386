/**
 * The spoke as a deterministic machine: what happened goes in, what to do comes out. Every member
 * is one, the hub's own directory included.
 *
 * <p>It thinks in three trees. The <em>base</em> ({@link io.twohop.core.spoke.Index}) is what disk
 * and journal last had in common. What the disk has otherwise, and what the journal has otherwise,
 * are kept as differences from it and live in memory only: a crash loses neither, since a scan
 * finds the first again and the hub sends the second again.
 *
 * <p>No clock, thread, file, socket or randomness. Start at {@link
 * io.twohop.core.spoke.SpokeMachine}; one thread calls it.
 */
@NullMarked
package io.twohop.core.spoke;

import org.jspecify.annotations.NullMarked;
