/**
 * The simulation: ports in memory, and worlds made of them that a seed reproduces.
 *
 * <p>Not for speed and not for threads: one thread, ordered maps, no clock.
 */
@org.jspecify.annotations.NullMarked
package io.twohop.sim;
