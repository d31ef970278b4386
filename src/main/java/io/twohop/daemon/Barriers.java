package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.scan.Scanner;
import io.twohop.watch.Cookies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Barriers on their way: the kernel's queue is read up to now, all looks before are done, all
 * differences are proposed, then the hub is asked. Belongs to the site thread.
 */
final class Barriers {
  private static final long RETRY_NANOS = 5_000_000;

  private enum Stage {
    /** Until the cookie comes out of the kernel's queue. */
    COOKIE,
    /** Until the looks are done. */
    LOOKS,
    /** Until there is nothing left to propose. */
    WISHES,
    /** Until the hub has answered. */
    HUB
  }

  private static final class Waiting {
    final long id;
    final boolean hubOnly;
    final CompletableFuture<BarrierResult> result;
    Stage stage = Stage.COOKIE;
    final Name cookie;
    long mark;

    /** What was not proposed yet when the looks were over; what came later is not waited for. */
    final Set<NodeId> wishes = new TreeSet<>();

    Waiting(long id, boolean hubOnly, Name cookie, CompletableFuture<BarrierResult> result) {
      this.cookie = cookie;
      this.id = id;
      this.hubOnly = hubOnly;
      this.result = result;
    }
  }

  private final Scanner scanner;
  private final SpokeMachine machine;
  private final @Nullable Cookies cookies;
  private final List<Waiting> waiting = new ArrayList<>();

  /** {@code cookies} is null where nothing is watched: barriers then cannot be proved, and fail. */
  Barriers(@Nullable Cookies cookies, Scanner scanner, SpokeMachine machine) {
    this.cookies = cookies;
    this.scanner = scanner;
    this.machine = machine;
  }

  /** What came of a barrier within a time; null if nothing has. */
  static @Nullable BarrierResult within(CompletableFuture<BarrierResult> result, Duration timeout)
      throws InterruptedException {
    try {
      return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException forsaken) {
      return BarrierResult.waitingFor("this server (its daemon ends)");
    }
  }

  void begin(long id, boolean hubOnly, CompletableFuture<BarrierResult> result) {
    if (cookies == null || !cookies.provable()) {
      result.complete(BarrierResult.waitingFor("this member: it is not watched"));
      return;
    }
    try {
      waiting.add(new Waiting(id, hubOnly, cookies.drop(), result));
    } catch (ErrnoException refused) {
      result.complete(BarrierResult.waitingFor("this member: " + refused.getMessage()));
    }
  }

  /** A cookie came out of the kernel's queue. */
  void cookie(Name name) {
    for (Waiting barrier : waiting) {
      if (barrier.stage == Stage.COOKIE && barrier.cookie.equals(name)) {
        barrier.stage = Stage.LOOKS;
        barrier.mark = scanner.mark();
      }
    }
  }

  /** Takes every barrier as far as it goes now. */
  void proceed(@Nullable MemberSession session, long nowNanos) {
    waiting.removeIf(barrier -> barrier.result.isDone());
    for (Waiting barrier : waiting) {
      if (barrier.stage == Stage.LOOKS) {
        scanner.endWaits(nowNanos);
        if (scanner.isPast(barrier.mark)) {
          barrier.stage = Stage.WISHES;
          barrier.wishes.addAll(machine.wishes());
        }
      }
      if (barrier.stage == Stage.WISHES) {
        machine.endWaits(nowNanos);
        barrier.wishes.retainAll(machine.wishes());
        if (barrier.wishes.isEmpty() && session != null) {
          barrier.stage = Stage.HUB;
          ask(barrier, session);
        }
      }
    }
  }

  /**
   * Time is up for somebody who waits: completes with the names of those who are not there. {@code
   * why} says what it means that there is no session.
   */
  void sayWhoIsMissing(long id, @Nullable MemberSession session, String why) {
    for (Waiting late : waiting) {
      if (late.id != id) {
        continue;
      }
      if (late.stage == Stage.COOKIE || late.stage == Stage.LOOKS) {
        missing(late, "this server (still looking at its own files)");
      } else if (session == null) {
        missing(late, "hub (" + why + ")");
      } else if (late.stage == Stage.WISHES) {
        missing(late, "hub (has not answered every change from here)");
      } else {
        ask(late, session);
      }
    }
  }

  private static void missing(Waiting late, String who) {
    late.result.complete(BarrierResult.waitingFor(who));
  }

  private void ask(Waiting barrier, MemberSession session) {
    session.session.offer(
        new Message.AskBarrier(barrier.id, machine.lastProposal(), barrier.hubOnly));
  }

  /** When {@link #proceed} has to be called again at the latest, from {@code nowNanos}. */
  long nextDueNanos(long nowNanos) {
    boolean open =
        waiting.stream().anyMatch(b -> b.stage == Stage.LOOKS || b.stage == Stage.WISHES);
    return open ? nowNanos + RETRY_NANOS : Long.MAX_VALUE;
  }

  /** The hub has answered; {@code failed} are paths of what was refused or lost. */
  void reached(Message.Barrier barrier, List<String> failed) {
    for (Waiting asked : waiting) {
      if (asked.id == barrier.id()) {
        asked.result.complete(
            new BarrierResult(
                barrier.waitingFor().isEmpty(),
                barrier.failed().size(),
                failed,
                barrier.waitingFor()));
      }
    }
  }

  /** The session is over: the hub is asked again in the next one. */
  void disconnected() {
    for (Waiting barrier : waiting) {
      if (barrier.stage == Stage.HUB) {
        barrier.stage = Stage.WISHES;
        barrier.wishes.addAll(machine.wishes());
      }
    }
  }
}
