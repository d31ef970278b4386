package io.twohop.daemon;

import io.twohop.core.hub.Effect;
import io.twohop.core.hub.Heads;
import io.twohop.core.hub.HubMachine;
import io.twohop.core.hub.Input;
import io.twohop.core.message.Message;
import io.twohop.index.SqliteHeads;
import io.twohop.journal.SegmentJournal;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.posix.ErrnoException;
import io.twohop.transport.Door;
import io.twohop.transport.Ending;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub, running: one thread takes what happened out of its mailbox, lets the machine decide and
 * carries out what that wants. Methods that other threads call say so.
 */
final class HubLoop implements Door {
  /** LIMIT: messages that were read and not looked at; then readers wait. */
  private static final int MAILBOX_CAPACITY = 512;

  private static final long MAILBOX_BYTES = 4 << 20;

  /** LIMIT: large contents beside the tree that nobody needs; they are served from the tree. */
  private static final long CONTENT_BYTES = 4L << 30;

  private static final long NO_ROOM_RETRY_NANOS = 5_000_000_000L;

  /** LIMIT: PATH_MAX allows 2,048 components. */
  private static final int MAX_DEPTH = 2_048;

  private final Threads threads;
  private final Console console;
  private final MemberId own;
  private final ContentStore contents;
  private final NeededContents needed;
  private final ContentSource source;
  private final SmallContents small;
  private final Consumer<Throwable> failed;
  private final Mailbox mailbox = new Mailbox(MAILBOX_CAPACITY, MAILBOX_BYTES);
  private final HubMachine machine;
  private final JournalWriter journal;
  private final HeadsKeeper heads;
  private final Losses losses;
  private final Heads rows;
  private final Obtaining obtaining;
  private final Map<MemberId, HubSession> sessions = new TreeMap<>();
  private final RecentFrames recent = new RecentFrames();
  private final Set<Runnable> unanswered = ConcurrentHashMap.newKeySet();
  private @Nullable Thread thread;
  private boolean stopping;
  private long shrinkAboveBytes = CONTENT_BYTES;

  /**
   * @param heads replayed to the end of the journal, the record of the present term included
   * @param own the hub's own directory
   * @param source where members fetch contents from
   * @param failed hears, on any thread, that the hub cannot go on
   */
  HubLoop(
      MemberId own,
      SqliteHeads heads,
      SegmentJournal journal,
      ContentStore contents,
      ContentSource source,
      SmallContents small,
      Losses losses,
      Threads threads,
      Console console,
      Consumer<Throwable> failed) {
    this.own = own;
    this.threads = threads;
    this.console = console;
    this.contents = contents;
    this.source = source;
    this.small = small;
    this.losses = losses;
    this.rows = heads;
    this.failed = failed;
    this.machine = new HubMachine(heads, journal, contents);
    this.needed = new NeededContents(machine.durableSeq());
    this.journal =
        new JournalWriter(journal, count -> mailbox.post(() -> persisted(count)), failed);
    this.heads = new HeadsKeeper(heads, threads.files, mailbox, failed);
    this.obtaining =
        new Obtaining(
            this::pullsOf,
            mailbox,
            this::later,
            new Obtaining.Listener() {
              @Override
              public void obtained(ContentHash content) {
                feed(new Input.Obtained(content));
                shrink();
              }

              @Override
              public void withdrawn(Effect.Obtain obtain) {
                feed(new Input.Withdrawn(obtain.from(), obtain.node(), obtain.content()));
              }

              @Override
              public void notStored(String why) {
                console.log(3, "a large file cannot be taken in: " + why);
                console.log(
                    3, "nothing is lost, it waits where it was made; the other changes go on");
                console.log(3, "fix:  make room on the file system of the hub's state directory");
              }
            });
  }

  // ---- called by other threads

  void start() {
    thread = Threads.start("hub", this::run);
  }

  @Override
  public Receiver open(Session opened) {
    return new HubSession(opened, this, source, threads);
  }

  void greeted(HubSession from, Message.Hello hello) {
    mailbox.put(() -> connected(from, hello), Weight.bytesOf(hello));
  }

  void received(HubSession from, Message message) {
    mailbox.put(() -> delivered(from, message), Weight.bytesOf(message));
  }

  void drained(HubSession from) {
    mailbox.post(() -> room(from));
  }

  void ended(HubSession from, Ending ending) {
    mailbox.post(() -> disconnected(from, ending));
  }

  ContentSink openSink(ContentHash content, long sizeBytes) {
    return contents.receive(content, sizeBytes);
  }

  /**
   * How far each connected member is, the last durable change, and what is in the hub's way, for
   * people; waits for the hub's thread.
   */
  Snapshot snapshot() {
    return ask(
            () -> {
              Map<MemberId, Session> open = new TreeMap<>();
              sessions.forEach((member, session) -> open.put(member, session.session));
              List<String> problems =
                  obtaining.notStored().stream()
                      .map(why -> "a large file cannot be taken in, there is no room: " + why)
                      .toList();
              return new Snapshot(machine.durableSeq(), machine.standings(), open, problems);
            })
        .join();
  }

  /** See {@link #snapshot}. */
  record Snapshot(
      long durableSeq,
      List<HubMachine.Standing> standings,
      Map<MemberId, Session> sessions,
      List<String> problems) {}

