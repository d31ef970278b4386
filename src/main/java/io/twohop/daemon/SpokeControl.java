package io.twohop.daemon;

import io.twohop.control.Commands;
import io.twohop.control.Kept;
import io.twohop.control.NewToken;
import io.twohop.control.Past;
import io.twohop.control.Phase;
import io.twohop.control.Refusal;
import io.twohop.control.Status;
import io.twohop.control.TokenLine;
import io.twohop.control.TokenWish;
import io.twohop.control.Trouble;
import io.twohop.control.Waited;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a running spoke answers to commands. */
public final class SpokeControl implements Commands {
  private final SpokeDaemon spoke;
  private final SpokeOptions options;
  private final Standing standing;

  public SpokeControl(SpokeDaemon spoke, SpokeOptions options, String version) {
    this.spoke = spoke;
    this.options = options;
    this.standing = new Standing(version, Instant.now());
  }

  @Override
  public Status status() {
    MemberStatus now = spoke.status();
    return new Status(
        false,
        standing.version(),
        standing.startedAt(),
        options.site().orElse("main"),
        now.name(),
        options.directory().toString(),
        options.state().toString(),
        spoke.isRemoved() ? Phase.REMOVED : standing.phase(now),
        spoke.hub(),
        now.connected(),
        List.of(),
        now.visibleSeq(),
        now.hubSeq(),
        now.wishes(),
        now.backlog(),
        now.blocked(),
        Standing.held(now),
        now.problems(),
        now.notes(),
        0,
        List.of());
  }

  @Override
  public Waited await(Duration timeout, boolean hubOnly) throws Refusal, InterruptedException {
    try {
      return Standing.waited(spoke.barrier(timeout, hubOnly));
    } catch (UserError e) {
      throw Standing.refusal(e);
    }
  }

  @Override
  public void drain() throws Refusal {
    try {
      spoke.requireMember();
    } catch (UserError e) {
      throw Standing.refusal(e);
    }
    standing.drain();
  }

  @Override
  public void leave() throws Refusal {
    try {
      spoke.leave();
    } catch (UserError e) {
      throw Standing.refusal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Trouble.INTERNAL, "interrupted");
    }
  }

  @Override
  public List<Kept> kept() throws Refusal {
    throw onTheHub("what lost a conflict is kept there");
  }

  @Override
  public int exportKept(Path directory) throws Refusal {
    throw onTheHub("what lost a conflict is kept there");
  }

  @Override
  public String restoreKept(String id) throws Refusal {
    throw onTheHub("what lost a conflict is kept there");
  }

  @Override
  public void dropKept(String id) throws Refusal {
    throw onTheHub("what lost a conflict is kept there");
  }

  @Override
  public List<Past> history(String path) throws Refusal {
    throw onTheHub("what was overwritten or removed is remembered there");
  }

  @Override
  public String approve(String digest) throws Refusal {
    return Standing.done(spoke.approve(digest), digest);
  }

  @Override
  public String reject(String digest) throws Refusal {
    return Standing.done(spoke.reject(digest), digest);
  }

  @Override
  public void removeMember(String name) throws Refusal {
    throw onTheHub("it alone knows the members");
  }

  @Override
  public NewToken createToken(TokenWish wish) throws Refusal {
    throw onTheHub("it alone lets others in");
  }

  @Override
  public List<TokenLine> tokens() throws Refusal {
    throw onTheHub("it alone lets others in");
  }

  @Override
  public void revokeToken(String id) throws Refusal {
    throw onTheHub("it alone lets others in");
  }

  private static Refusal onTheHub(String why) {
    return new Refusal(
        Trouble.USAGE,
        "this is a spoke; that is done on the hub",
        why,
        "fix:  run the same command on the hub");
  }
}
