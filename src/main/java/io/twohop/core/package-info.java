/**
 * The functional core: what hub and spokes decide, without a clock, a thread, a file or a socket.
 * Start at {@code core.hub} and {@code core.spoke}.
 */
@NullMarked
package io.twohop.core;

import org.jspecify.annotations.NullMarked;
