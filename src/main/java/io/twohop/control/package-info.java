/**
 * How commands and a running daemon talk: one request over a Unix socket in the state directory,
 * one JSON line in, JSON lines out.
 *
 * <p>A request is {@code {"command":"status", …}}. An answer is any number of lines {@code
 * {"item":…}} and one last line, {@code {"done":{…}}} or {@code
 * {"trouble":"unusable","lines":[…]}}; then the daemon closes. Start at {@link
 * io.twohop.control.Commands}, what a daemon can be asked. {@link io.twohop.control.ControlServer}
 * is the daemon's end, {@link io.twohop.control.ControlClient} the command's.
 *
 * <p>Not for machines of others: the socket's mode and the caller's user decide who may ask, there
 * is no other authentication. The server runs on threads that it is handed, one for each caller.
 */
@NullMarked
package io.twohop.control;

import org.jspecify.annotations.NullMarked;
