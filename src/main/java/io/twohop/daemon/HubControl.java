package io.twohop.daemon;

import io.twohop.config.Reasons;
import io.twohop.control.Commands;
import io.twohop.control.Kept;
import io.twohop.control.NewToken;
import io.twohop.control.Past;
import io.twohop.control.Refusal;
import io.twohop.control.Status;
import io.twohop.control.TokenLine;
import io.twohop.control.TokenWish;
import io.twohop.control.Trouble;
import io.twohop.control.Waited;
import io.twohop.keep.KeepItem;
import io.twohop.keep.NoSuchItem;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.transport.Cidr;
import io.twohop.transport.TokenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

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
            now.problems().size(),
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
              spoke.condition().pending(),
              spoke.condition().blocked(),
              spoke.condition().held(),
              spoke.condition().problems(),
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
        now.problems(),
        own.notes(),
        hub.keep().list().size(),
        members);
  }

  @Override
  public Waited await(Duration timeout, boolean hubOnly) throws InterruptedException {
    return Standing.waited(hub.barrier(timeout, hubOnly));
  }

  @Override
  public NewToken createToken(TokenWish wish) throws Refusal {
    int uses = wish.uses().orElse(Integer.MAX_VALUE);
    Cidr from = range(wish);
    try {
      HubDaemon.Invitation made = hub.token(wish.role(), wish.lifetime(), uses, from);
      return new NewToken(made.id(), made.text(), Instant.now().plus(wish.lifetime()));
    } catch (UserError e) {
      throw new Refusal(Trouble.UNUSABLE, e.lines());
    }
  }

  private static @Nullable Cidr range(TokenWish wish) throws Refusal {
    try {
      return wish.from().isEmpty() ? null : Cidr.parse(wish.from().get());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Trouble.USAGE,
          "--from: " + e.getMessage(),
          "fix:  write a range of addresses, as 10.0.0.0/8 or 2001:db8::/32");
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
  public List<Kept> kept() {
    return hub.keep().list().stream()
        .sorted(Comparator.comparingLong(KeepItem::whenMillis).reversed())
        .map(HubControl::kept)
        .toList();
  }

  private static Kept kept(KeepItem item) {
    return new Kept(
        item.id(),
        item.kind().name().toLowerCase(Locale.ROOT),
        item.pathForPeople(),
        item.who(),
        Instant.ofEpochMilli(item.whenMillis()),
        item.sizeBytes());
  }

  @Override
  public int exportKept(Path directory) throws Refusal {
    Syscalls syscalls = hub.site().tree().syscalls();
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd to = syscalls.open(StateDirectory.bytes(directory), flags, 0)) {
      return hub.keep().export(to);
    } catch (ErrnoException e) {
      throw new Refusal(
          Trouble.UNUSABLE,
          "cannot export to " + directory + ": " + e.getMessage(),
          "what was copied before is there; the items are kept as they are",
          "fix:  name a directory with room that the daemon's user may write to");
    }
  }

  @Override
  public String restoreKept(String id) throws Refusal {
    try {
      History history = hub.history();
      History.Version version = history.find(id);
      String restored =
          version == null
              ? hub.keep().restore(id, hub.site())
              : hub.keep().restore(history, version, hub.site());
      if (restored == null) {
        throw new Refusal(
            Trouble.UNUSABLE,
            "the content of '" + id + "' is not kept any more",
            "large contents are remembered only while there is room for them",
            "fix:  none here; a backup may have it");
      }
      return restored;
    } catch (NoSuchItem e) {
      throw noSuchItem(id);
    } catch (ErrnoException e) {
      throw new Refusal(
          Trouble.UNUSABLE,
          "cannot restore it: " + e.getMessage(),
          "fix:  make the directory that it was in, or use  twohop conflicts export DIR");
    }
  }

  @Override
  public List<Past> history(String path) throws Refusal {
    List<Name> names = new ArrayList<>();
    try {
      for (String part : path.split("/", -1)) {
        if (!part.isEmpty()) {
          names.add(Name.of(part));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Trouble.USAGE,
          "'" + path + "' is not a path in the tree: " + e.getMessage(),
          "fix:  give it from the tree's root, as wp-content/uploads");
    }
    return hub.history().of(names).stream().map(HubControl::past).toList();
  }

  private static Past past(History.Version version) {
    StringJoiner path = new StringJoiner("/");
    version.path().forEach(name -> path.add(name.forPeople()));
    return new Past(
        version.id(),
        version.kind().name().toLowerCase(Locale.ROOT),
        path.toString(),
        version.endSeq(),
        version.by(),
        version.entry() instanceof Entry.RegularFile file ? file.sizeBytes() : 0);
  }

  @Override
  public void dropKept(String id) throws Refusal {
    try {
      hub.keep().drop(id);
    } catch (NoSuchItem e) {
      throw noSuchItem(id);
    }
  }

  private static Refusal noSuchItem(String id) {
    return new Refusal(
        Trouble.USAGE,
        "nothing is kept under '" + id + "'",
        "fix:  twohop conflicts  shows what is kept");
  }

  @Override
  public String approve(String digest) throws Refusal {
    return Standing.done(hub.approve(digest), digest);
  }

  @Override
  public String reject(String digest) throws Refusal {
    return Standing.done(hub.reject(digest), digest);
  }

  @Override
  public void removeMember(String name) throws Refusal {
    try {
      if (!hub.removeMember(name)) {
        throw new Refusal(
            Trouble.USAGE,
            "no member is called '" + name + "'",
            "fix:  twohop members  shows them all");
      }
    } catch (UserError e) {
      throw new Refusal(Trouble.UNUSABLE, e.lines());
    }
  }

  @Override
  public List<TokenLine> tokens() {
    return hub.tokens().list(System.currentTimeMillis()).stream().map(HubControl::line).toList();
  }

  private static TokenLine line(TokenStore.Issued issued) {
    Instant expires =
        issued.expiresAtMillis() == TokenStore.NEVER_MILLIS
            ? Instant.MAX
            : Instant.ofEpochMilli(issued.expiresAtMillis());
    return new TokenLine(
        issued.id(),
        issued.role(),
        expires,
        issued.usesLeft() == TokenStore.UNLIMITED
            ? Optional.empty()
            : Optional.of(issued.usesLeft()),
        Optional.ofNullable(issued.from()).map(Cidr::toString));
  }

  @Override
  public void revokeToken(String id) throws Refusal {
    try {
      if (!hub.tokens().revoke(id)) {
        throw new Refusal(
            Trouble.USAGE,
            "there is no token '" + id + "'",
            "fix:  twohop token list  shows those that can still be used");
      }
    } catch (IOException e) {
      throw new Refusal(
          Trouble.UNUSABLE,
          "the token cannot be revoked: " + Reasons.of(e),
          "it can still be used",
          "fix:  make room in " + options.state() + ", or mend its permissions; then try again");
    }
  }
}
