/**
 * The hub as a deterministic machine: one total order, entered only by compare-and-swap.
 *
 * <p>{@code decide} looks at a proposal and at the heads and says what it would become; it changes
 * nothing. The record is then made durable by the shell. {@code replay} turns one record into rows
 * and never refuses: the same replay runs when a change is accepted, when the hub starts again, and
 * in the tests.
 *
 * <p>Start at {@link io.twohop.core.hub.HubMachine}; one thread calls it.
 */
@NullMarked
package io.twohop.core.hub;

import org.jspecify.annotations.NullMarked;
