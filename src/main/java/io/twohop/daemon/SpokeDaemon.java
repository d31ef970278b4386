package io.twohop.daemon;

import io.twohop.config.Reasons;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.index.Counters;
import io.twohop.index.SqliteIndex;
import io.twohop.model.MemberId;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.Syscalls;
import io.twohop.transport.Dialer;
import io.twohop.transport.Ending;
import io.twohop.transport.HostPort;
import io.twohop.transport.Identity;
import io.twohop.transport.MachineIdentity;
import io.twohop.transport.Membership;
import io.twohop.transport.Peer;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;
import io.twohop.transport.Token;
import io.twohop.transport.TransportLimits;
import io.twohop.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A spoke, running. Any thread may call it.
 *
 * <p>{@link #start} returns when the hub is being dialled; {@code ready} is said later, when all
 * that the hub has is here.
 */
public final class SpokeDaemon implements AutoCloseable {
  /** LIMIT: the hub stores that somebody left, and says so. */
  private static final long FORGOTTEN_WITHIN_SECONDS = 15;

  private final SpokeOptions options;
  private final Console console;
  private final Syscalls syscalls;
  private final StateDirectory state;
  private final Tree tree;
  private final Membership membership;
  private final Threads threads = new Threads();
  private final Lifecycle lifecycle;
  private final Uplink uplink;
  private final AtomicBoolean closed = new AtomicBoolean();

  // set once, when the member's number is known
  private volatile @Nullable Running running;

  private final CountDownLatch forgotten = new CountDownLatch(1);
  private volatile boolean leaving;

  /** Where the hub was met last; empty before that. */
  private volatile String hubMetAt = "";

  private volatile boolean removed;

  private record Running(Site site, Counters numbers, MemberLoop loop) {}

  private SpokeDaemon(
      SpokeOptions options,
      Console console,
      Syscalls syscalls,
      StateDirectory state,
      Tree tree,
      Identity identity,
      Membership membership) {
    this.options = options;
    this.console = console;
    this.syscalls = syscalls;
    this.state = state;
    this.tree = tree;
    this.membership = membership;
    this.lifecycle = new Lifecycle(console);
    Dialer dialer = new Dialer(identity, membership, TransportLimits.USUAL, threads.tasks);
    this.uplink =
        new Uplink(
            membership.member() != null,
            dialer,
            this::admitted,
            console,
            state.path(),
            lifecycle::giveUp);
  }

  /**
   * Starts a spoke.
   *
   * @throws UserError if it cannot start; nothing runs and no lock is held then
   */
  public static SpokeDaemon start(SpokeOptions options, Console console) throws UserError {
    Opened opened = new Opened();
    try {
      Syscalls syscalls = new FfmSyscalls();
      MachineIdentity machine = MachineIdentity.read(Path.of("/"), "");
      // WHY: the tree first, and what is asked of a first start: a refusal leaves nothing behind.
      Tree tree =
          opened.add(
              TreeClaim.open(syscalls, options.directory(), options.state(), options.excludes()));
      if (StateDirectory.isNew(options.state())) {
        joining(options, options.state(), machine);
        FirstMeeting.requireWord(options, tree);
      }
      StateDirectory state =
          opened.add(StateDirectory.open(syscalls, options.state(), StateDirectory.Of.SPOKE));
      Identity identity = Identity.loadOrCreate(state.path());
      requireOwn(machine, state.path());
      Membership membership = membership(options, state.path(), machine);
      SpokeDaemon daemon =
          new SpokeDaemon(options, console, syscalls, state, tree, identity, membership);
      opened.add(daemon.threads);
      daemon.begin();
      return daemon;
    } catch (IOException e) {
      opened.closeAfter(e);
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot start: " + Reasons.of(e),
          "a file in the state directory " + options.state() + " cannot be used",
          "fix:  mend it, or move the directory away and join with a new token");
    } catch (UserError | RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private static Membership membership(SpokeOptions options, Path state, MachineIdentity machine)
      throws IOException, UserError {
    Membership known = Membership.load(state);
    Membership membership = known != null ? known : joining(options, state, machine);
    try {
      options.hub().ifPresent(hub -> membership.useHubs(List.of(HostPort.parse(hub))));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.EXIT_USAGE,
          e,
          "--hub: " + e.getMessage(),
          "fix:  write HOST:PORT, as hub.example:7420 or [2001:db8::1]:7420");
    }
    return membership;
  }

  /** Binds a state directory to the machine that it is on. */
  static void requireOwn(MachineIdentity machine, Path state) throws IOException, UserError {
    if (machine.bind(state) == MachineIdentity.Binding.OTHER) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "the state directory " + state + " belongs to another machine",
          "it was copied, with a disk's image perhaps; two servers with one key shut each other out",
          "fix:  a copy joins anew: empty that directory, and start this once with --token TOKEN",
          "      if this is the same server with other hardware:  rm "
              + state.resolve(MachineIdentity.FILE_NAME));
    }
  }

  private static Membership joining(SpokeOptions options, Path state, MachineIdentity machine)
      throws UserError {
    if (options.token().isEmpty()) {
      throw new UserError(
          UserError.EXIT_USAGE,
          "this server has not joined a hub yet, and no token was given",
          "a token is what lets a new server in",
          "fix:  run 'twohop token' on the hub, and start this once with --token TOKEN");
    }
    try {
      Token token = Token.parse(options.token().get());
      return Membership.joining(state, token, options.name(), machine);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.EXIT_USAGE,
          e,
          String.valueOf(e.getMessage()),
          "fix:  copy it whole, or make a new one with 'twohop token' on the hub");
    }
  }

  private void begin() throws UserError, IOException {
    MemberId member = membership.member();
    if (member != null) {
      running = open(member, membership.site());
    } else {
      // What can be refused is refused before a token is used up; nothing is moved before that.
      SiteOpening opening = opening(site());
      try (SqliteIndex index = opening.index(tree)) {
        if (index.origin() == null) {
          FirstMeeting.check(options, tree, state);
        }
      }
      opening.openStage(tree, options.stage()).close();
    }
    Threads.start("uplink", uplink::run);
  }

  private String site() {
    return membership.site().isEmpty() ? options.site().orElse("main") : membership.site();
  }

  private SiteOpening opening(String site) {
    return new SiteOpening(syscalls, state, site, console);
  }

  private Running open(MemberId member, String siteName) throws UserError, IOException {
    SiteOpening opening = opening(siteName);
    SqliteIndex index = opening.index(tree);
    if (index.origin() == null) {
      FirstMeeting.hold(options, tree, state, siteName, console);
    }
    Site site =
        opening.open(tree, index, member, options.stage(), new Excluding(options.excludes()));
    Counters numbers =
        Counters.open(
            state.site(siteName, ".").resolve("numbers"), member, RandomGenerator.getDefault());
    MemberLoop loop = new MemberLoop(site, numbers, threads, console, new Events());
    loop.start("site");
    return new Running(site, numbers, loop);
  }

  /** A session is open; on the dialling thread, before anything is read from it. */
  private Receiver admitted(Session session) {
    try {
      Running now = running;
      if (now == null) {
        now = open(session.peer().member(), site());
        running = now;
      }
      return now.loop().open(session);
    } catch (UserError e) {
      lifecycle.giveUp(e);
    } catch (IOException | RuntimeException e) {
      lifecycle.fail(e);
    }
    session.close(new Ending(Ending.Cause.CLOSED_HERE, "this member cannot start"));
    return new Nobody();
  }

  /** Takes part in nothing: the daemon ends. */
  private static final class Nobody implements Receiver {
    @Override
    public void received(Message message) {}

    @Override
    public void drained() {}

    @Override
    public void ended(Ending ending) {}
  }

  private final class Events implements MemberEvents {
    @Override
    public void connected(Peer hub) {
      hubMetAt = hub.address();
      console.log(6, "connected to the hub at " + hub.address());
    }

    @Override
    public void disconnected(Ending ending) {
      if (!closed.get() && !removed) {
        console.log(5, "disconnected from the hub: " + ending.detail());
      }
      uplink.lost();
    }

    @Override
    public void dismissed(Message.Dismissal reason) {
      switch (reason) {
        case REMOVED -> removedByHub();
        case REPLACED_BY_A_NEWER_SESSION, PROTOCOL_ERROR, SHUTTING_DOWN ->
            console.log(5, "the hub ended the session: " + reason);
      }
    }

    @Override
    public boolean mayBeReady(SpokeMachine machine) {
      return true;
    }

    @Override
    public boolean brakesIncoming() {
      return true;
    }

    @Override
    public void ready() {
      console.say("ready");
    }

    @Override
    public void failed(Throwable cause) {
      lifecycle.fail(cause);
    }
  }

  /** Where the hub is, as far as it is known. */
  Optional<String> hub() {
    return hubMetAt.isEmpty()
        ? membership.hubs().stream().findFirst().map(HostPort::toString)
        : Optional.of(hubMetAt);
  }

  public MemberStatus status() {
    Running now = running;
    if (removed) {
      return MemberStatus.notJoined(
          membership.name(), List.of("the hub removed this server; nothing is synced any more"));
    }
    return now == null
        ? MemberStatus.notJoined(options.name(), uplink.problems())
        : now.loop().status(membership.name());
  }

  /** Lets a plan that a brake holds pass; null if none with this digest is held. */
  @Nullable String approve(String digest) {
    Running now = running;
    return now == null || removed ? null : now.loop().approve(digest).join();
  }

  /** Brings back what a held plan removed; null if none with this digest is held. */
  @Nullable String reject(String digest) {
    Running now = running;
    return now == null || removed ? null : now.loop().reject(digest).join();
  }

  /** See {@link MemberLoop#isAtRest}; false while the hub has not let it in yet. */
  boolean isAtRest() {
    Running now = running;
    return now != null && now.loop().isAtRest();
  }

  /**
   * Waits until all that happened here before now is visible elsewhere.
   *
   * @throws UserError if that will never be, because the hub has removed this server
   */
  public BarrierResult barrier(Duration timeout, boolean hubOnly)
      throws UserError, InterruptedException {
    requireMember();
    Running now = running;
    if (now == null) {
      return BarrierResult.waitingFor("hub (never reached)");
    }
    BarrierResult result = now.loop().barrier(hubOnly, timeout);
    requireMember();
    return result;
  }

  /** Refuses what only a member can do. */
  void requireMember() throws UserError {
    if (removed) {
      throw NotLetIn.removed(state.path());
    }
  }

  /**
   * Leaves the site: the hub forgets this member, and {@link #close} deletes what would be needed
   * to go on. The tree stays as it is. {@link #awaitEnd} returns then.
   *
   * @throws UserError if the hub cannot be told, or has removed it before; everything goes on as
   *     before then
   */
  void leave() throws UserError, InterruptedException {
    requireMember();
    Running now = running;
    leaving = true;
    boolean told = now != null && now.loop().farewell();
    if (!told || !forgotten.await(FORGOTTEN_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      leaving = false;
      throw new UserError(
          UserError.EXIT_HUB_UNREACHABLE,
          "the hub cannot be told that this server leaves",
          "nothing has changed: it is still a member, and goes on when the hub is back",
          "fix:  try again when 'twohop status' says connected; or, if the hub is gone for good,",
          "      stop this daemon and delete " + state.path());
    }
    lifecycle.end();
  }

  /** Whether the hub has forgotten this member: nothing is synced any more. */
  boolean isRemoved() {
    return removed;
  }

  /** The hub does not know us any more; on the site thread. */
  private void removedByHub() {
    removed = true;
    uplink.close();
    Running now = running;
    if (now != null) {
      var _ = now.loop().stop();
    }
    if (leaving) {
      forgotten.countDown();
      return;
    }
    console.log(
        3, "this server was removed at the hub: nothing is synced any more, and /ready says 503");
    console.log(3, "its directory stays as it is, and so does its state");
    NotLetIn.joinAgain(state.path()).forEach(line -> console.log(3, line));
  }

  /** Waits until it has ended, by {@link #close} or because it had to give up. */
  public void awaitEnd() throws InterruptedException, UserError {
    lifecycle.await();
  }

  /** Ends it: sessions are closed, what is visible is made durable. Returns when all is done. */
  @Override
  public synchronized void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    uplink.close();
    Running now = running;
    if (now != null) {
      now.loop().stop().join();
    }
    threads.close();
    try {
      if (now != null) {
        now.site().close();
        now.numbers().close();
      } else {
        tree.close();
      }
      if (leaving) {
        Departure.forget(state.path(), membership.site());
      }
    } catch (IOException e) {
      console.log(4, "could not close everything: " + e.getMessage());
    } finally {
      state.close();
      lifecycle.end();
    }
  }
}
