package io.twohop.daemon;

import io.twohop.control.Phase;
import io.twohop.control.Refusal;
import io.twohop.control.Status;
import io.twohop.control.Trouble;
import io.twohop.control.Waited;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon's answers need besides its status: since when it runs, and whether somebody asked
 * it to drain. Any thread.
 */
final class Standing {
  private final String version;
  private final Instant startedAt;
  private volatile boolean draining;

  Standing(String version, Instant startedAt) {
    this.version = version;
    this.startedAt = startedAt;
  }

  String version() {
    return version;
  }

  Instant startedAt() {
    return startedAt;
  }

  void drain() {
    draining = true;
  }

  Phase phase(MemberStatus status) {
    if (draining) {
      return Phase.DRAINING;
    }
    if (status.ready()) {
      return Phase.READY;
    }
    return status.connected() ? Phase.CATCHING_UP : Phase.STARTING;
  }

  /** A held plan's text begins with its digest. */
  static List<Status.Held> held(MemberStatus status) {
    return status.held().stream()
        .map(text -> {
          int space = text.indexOf(' ');
          return space < 0
              ? new Status.Held(text, "")
              : new Status.Held(text.substring(0, space), text.substring(space + 1));
        })
        .toList();
  }

  static Waited waited(BarrierResult result) {
    return new Waited(result.reached(), result.failed(), result.failedPaths(), result.waitingFor());
  }

  /** A person's mistake as a command is told of it. */
  static Refusal refusal(UserError e) {
    Trouble trouble =
        switch (e.exitCode()) {
          case UserError.EXIT_USAGE -> Trouble.USAGE;
          case UserError.EXIT_HUB_UNREACHABLE -> Trouble.HUB_UNREACHABLE;
          case UserError.EXIT_REFUSED_BY_HUB -> Trouble.REFUSED_BY_HUB;
          default -> Trouble.UNUSABLE;
        };
    return new Refusal(trouble, e.lines());
  }

  /** What became of a held plan; refused if there was none. */
  static String done(@Nullable String what, String digest) throws Refusal {
    if (what != null) {
      return what;
    }
    throw new Refusal(
        Trouble.USAGE,
        "no plan with the digest '" + digest + "' is held here",
        "a plan that changed since it was shown has another digest",
        "fix:  twohop status  shows what is held now");
  }
}
