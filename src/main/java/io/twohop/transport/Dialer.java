package io.twohop.transport;

import io.twohop.wire.FrameType;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLSocket;

/** How a spoke reaches its hub: every address that its names have now, one after the other. */
public final class Dialer {
  private final Credentials credentials;
  private final TransportLimits limits;
  private final Executor threads;
  private final Tls tls;

  /**
   * Dials as {@code identity}.
   *
   * @param threads gives each task a thread of its own
   */
  public Dialer(
      Identity identity, Credentials credentials, TransportLimits limits, Executor threads) {
    this.credentials = credentials;
    this.limits = limits;
    this.threads = threads;
    this.tls = new Tls(identity, pin -> credentials.hubPins().contains(pin));
  }

  /**
   * Tries once, and blocks until it is clear what became of it: at most the two deadlines of {@link
   * TransportLimits} for each address.
   */
  public DialOutcome dial(Door door) {
    List<String> reasons = new ArrayList<>();
    DialOutcome last = null;
    for (HostPort hub : credentials.hubs()) {
      for (InetAddress address : addressesOf(hub, reasons)) {
        DialOutcome outcome = attempt(hub, address, door);
        switch (outcome) {
          case DialOutcome.Connected connected -> {
            return connected;
          }
          case DialOutcome.Unreachable unreachable -> reasons.addAll(unreachable.reasons());
          case DialOutcome.WrongHub wrong -> last = wrong;
          case DialOutcome.Refused refused -> {
            return refused;
          }
          case DialOutcome.NotStored notStored -> {
            return notStored;
          }
        }
      }
    }
    return last != null ? last : new DialOutcome.Unreachable(reasons);
  }

  private static List<InetAddress> addressesOf(HostPort hub, List<String> reasons) {
    try {
      return List.of(InetAddress.getAllByName(hub.host()));
    } catch (UnknownHostException e) {
      reasons.add(hub + ": the name has no address");
      return List.of();
    }
  }

  private DialOutcome attempt(HostPort hub, InetAddress address, Door door) {
    String text = new HostPort(AddressText.of(address), hub.port()).toString();
    MeteredSocket socket = new MeteredSocket();
    try {
      socket.connect(new InetSocketAddress(address, hub.port()), limits.connectMillis());
    } catch (IOException e) {
      socket.closeQuietly();
      return new DialOutcome.Unreachable(List.of(text + ": " + Unreached.connecting(e)));
    }
    DialOutcome outcome = greet(socket, hub, text, door);
    if (!(outcome instanceof DialOutcome.Connected)) {
      socket.closeQuietly();
    }
    return outcome;
  }

  private DialOutcome greet(MeteredSocket socket, HostPort hub, String text, Door door) {
    Deadline deadline = new Deadline(limits.greetingMillis(), socket::closeQuietly);
    try (deadline) {
      threads.execute(deadline);
      socket.configure();
      socket.limitReads(Limits.GREETING_MAX_BYTES);
      SSLSocket secured = tls.connect(socket, hub.host(), hub.port());
      Pin pin = Tls.peerOf(secured);
      if (!credentials.hubPins().contains(pin)) {
        return new DialOutcome.WrongHub(text, "it has the key " + pin);
      }
      Connection connection = new Connection(socket, secured);
      Peer peer = SpokeGreeting.greet(new GreetingChannel(connection), credentials, pin, text);
      connection.liftLimits();
      TlsSession session = new TlsSession(peer, FrameType.Sender.HUB, connection, limits, threads);
      deadline.close();
      start(session, door.open(session));
      return new DialOutcome.Connected(session);
    } catch (RefusedException e) {
      return new DialOutcome.Refused(e.refusal(), e.text());
    } catch (RejectedExecutionException e) {
      return new DialOutcome.Unreachable(List.of(text + ": the process ends"));
    } catch (ProtocolViolation e) {
      return new DialOutcome.WrongHub(text, String.valueOf(e.getMessage()));
    } catch (NotStoredException e) {
      return new DialOutcome.NotStored(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (isUnexpectedKey(e)) {
        return new DialOutcome.WrongHub(text, "it has another key than the hub's");
      }
      String why = deadline.hasPassed() ? "it does not answer in time" : Unreached.greeting(e);
      return new DialOutcome.Unreachable(List.of(text + ": " + why));
    }
  }

  private void start(TlsSession session, Receiver receiver) {
    try {
      threads.execute(() -> session.run(receiver));
    } catch (RejectedExecutionException e) {
      Ending ending = Ending.here("the process ends");
      session.close(ending);
      receiver.ended(ending);
    }
  }

  private static boolean isUnexpectedKey(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Tls.UnexpectedKey) {
        return true;
      }
    }
    return false;
  }

  /** The credentials could not be stored: not the network's fault. */
  static final class NotStoredException extends IOException {
    private static final long serialVersionUID = 1L;

    NotStoredException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