  /** Ends it: what was decided is made durable. Returns when all is done. */
  void stop() {
    mailbox.post(() -> stopping = true);
    Thread running = thread;
    try {
      if (running != null) {
        running.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journal.close();
  }

  private <T> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable end =
        () -> answer.completeExceptionally(new IllegalStateException("the hub has ended"));
    unanswered.add(end);
    mailbox.post(() -> {
      answer.complete(question.get());
      unanswered.remove(end);
    });
    if (mailbox.isClosed()) {
      end.run();
    }
    return answer;
  }

  // ---- the hub's thread

  private void run() {
    try {
      while (!stopping) {
        Runnable job = mailbox.take(heads.waitNanos());
        while (job != null && !stopping) {
          job.run();
          job = mailbox.take(0);
        }
        heads.proceed();
      }
      heads.last();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    } finally {
      mailbox.close();
      unanswered.forEach(Runnable::run);
    }
  }

  private void feed(Input input) {
    for (Effect effect : machine.step(input)) {
      carryOut(effect);
    }
    for (HubSession session : List.copyOf(sessions.values())) {
      // The machine counts bytes, and one message may use all of its credit.
      if (session.sentSinceRoom && session.session.hasRoom()) {
        session.sentSinceRoom = false;
        mailbox.post(() -> room(session));
      }
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Send e -> send(e);
      case Effect.Append e -> {
        heads.appended();
        needed.appended(e.record(), contents::has);
        journal.append(e.record());
      }
      case Effect.Keep e -> {
        List<Name> directory = pathOf(e.loss().parent());
        needed.keeping(e.loss());
        journal.before(() -> {
          losses.keep(e, directory);
          mailbox.post(() -> needed.kept(e.loss()));
        });
      }
      case Effect.Obtain e -> obtaining.want(e);
      case Effect.Disconnect e -> {
        HubSession session = sessions.get(e.member());
        if (session != null) {
          session.session.finish(new Message.Dismissed(e.reason()));
        }
      }
    }
  }

  private void later(Runnable job) {
    threads.tasks.execute(() -> {
      LockSupport.parkNanos(NO_ROOM_RETRY_NANOS);
      mailbox.post(job);
    });
  }

  private @Nullable Pulls pullsOf(MemberId member) {
    HubSession session = sessions.get(member);
    return session == null ? null : session.pulls;
  }

  /** The names from the root to a directory, as far as the heads know it. */
  private List<Name> pathOf(NodeId directory) {
    ArrayDeque<Name> path = new ArrayDeque<>();
    NodeId at = directory;
    while (!at.equals(NodeId.ROOT)) {
      NodeState state = rows.node(at);
      Heads.Removed removed = state == null ? rows.removed(at) : null;
      NodeState last = removed == null ? state : removed.last();
      if (last == null || path.size() > MAX_DEPTH) {
        break;
      }
      path.addFirst(last.name());
      at = last.parent();
    }
    return List.copyOf(path);
  }

  private void send(Effect.Send send) {
    HubSession to = sessions.get(send.to());
    if (to == null) {
      return;
    }
    switch (send.message()) {
      case Message.Change change -> to.session.offer(recent.framed(change));
      case Message.Present present -> small.attach(present).forEach(to.session::offer);
      case Message other -> to.session.offer(other);
    }
    to.sentSinceRoom = true;
  }

  private void shrink() {
    if (contents.totalBytes() <= shrinkAboveBytes || !needed.isKnown()) {
      return;
    }
    Set<ContentHash> wanted = needed.all();
    wanted.addAll(machine.undecidedContents());
    try {
      List<ContentHash> condemned = contents.condemn(CONTENT_BYTES, wanted);
      // WHY: where all is needed, not to ask again at each that comes.
      shrinkAboveBytes = Math.max(CONTENT_BYTES, contents.totalBytes() + CONTENT_BYTES / 16);
      if (!condemned.isEmpty()) {
        threads.files.execute(() -> contents.deleteCondemned(condemned));
      }
    } catch (ErrnoException refused) {
      console.log(4, "old contents could not be deleted: " + refused.getMessage());
    }
  }

  private void connected(HubSession from, Message.Hello hello) {
    HubSession older = sessions.put(from.member, from);
    if (older != null) {
      older.session.close(new Ending(Ending.Cause.REPLACED, "a newer session"));
    }
    console.log(6, from.session.peer().name() + " connected from " + from.session.peer().address());
    feed(new Input.Connected(from.member, hello));
    if (from.member.equals(own)) {
      needed.settled(hello.settled().low());
    }
  }

  private void delivered(HubSession from, Message message) {
    if (sessions.get(from.member) == from) {
      feed(new Input.Received(from.member, message));
      if (message instanceof Message.Progress progress && from.member.equals(own)) {
        needed.settled(progress.settledSeq());
      }
    }
  }

  private void room(HubSession from) {
    if (sessions.get(from.member) == from) {
      from.sentSinceRoom = false;
      feed(new Input.Room(from.member));
    }
  }

  private void disconnected(HubSession from, Ending ending) {
    if (sessions.get(from.member) == from) {
      sessions.remove(from.member);
      console.log(6, from.session.peer().name() + " disconnected: " + ending.detail());
      feed(new Input.Disconnected(from.member));
    }
  }

  private void persisted(long count) {
    heads.persisted(count);
    feed(new Input.Persisted(count));
  }
}
