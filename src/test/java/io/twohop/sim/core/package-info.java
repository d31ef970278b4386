/**
 * A hub and its spokes under one seed: the real machines of {@code core} over an abstract disk,
 * with users, a network and crashes that the seed decides.
 *
 * <p>Start at {@link io.twohop.sim.core.CoreSimulation}. A failing seed prints the command that
 * runs it again with its trace.
 */
@NullMarked
package io.twohop.sim.core;

import org.jspecify.annotations.NullMarked;
