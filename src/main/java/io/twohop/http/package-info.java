/**
 * A small HTTP/1.1 server for load balancers, monitoring and scripts: {@code GET} of a few fixed
 * paths.
 *
 * <p>Not a web server: no request has a body, nothing is kept alive, a head longer than 8 KiB or
 * slower than 5 s is cut off. Written by hand because the JDK's own wakes once a second for ever
 * (docs/decisions/0005). Start at {@link io.twohop.http.Pages}, what can be asked; {@link
 * io.twohop.http.HttpService} is the socket.
 *
 * <p>Runs on an executor that it is handed: one task accepts, one task serves each caller; tasks
 * block.
 */
@NullMarked
package io.twohop.http;

import org.jspecify.annotations.NullMarked;
