package io.twohop.control;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A daemon that does nothing, and remembers what it was asked. */
public final class RecordedCommands implements Commands {
  public final List<String> calls = new CopyOnWriteArrayList<>();
  public volatile Phase phase = Phase.READY;

  @Override
  public Status status() {
    return new Status(
        true,
        "1.2",
        Instant.EPOCH,
        "main",
        "hub",
        "/srv/site",
        "/var/lib/twohop",
        phase,
        Optional.empty(),
        true,
        List.of("[::]:7420"),
        7,
        10,
        1,
        2,
        List.of("a: permission denied"),
        List.of(new Status.Held("abc", "removes 200 of 210 files")),
        List.of(),
        List.of(),
        2,
        List.of(
            new Status.Member(
                "web\"1", "m1", "web", true, "10.0.0.1:5", 9, 8, 1, 0, 0, 0, 0, 4096)));
  }

  @Override
  public Waited await(Duration timeout, boolean hubOnly) {
    calls.add("await " + timeout + " " + hubOnly);
    return new Waited(false, 0, List.of(), List.of("web2"));
  }

  @Override
  public List<Kept> kept() {
    return List.of(
        new Kept("c1", "conflict", "a/b", "web1", Instant.EPOCH, 10),
        new Kept("c2", "conflict", "a/c", "web2", Instant.EPOCH, 20));
  }

  @Override
  public int exportKept(Path directory) {
    calls.add("export " + directory);
    return 2;
  }

  @Override
  public String restoreKept(String id) {
    return "a/b";
  }

  @Override
  public List<Past> history(String path) {
    return List.of(new Past("v-1", "removed", path, 7, "web1", 5));
  }

  @Override
  public void dropKept(String id) {
    calls.add("drop " + id);
  }

  @Override
  public String approve(String digest) {
    return "passes";
  }

  @Override
  public String reject(String digest) {
    return "undone";
  }

  @Override
  public void removeMember(String name) {
    calls.add("remove " + name);
  }

  @Override
  public void drain() {
    throw new IllegalStateException("a mistake");
  }

  @Override
  public void leave() throws Refusal {
    throw new Refusal(Trouble.REFUSED_BY_HUB, "no", "fix:  none");
  }

  @Override
  public NewToken createToken(TokenWish wish) {
    calls.add("token " + wish.role() + " " + wish.lifetime() + " " + wish.uses());
    return new NewToken("t1", "SECRET", Instant.EPOCH);
  }

  @Override
  public List<TokenLine> tokens() {
    return List.of(new TokenLine("t1", "web", Instant.EPOCH, Optional.of(1), Optional.empty()));
  }

  @Override
  public void revokeToken(String id) {
    calls.add("revoke " + id);
  }
}
