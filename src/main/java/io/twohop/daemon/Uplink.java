package io.twohop.daemon;

import io.twohop.transport.Backoff;
import io.twohop.transport.DialOutcome;
import io.twohop.transport.Dialer;
import io.twohop.transport.Door;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps a spoke connected: dials, waits for the session to end, dials again with back-off. */
final class Uplink {
  private static final long FIRST_WAIT_MILLIS = 100;

  /** LIMIT: a hub that comes back is found within this time. */
  private static final long MAX_WAIT_MILLIS = 15_000;

  /** A session that lasted so long shows that all is well. */
  private static final long LASTING_NANOS = 5_000_000_000L;

  /** LIMIT: a person waits for an answer this long; a hub that boots at the same time is met. */
  private static final long FIRST_JOIN_NANOS = 30_000_000_000L;

  private static final List<String> LOOK_THERE =
      List.of(
          "fix:  is the hub running, its port open in the firewall, its address right?"
              + " --hub HOST:PORT overrules what is known here");

  private final Dialer dialer;
  private final Door door;
  private final Console console;
  private final Path state;
  private final Consumer<UserError> refused;
  private final Backoff backoff =
      new Backoff(FIRST_WAIT_MILLIS, MAX_WAIT_MILLIS, new SecureRandom());
  private final Semaphore lost = new Semaphore(0);
  private volatile boolean closed;
  private String lastProblem = "";
  private boolean joined;

  /**
   * @param joined whether the hub has let this spoke in before: then it is dialled for ever
   * @param door where a session comes in
   * @param state the state directory, for what people are told
   * @param refused hears, once, that the hub will not let this spoke in
   */
  Uplink(
      boolean joined,
      Dialer dialer,
      Door door,
      Console console,
      Path state,
      Consumer<UserError> refused) {
    this.joined = joined;
    this.dialer = dialer;
    this.door = door;
    this.console = console;
    this.state = state;
    this.refused = refused;
  }

  /** The session is over. */
  void lost() {
    lost.release();
  }

  void close() {
    closed = true;
    lost.release();
  }

  /** Runs until it is closed or refused. */
  void run() {
    long begunNanos = System.nanoTime();
    try {
      while (!closed) {
        if (!joined
            && !lastProblem.isEmpty()
            && System.nanoTime() - begunNanos > FIRST_JOIN_NANOS) {
          refused.accept(neverReached());
          return;
        }
        switch (dialer.dial(door)) {
          case DialOutcome.Connected connected -> {
            joined = true;
            lastProblem = "";
            long sinceNanos = System.nanoTime();
            lost.acquire();
            lost.drainPermits();
            // WHY: a hub that lets it in and ends the session at once must not be dialled in a
            // loop.
            if (System.nanoTime() - sinceNanos > LASTING_NANOS) {
              backoff.reset();
            }
            lost.tryAcquire(backoff.nextMillis(), TimeUnit.MILLISECONDS);
          }
          case DialOutcome.Unreachable u -> again(String.join("; ", u.reasons()), LOOK_THERE);
          case DialOutcome.NotStored n ->
              again(
                  "what it told cannot be stored in " + state + ": " + n.reason(),
                  List.of("fix:  make room there, or mend its permissions"));
          case DialOutcome.WrongHub w when !joined -> {
            refused.accept(notTheTokens(w));
            return;
          }
          case DialOutcome.WrongHub w ->
              again(
                  "who answers at " + w.address() + " is not the hub: " + w.detail(),
                  NotLetIn.otherHub(state));
          case DialOutcome.Refused r -> {
            refused.accept(NotLetIn.refused(r, state));
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static UserError notTheTokens(DialOutcome.WrongHub answered) {
    return new UserError(
        UserError.EXIT_HUB_UNREACHABLE,
        "who answers at " + answered.address() + " is not the hub that made this token",
        "its key is another one, so nothing was sent to it: " + answered.detail(),
        "fix:  is the address the hub's? If the hub was installed anew, its old tokens are worth",
        "      nothing: run 'twohop token' on it, and start this with the new one");
  }

  private UserError neverReached() {
    return new UserError(
        UserError.EXIT_HUB_UNREACHABLE,
        "cannot reach the hub: " + lastProblem,
        "this spoke has never joined it, so there is nothing to keep the same yet",
        "fix:  is the hub running, its port open in the firewall, its address right? The one in the",
        "      token can be overruled with --hub HOST:PORT; the token can still be used");
  }

  /** The same problem is logged once, not at every attempt. */
  private void again(String problem, List<String> advice) throws InterruptedException {
    if (!problem.equals(lastProblem)) {
      console.log(4, "cannot reach the hub, trying again: " + problem);
      console.log(4, "nothing is lost: what is changed here waits, and goes when it is reached");
      advice.forEach(line -> console.log(4, line));
      lastProblem = problem;
    }
    boolean woken = lost.tryAcquire(backoff.nextMillis(), TimeUnit.MILLISECONDS);
    lastProblem = woken && !closed ? "" : problem;
  }

  /** Shown in the status while there is no session. */
  List<String> problems() {
    return lastProblem.isEmpty() ? List.of() : List.of(lastProblem);
  }
}
