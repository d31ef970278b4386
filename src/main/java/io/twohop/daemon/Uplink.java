package io.twohop.daemon;

import io.twohop.transport.Backoff;
import io.twohop.transport.DialOutcome;
import io.twohop.transport.Dialer;
import io.twohop.transport.Door;
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

  private final Dialer dialer;
  private final Door door;
  private final Console console;
  private final Consumer<UserError> refused;
  private final Backoff backoff =
      new Backoff(FIRST_WAIT_MILLIS, MAX_WAIT_MILLIS, new SecureRandom());
  private final Semaphore lost = new Semaphore(0);
  private volatile boolean closed;
  private String lastProblem = "";

  /**
   * @param door where a session comes in
   * @param refused hears, once, that the hub will not let this spoke in
   */
  Uplink(Dialer dialer, Door door, Console console, Consumer<UserError> refused) {
    this.dialer = dialer;
    this.door = door;
    this.console = console;
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
    try {
      while (!closed) {
        switch (dialer.dial(door)) {
          case DialOutcome.Connected connected -> {
            backoff.reset();
            lastProblem = "";
            lost.acquire();
            lost.drainPermits();
          }
          case DialOutcome.Unreachable u -> again(String.join("; ", u.reasons()));
          case DialOutcome.NotStored n -> again(n.reason());
          case DialOutcome.WrongHub w ->
              again("who answers at " + w.address() + " is not the hub: " + w.detail());
          case DialOutcome.Refused r -> {
            refused.accept(
                new UserError(
                    UserError.EXIT_REFUSED_BY_HUB,
                    "the hub does not let this spoke in: " + r.text()));
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same problem is logged once, not at every attempt. */
  private void again(String problem) throws InterruptedException {
    if (!problem.equals(lastProblem)) {
      console.log(4, "cannot reach the hub, trying again: " + problem);
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
