package io.twohop.transport;

import io.twohop.wire.FrameType;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Where spokes connect to a hub: one or several addresses, IPv4 and IPv6. */
public final class Listener implements AutoCloseable {
  private static final long RETRY_ACCEPT_MILLIS = 100;
  private static final long STOP_MILLIS = 1_000;

  private final Tls tls;
  private final HubGreeting greeting;
  private final Sessions sessions;
  private final Door door;
  private final Turned turnedAway;
  private final TransportLimits limits;
  private final Executor threads;
  private final List<MeteredSocket.Server> servers = new ArrayList<>();
  private final Phaser accepting = new Phaser(1);
  private final HalfOpen halfOpen;

  /** Hears of those who were not let in. */
  @FunctionalInterface
  public interface Turned {
    /** Somebody at this address (host and port) was not let in. Called by many threads. */
    void away(String address, String why);
  }

  private Listener(
      Identity identity,
      HubGreeting greeting,
      Sessions sessions,
      Door door,
      Turned turnedAway,
      TransportLimits limits,
      Executor threads) {
    this.tls = new Tls(identity, pin -> true);
    this.greeting = greeting;
    this.sessions = sessions;
    this.door = door;
    this.turnedAway = turnedAway;
    this.limits = limits;
    this.halfOpen = new HalfOpen(limits.halfOpenPerAddress(), limits.halfOpen());
    this.threads = threads;
  }

  /**
   * Listens on all these addresses.
   *
   * @param threads gives each task a thread of its own
   * @throws TransportProblem if one of them cannot be had; none is listened on then
   */
  public static Listener open(
      List<HostPort> addresses,
      Identity identity,
      HubGreeting greeting,
      Sessions sessions,
      Door door,
      Turned turnedAway,
      TransportLimits limits,
      Executor threads)
      throws TransportProblem {
    Listener listener =
        new Listener(identity, greeting, sessions, door, turnedAway, limits, threads);
    try {
      for (HostPort address : addresses) {
        listener.servers.add(bind(address));
      }
    } catch (TransportProblem e) {
      listener.close();
      throw e;
    }
    for (MeteredSocket.Server server : listener.servers) {
      listener.accepting.register();
      threads.execute(() -> listener.acceptLoop(server));
    }
    return listener;
  }

  private static MeteredSocket.Server bind(HostPort address) throws TransportProblem {
    try {
      return new MeteredSocket.Server(
          new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
    } catch (UnknownHostException e) {
      throw new TransportProblem(
          "cannot listen on "
              + address
              + ": the name has no address; use an address of this"
              + " machine, or [::] for all",
          e);
    } catch (BindException e) {
      String text = String.valueOf(e.getMessage());
      String advice =
          text.contains("in use")
              ? "another program has this port ('ss -ltnp' shows which); stop it or choose another"
                  + " port with --listen"
              : text.contains("ermission")
                  ? "ports below 1024 need root; choose another with --listen"
                  : "this machine has no such address; [::] means all";
      throw new TransportProblem("cannot listen on " + address + ": " + advice, e);
    } catch (IOException e) {
      throw new TransportProblem("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** Where it really listens: a port 0 has become the one that was free. */
  public List<HostPort> addresses() {
    return servers.stream()
        .map(server -> new HostPort(AddressText.of(server.getInetAddress()), server.getLocalPort()))
        .toList();
  }

  private void acceptLoop(MeteredSocket.Server server) {
    try {
      acceptUntilClosed(server);
    } finally {
      accepting.arriveAndDeregister();
    }
  }

  private void acceptUntilClosed(MeteredSocket.Server server) {
    while (!server.isClosed()) {
      try {
        MeteredSocket socket = server.accept();
        if (server.isClosed()) {
          socket.closeQuietly();
        } else {
          hand(socket);
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          turnedAway.away("somebody", "cannot accept: " + e.getMessage());
          pause();
        }
      }
    }
  }

  private void hand(MeteredSocket socket) {
    try {
      threads.execute(() -> serve(socket));
    } catch (RejectedExecutionException e) {
      // The process ends; whoever ends it closes this listener, too.
      socket.closeQuietly();
    }
  }

  /** Out of descriptors, most likely: asking again at once would only burn the processor. */
  private static void pause() {
    try {
      Thread.sleep(RETRY_ACCEPT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(MeteredSocket socket) {
    InetAddress address = socket.getInetAddress();
    String text = new HostPort(AddressText.of(address), socket.getPort()).toString();
    if (!halfOpen.entered(address)) {
      turnedAway.away(text, "too many connections that say nothing");
      socket.closeQuietly();
      return;
    }
    TlsSession session = null;
    try {
      session = greet(socket, address, text);
    } finally {
      halfOpen.left(address);
      if (session == null) {
        socket.closeQuietly();
      }
    }
    if (session != null) {
      run(session);
    }
  }

  private @Nullable TlsSession greet(MeteredSocket socket, InetAddress address, String text) {
    Deadline deadline = new Deadline(limits.greetingMillis(), socket::closeQuietly);
    try (deadline) {
      threads.execute(deadline);
      socket.configure();
      socket.limitReads(Limits.GREETING_MAX_BYTES);
      SSLSocket secured = tls.accept(socket);
      Connection connection = new Connection(socket, secured);
      GreetingChannel channel = new GreetingChannel(connection);
      Peer peer = greeting.greet(channel, Tls.peerOf(secured), address, text);
      connection.liftLimits();
      return new TlsSession(peer, FrameType.Sender.SPOKE, connection, limits, threads);
    } catch (IOException e) {
      String why = deadline.hasPassed() ? "it did not say who it is in time" : e.getMessage();
      turnedAway.away(text, String.valueOf(why));
    } catch (ProtocolViolation | RefusedException | RejectedExecutionException e) {
      turnedAway.away(text, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private void run(TlsSession session) {
    if (!sessions.admit(session)) {
      session.close(new Ending(Ending.Cause.REMOVED, "removed while it was greeted"));
      return;
    }
    try {
      session.run(door.open(session));
    } finally {
      sessions.left(session);
    }
  }

  /**
   * Stops listening; the ports are free when this returns. Sessions go on: see {@link
   * Sessions#shutDown}.
   */
  @Override
  public void close() {
    for (MeteredSocket.Server server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        // It does not listen any more in any case, see close(2).
      }
    }
    try {
      // WHY: a thread inside accept(2) keeps the kernel's socket listening after close(2), until it
      // has woken up; somebody could still come in.
      accepting.awaitAdvanceInterruptibly(accepting.arrive(), STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      turnedAway.away("somebody", "a listener is slow to stop");
    }
  }
}
