/**
 * The composition root: threads, the carrying out of effects, start and end of a hub and of a
 * spoke. The only room that makes threads.
 *
 * <p>{@link io.twohop.daemon.HubDaemon} and {@link io.twohop.daemon.SpokeDaemon} are what the
 * command line starts. A member, the hub's own directory included, is one site thread; the hub is
 * one more. Everything that takes long runs on workers and comes back as an input.
 *
 * <p>Decides nothing: that is {@code core}'s.
 */
@NullMarked
package io.twohop.daemon;

import org.jspecify.annotations.NullMarked;
