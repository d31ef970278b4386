package io.twohop.daemon;

import io.twohop.control.Commands;
import io.twohop.control.Kept;
import io.twohop.control.NewToken;
import io.twohop.control.Refusal;
import io.twohop.control.Status;
import io.twohop.control.TokenLine;
import io.twohop.control.TokenWish;
import io.twohop.control.Trouble;
import io.twohop.control.Waited;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running hub answers to commands. */
public final class HubControl implements Commands {
  private final HubDaemon hub;
  private final HubOptions options;
  private final Standing standing;

  public HubControl(HubDaemon hub, HubOptions options, String version) {
    this.hub = hub;
    this.options = options;
    this.standing = new Standing(version, Instant.now());
  }

  @Override
  public Status status() {
    HubStatus now = hub.status();
    MemberStatus own = now.own();
    List<Status.Member> members = new ArrayList<>();
    members.add(
        new Status.Member(
            own.name(),
            own.member(),
            "hub",
            true,
            "",
            own.visibleSeq(),
            own.visibleSeq(),
            Math.max(0, now.lastSeq() - own.visibleSeq()),
            own.wishes(),
            own.blocked().size(),
            own.held().size(),
            own.problems().size(),
            0));
    for (HubStatus.Spoke spoke : now.members()) {
      members.add(
          new Status.Member(
              spoke.name(),
              spoke.member(),
              spoke.role(),
              spoke.connected(),
              spoke.address(),
              spoke.visibleSeq(),
              spoke.settledSeq(),
              spoke.lag(now.lastSeq()),
              0,
              0,
              0,
              0,
              spoke.queuedBytes()));
    }
    return new Status(
        true,
        standing.version(),
        standing.startedAt(),
        now.site(),
        own.name(),
        options.directory().toString(),
        options.state().toString(),
        standing.phase(own),
        Optional.empty(),
        true,
        now.listening(),
        own.visibleSeq(),
        now.lastSeq(),
        own.wishes(),
        own.backlog(),
        own.blocked(),
        Standing.held(own),
        own.problems(),
        List.of(),
        0,
        members,
        Map.of());
  }

  @Override
  public Waited await(Duration timeout, boolean hubOnly) throws InterruptedException {
    return Standing.waited(hub.barrier(timeout, hubOnly));
  }

  @Override
  public NewToken createToken(TokenWish wish) throws Refusal {
    try {
      String token = hub.token(wish.role(), wish.lifetime(), wish.uses().orElse(Integer.MAX_VALUE));
      return new NewToken("", token, Instant.now().plus(wish.lifetime()));
    } catch (UserError e) {
      throw new Refusal(Trouble.UNUSABLE, e.lines());
    }
  }

  @Override
  public void drain() {
    standing.drain();
  }

  @Override
  public void leave() throws Refusal {
    throw new Refusal(
        Trouble.USAGE,
        "the hub cannot leave its own site",
        "fix:  stop it; its tree and its state stay as they are");
  }

  @Override
  public List<Kept> kept() throws Refusal {
    throw Standing.notYet("show its keep");
  }

  @Override
  public int exportKept(Path directory) throws Refusal {
    throw Standing.notYet("show its keep");
  }

  @Override
  public String restoreKept(String id) throws Refusal {
    throw Standing.notYet("restore from its keep");
  }

  @Override
  public void dropKept(String id) throws Refusal {
    throw Standing.notYet("drop from its keep");
  }

  @Override
  public String approve(String digest) throws Refusal {
    throw Standing.nothingHeld(digest);
  }

  @Override
  public String reject(String digest) throws Refusal {
    throw Standing.nothingHeld(digest);
  }

  @Override
  public void removeMember(String name) throws Refusal {
    throw Standing.notYet("remove members");
  }

  @Override
  public List<TokenLine> tokens() throws Refusal {
    throw Standing.notYet("list its tokens");
  }

  @Override
  public void revokeToken(String id) throws Refusal {
    throw Standing.notYet("revoke tokens");
  }
}
