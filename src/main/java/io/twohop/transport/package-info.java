/**
 * Who a peer is, and messages to and from it: TLS 1.3 between pinned keys, join tokens, sessions
 * with bounded queues.
 *
 * <pre>
 *   Listener (hub)  --accept, handshake, HubGreeting----\
 *                                                        Door.open(Session) -&gt; Receiver
 *   Dialer (spoke)  --connect, handshake, SpokeGreeting-/
 * </pre>
 *
 * <p>This room knows keys, members and tokens, and nothing of trees: what a message means is the
 * core's. It creates no thread; each runs on an {@link java.util.concurrent.Executor} that gives
 * every task a thread of its own. Per session there are three: one reads and calls the {@link
 * io.twohop.transport.Receiver}, one writes, one looks whether the peer lives. {@link
 * io.twohop.transport.Session#offer} never blocks and may be called from any thread.
 *
 * <p>Start at {@link io.twohop.transport.Session}, then {@link io.twohop.transport.HubGreeting}.
 */
@NullMarked
package io.twohop.transport;

import org.jspecify.annotations.NullMarked;
