package io.twohop.daemon;

import io.twohop.config.Reasons;
import io.twohop.core.hub.HubMachine;
import io.twohop.core.hub.Journal;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.index.Origin;
import io.twohop.index.SqliteIndex;
import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.Syscalls;
import io.twohop.transport.Cidr;
import io.twohop.transport.Ending;
import io.twohop.transport.HostPort;
import io.twohop.transport.HubGreeting;
import io.twohop.transport.Identity;
import io.twohop.transport.Listener;
import io.twohop.transport.MemberTable;
import io.twohop.transport.MemoryLink;
import io.twohop.transport.Peer;
import io.twohop.transport.QueueMarks;
import io.twohop.transport.Session;
import io.twohop.transport.Sessions;
import io.twohop.transport.Token;
import io.twohop.transport.TokenStore;
import io.twohop.transport.TransportLimits;
import io.twohop.transport.TransportProblem;
import io.twohop.tree.Tree;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A hub with its own directory, running. Any thread may call it.
 *
 * <p>{@link #start} returns when spokes can dial in; {@code ready} is said later, when the tree has
 * been scanned and all of it is accepted.
 */
public final class HubDaemon implements AutoCloseable {
  private static final String OWN_NAME = "hub";

  private final HubOptions options;
  private final Console console;
  private final StateDirectory state;
  private final Identity identity;
  private final TokenStore tokens;
  private final MemberTable members;
  private final Sessions sessions;
  private final Threads threads;
  private final Lifecycle lifecycle;
  private final HubStores stores;
  private final Site site;
  private final HubKeep keep;
  private final HubLoop hub;
  private final FrontDoor door;
  private final MemberLoop own;
  private final Listener listener;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HubDaemon(
      HubOptions options,
      Console console,
      StateDirectory state,
      Tree tree,
      Syscalls syscalls,
      Opened opened)
      throws UserError, IOException, TransportProblem {
    this.options = options;
    this.console = console;
    this.state = state;
    this.threads = opened.add(new Threads());
    this.lifecycle = new Lifecycle(console);
    SecureRandom random = new SecureRandom();
    identity = Identity.loadOrCreate(state.path());
    tokens = TokenStore.load(state.path());
    members = MemberTable.load(state.path());
    sessions = new Sessions(members);
    stores = opened.add(HubStores.open(syscalls, state, options.site(), random));
    SiteOpening opening = new SiteOpening(syscalls, state, options.site(), console);
    SqliteIndex index = opened.add(opening.index(tree));
    Origin origin = index.origin();
    LocalNumbers numbers =
        LocalNumbers.ofNewMember(random, origin == null ? null : origin.member());
    Excluding excludes = new Excluding(options.excludes());
    site = opening.open(tree, index, numbers.member(), options.stage(), excludes);
    own = new MemberLoop(site, numbers, threads, console, new OwnEvents());
    keep = new HubKeep(stores.keep(), stores.contents(), stores.running(), console, this::nameOf);
    hub =
        new HubLoop(
            numbers.member(),
            stores.heads(),
            stores.journal(),
            stores.contents(),
            this::serve,
            stores.small(),
            keep,
            threads,
            console,
            lifecycle::fail);
    HubGreeting greeting =
        new HubGreeting(
            options.site(), identity, members, tokens, System::currentTimeMillis, random);
    door = new FrontDoor(hub, this::left);
    opened.add(hub::stop);
    opened.add(keep::stopWaiting);
    listener =
        Listener.open(
            addresses(options.listen()),
            identity,
            greeting,
            sessions,
            door,
            (address, why) -> console.log(5, address + " was not let in: " + why),
            TransportLimits.USUAL,
            threads.tasks);
    Peer ownPeer =
        new Peer(numbers.member(), OWN_NAME, "", identity.pin(), "this process", List.of());
    hub.start();
    own.start("site");
    MemoryLink.connect(ownPeer, door, ownPeer, own, QueueMarks.USUAL, threads.tasks);
  }

  /**
   * Starts a hub.
   *
   * @throws UserError if it cannot start; nothing runs and no lock is held then
   */
  public static HubDaemon start(HubOptions options, Console console) throws UserError {
    Opened opened = new Opened();
    try {
      Syscalls syscalls = new FfmSyscalls();
      // WHY: the tree first: a refusal leaves no state directory behind.
      Tree tree =
          opened.add(
              TreeClaim.open(syscalls, options.directory(), options.state(), options.excludes()));
      StateDirectory state =
          opened.add(StateDirectory.open(syscalls, options.state(), StateDirectory.Of.HUB));
      HubDaemon daemon = new HubDaemon(options, console, state, tree, syscalls, opened);
      daemon.listening().forEach(address -> console.say("listening on " + address));
      return daemon;
    } catch (TransportProblem e) {
      opened.closeAfter(e);
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          String.valueOf(e.getMessage()),
          "without it no spoke could reach this hub",
          "fix:  listen elsewhere with --listen HOST:PORT; [::]:7420 is the usual one");
    } catch (IOException e) {
      opened.closeAfter(e);
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot start: " + Reasons.of(e),
          "a file in the state directory " + options.state() + " cannot be used",
          "fix:  mend it, or bring the directory back from a backup");
    } catch (UserError | RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private static List<HostPort> addresses(List<String> texts) throws UserError {
    try {
      return texts.stream().map(HostPort::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new UserError(
          UserError.EXIT_USAGE,
          e,
          String.valueOf(e.getMessage()),
          "fix:  write HOST:PORT, as hub.example:7420 or [::]:7420");
    }
  }

  /** Serves a content to a member: from the store, or from the hub's own tree. */
  private @Nullable Bytes serve(Message.Fetch fetch) throws InterruptedException {
    Bytes stored = stores.contents().read(fetch);
    return stored != null ? stored : own.readForHub(fetch);
  }

  private final class OwnEvents implements MemberEvents {
    @Override
    public void connected(Peer hubPeer) {}

    @Override
    public void disconnected(Ending ending) {
      if (!closed.get()) {
        lifecycle.fail(new IllegalStateException("the hub's own member lost it: " + ending));
      }
    }

    @Override
    public void dismissed(Message.Dismissal reason) {
      if (!closed.get()) {
        lifecycle.fail(new IllegalStateException("the hub dismissed its own member: " + reason));
      }
    }

    @Override
    public boolean mayBeReady(SpokeMachine machine) {
      return machine.isQuiet();
    }

    @Override
    public boolean brakesIncoming() {
      return false;
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

  private String nameOf(MemberId member) {
    MemberTable.Member known = members.byId(member);
    return known == null ? OWN_NAME : known.name();
  }

  History history() {
    return new History(stores.headsFile(), stores.journal(), this::nameOf);
  }

  HubKeep keep() {
    return keep;
  }

  Site site() {
    return site;
  }

  Journal journal() {
    return stores.journal();
  }

  /** Of the hub's own directory: see {@link MemberLoop#isAtRest}. */
  boolean isAtRest() {
    return own.isAtRest();
  }

  TokenStore tokens() {
    return tokens;
  }

  /**
   * Removes a spoke for good: its key opens nothing any more, and its session ends.
   *
   * @return false if there is none of this name
   * @throws UserError if that cannot be stored
   */
  boolean removeMember(String name) throws UserError {
    MemberTable.Member member = members.byName(name);
    try {
      return member != null && sessions.removeMember(member.id());
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "the member cannot be removed: " + Reasons.of(e),
          "it is still let in",
          "fix:  make room in " + state.path() + ", or mend its permissions; then try again");
    }
  }

  /** A member wants to be forgotten; it hears of that as of any removal. */
  private void left(MemberId member) {
    String name = nameOf(member);
    try {
      boolean known = sessions.removeMember(member);
      console.log(5, name + (known ? " left" : " left, having been removed before"));
    } catch (IOException e) {
      console.log(3, name + " wants to leave, but that cannot be stored: " + e);
    }
  }

  public HubStatus status() {
    HubLoop.Snapshot now = hub.snapshot();
    List<HubStatus.Spoke> spokes = new ArrayList<>();
    for (MemberTable.Member member : members.all()) {
      Session session = now.sessions().get(member.id());
      HubMachine.Standing standing =
          now.standings().stream()
              .filter(s -> s.member().equals(member.id()))
              .findFirst()
              .orElse(null);
      spokes.add(
          new HubStatus.Spoke(
              member.name(),
              member.id().toString(),
              member.role(),
              session != null,
              session == null ? "" : session.peer().address(),
              standing == null ? 0 : standing.visibleSeq(),
              standing == null ? 0 : standing.settledSeq(),
              session == null ? 0 : session.traffic().queuedBytes(),
              door.conditionOf(member.id())));
    }
    MemberStatus directory = own.status(OWN_NAME);
    List<String> problems = new ArrayList<>(directory.problems());
    problems.addAll(now.problems());
    if (!keep.problem().isEmpty()) {
      problems.add(keep.problem());
    }
    return new HubStatus(
        options.site(), now.durableSeq(), listening(), directory, problems, spokes);
  }

  /** The addresses where it listens, with their real ports. */
  public List<String> listening() {
    return listener.addresses().stream().map(HostPort::toString).toList();
  }

  /**
   * A new invitation.
   *
   * @param uses how often it can be used, {@link Integer#MAX_VALUE} for any number of times
   * @throws UserError if it cannot be stored
   */
  public String token(String role, Duration lifetime, int uses) throws UserError {
    return token(role, lifetime, uses, null).text();
  }

  /** An invitation and what it is called. */
  record Invitation(String id, String text) {}

  /** As {@link #token(String, Duration, int)}, for addresses in a range; null for any. */
  Invitation token(String role, Duration lifetime, int uses, @Nullable Cidr from) throws UserError {
    long now = System.currentTimeMillis();
    int stored = uses == Integer.MAX_VALUE ? TokenStore.UNLIMITED : uses;
    try {
      TokenStore.Minted minted =
          tokens.mint(role, now + lifetime.toMillis(), stored, from, now, new SecureRandom());
      List<HostPort> hubs =
          options.advertise().isEmpty()
              ? Advertised.of(listener.addresses())
              : addresses(options.advertise());
      Token token = new Token(hubs, identity.pin(), options.site(), minted.secret());
      return new Invitation(minted.id(), token.text());
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot store the token: " + Reasons.of(e),
          "no token was made",
          "fix:  make room in " + state.path() + ", or mend its permissions; or revoke old tokens");
    }
  }

  /** Lets a plan that a brake holds pass; null if none with this digest is held. */
  @Nullable String approve(String digest) {
    return own.approve(digest).join();
  }

  /** Brings back what a held plan removed; null if none with this digest is held. */
  @Nullable String reject(String digest) {
    return own.reject(digest).join();
  }

  /** Waits until all that happened in the hub's directory before now is visible elsewhere. */
  public BarrierResult barrier(Duration timeout, boolean hubOnly) throws InterruptedException {
    return own.barrier(hubOnly, timeout);
  }

  /** Waits until the hub has ended, by {@link #close} or because it had to give up. */
  public void awaitEnd() throws InterruptedException, UserError {
    lifecycle.await();
  }

  /** Ends it: sessions are closed, what is visible is made durable. Returns when all is done. */
  @Override
  public synchronized void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    listener.close();
    sessions.shutDown();
    own.stop().join();
    keep.stopWaiting();
    hub.stop();
    threads.close();
    site.close();
    keep.close();
    stores.close();
    state.close();
    lifecycle.end();
  }
}
