package io.twohop.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A hub's transport on a loopback port, and spokes to go with it. */
final class TestHub implements AutoCloseable {
  static final long NOW_MILLIS = 1_800_000_000_000L;

  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final AtomicLong nowMillis = new AtomicLong(NOW_MILLIS);
  final SecureRandom random = new SecureRandom();
  final LinkedBlockingQueue<String> turnedAway = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
  final Path state;
  final TransportLimits limits;
  Identity identity;
  MemberTable members;
  TokenStore tokens;
  Sessions sessions;
  Listener listener;

  /** A session as the hub sees it. */
  record Opened(Session session, RecordingReceiver receiver) {}

  TestHub(Path state) throws Exception {
    this(state, TransportLimits.USUAL);
  }

  TestHub(Path state, TransportLimits limits) throws Exception {
    this.state = Files.createDirectories(state);
    this.limits = limits;
    start(0);
  }

  void start(int port) throws Exception {
    identity = Identity.loadOrCreate(state);
    members = MemberTable.load(state);
    tokens = TokenStore.load(state);
    sessions = new Sessions(members);
    HubGreeting greeting =
        new HubGreeting("site", identity, members, tokens, nowMillis::get, random);
    listener =
        Listener.open(
            List.of(new HostPort("127.0.0.1", port)),
            identity,
            greeting,
            sessions,
            this::open,
            (address, why) -> turnedAway.add(why),
            limits,
            threads);
  }

  private Receiver open(Session session) {
    RecordingReceiver receiver = new RecordingReceiver();
    opened.add(new Opened(session, receiver));
    return receiver;
  }

  HostPort address() {
    return listener.addresses().getFirst();
  }

  Token token(int uses) throws IOException {
    return token(uses, NOW_MILLIS + 3_600_000);
  }

  Token token(int uses, long expiresAtMillis) throws IOException {
    TokenStore.Minted minted =
        tokens.mint("", expiresAtMillis, uses, null, nowMillis.get(), random);
    return new Token(List.of(address()), identity.pin(), "site", minted.secret());
  }

  /** A new server that wants to join. */
  TestSpoke spoke(Path spokeState, Token token) throws Exception {
    Files.createDirectories(spokeState);
    return new TestSpoke(this, spokeState, token);
  }

  Opened nextOpened() throws InterruptedException {
    Opened next = opened.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody came in; turned away: " + turnedAway);
    }
    return next;
  }

  String nextTurnedAway() throws InterruptedException {
    String why = turnedAway.poll(30, TimeUnit.SECONDS);
    if (why == null) {
      throw new AssertionError("nobody was turned away");
    }
    return why;
  }

  @Override
  public void close() {
    listener.close();
    sessions.all().forEach(session -> session.close(Ending.here("test over")));
    threads.shutdownNow();
  }

  /** A spoke's transport. */
  static final class TestSpoke {
    final Identity identity;
    final Membership membership;
    final Dialer dialer;
    final RecordingReceiver receiver = new RecordingReceiver();

    TestSpoke(TestHub hub, Path state, Token token) throws Exception {
      identity = Identity.loadOrCreate(state);
      Membership stored = Membership.load(state);
      membership =
          stored != null
              ? stored
              : Membership.joining(state, token, "web", MachineIdentity.UNKNOWN);
      dialer = new Dialer(identity, membership, hub.limits, hub.threads);
    }

    DialOutcome dial() {
      return dialer.dial(session -> receiver);
    }

    Session connect() {
      DialOutcome outcome = dial();
      if (outcome instanceof DialOutcome.Connected connected) {
        return connected.session();
      }
      throw new AssertionError("not connected: " + outcome);
    }
  }
}
