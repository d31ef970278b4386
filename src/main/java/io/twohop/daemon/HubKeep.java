package io.twohop.daemon;

import io.twohop.core.hub.Decision;
import io.twohop.core.hub.Effect;
import io.twohop.keep.Keep;
import io.twohop.keep.KeepItem;
import io.twohop.keep.KeepKind;
import io.twohop.keep.KeptContent;
import io.twohop.keep.Retention;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.tree.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hub's keep. The journal's thread brings in what lost, which must be on disk before its author
 * is told so; any thread may do what commands want, and holds up the journal's only for as long as
 * one thing takes to be brought in or dropped.
 */
final class HubKeep implements Losses, AutoCloseable {
  private static final Bytes EMPTY = Bytes.owning(new byte[0]);
  private static final long NO_SPACE_RETRY_MILLIS = 1_000;
  private static final long RETAIN_EVERY_MILLIS = 60_000;

  private final Keep keep;
  private final ContentStore contents;
  private final RunningTime running;
  private final Console console;
  private final Function<MemberId, String> names;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicLong drafts = new AtomicLong();
  private final Object versions = new Object();

  /** What waits for room; empty if nothing does. */
  private volatile String waiting = "";

  // the journal's thread's alone
  private long retainedAtMillis;

  /** LIMIT: the contents of one message stay in memory until another one loses. */
  private List<Bytes> hashedFrom = List.of();

  private Map<ContentHash, Bytes> hashed = new HashMap<>();

  /** {@code names} gives a member's label. */
  HubKeep(
      Keep keep,
      ContentStore contents,
      RunningTime running,
      Console console,
      Function<MemberId, String> names) {
    this.keep = keep;
    this.contents = contents;
    this.running = running;
    this.console = console;
    this.names = names;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits while the disk is full.
   *
   * @throws IllegalStateException if the keep cannot be written for another reason, or the content
   *     that was here is gone
   */
  @Override
  public void keep(Effect.Keep loss, List<Name> directory) {
    for (boolean waited = false; !isKept(loss, directory, waited); waited = true) {
      retain(running.millis());
    }
    retainNowAndThen();
  }

  /** False if the disk was full a while ago. */
  private boolean isKept(Effect.Keep loss, List<Name> directory, boolean waited) {
    try {
      keepOnce(loss, directory);
    } catch (ErrnoException refused) {
      String what = loss.loss().name().forPeople() + ", which lost to another change,";
      if (!refused.is(Errno.ENOSPC) && !refused.is(Errno.EDQUOT)) {
        throw new IllegalStateException(
            "cannot keep " + what + " in the state directory: " + refused.getMessage(), refused);
      }
      waiting =
          "the disk of the state directory is full, and nothing is accepted until "
              + what
              + " can be kept there: make room; it goes on by itself ("
              + refused.getMessage()
              + ")";
      if (!waited) {
        console.log(3, waiting);
      }
      awaitRetry(refused);
      return false;
    }
    waiting = "";
    if (waited) {
      console.log(5, "there is room in the state directory again");
    }
    return true;
  }

  private void awaitRetry(ErrnoException refused) {
    try {
      if (stopping.await(NO_SPACE_RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new NotKept(refused);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotKept(refused);
    }
  }

  /** What is in its way, for people; empty if nothing is. */
  String problem() {
    return waiting;
  }

  /** From now on nothing waits for room: what cannot be kept at once is {@link Losses.NotKept}. */
  void stopWaiting() {
    stopping.countDown();
  }

  private void keepOnce(Effect.Keep kept, List<Name> directory) {
    Decision.Loss loss = kept.loss();
    switch (loss.entry()) {
      case Entry.RegularFile file -> keepFile(kept, directory, file);
      case Entry.Directory d -> add(kept, directory, new KeptContent.Made());
      case Entry.Symlink s -> add(kept, directory, new KeptContent.Made());
    }
  }

  private void keepFile(Effect.Keep kept, List<Name> directory, Entry.RegularFile file) {
    // WHY: nobody sends or stores an empty content; what is kept is that the file was there.
    Bytes inline = file.sizeBytes() == 0 ? EMPTY : inline(kept.contents(), file.content());
    if (inline != null) {
      add(kept, directory, new KeptContent.Inline(inline));
      return;
    }
    Fd stored = contents.openOrNull(file.content());
    if (stored == null) {
      // It was here when this was decided. Nobody is told that it lost, so its member still has it.
      throw new IllegalStateException(
          "cannot keep "
              + kept.loss().name().forPeople()
              + ", which lost to another change: the hub does not have its content any more");
    }
    try (stored) {
      add(kept, directory, new KeptContent.Copied(stored));
    }
  }

  private void add(Effect.Keep kept, List<Name> directory, KeptContent content) {
    Decision.Loss loss = kept.loss();
    if (keep.join(loss.parent(), loss.name(), loss.node(), loss.entry(), content)) {
      return;
    }
    KeepItem item = item(kept, directory);
    if (keep.add(item, content)) {
      console.log(
          5,
          "conflict: "
              + item.pathForPeople()
              + " as "
              + item.who()
              + " had it was not taken, the hub has something else there; it is kept as "
              + item.id());
    }
  }

  private KeepItem item(Effect.Keep kept, List<Name> directory) {
    Decision.Loss loss = kept.loss();
    List<Name> path = new ArrayList<>(directory);
    path.add(loss.name());
    String id = KeepItem.idOfProposal(kept.author(), kept.number(), loss.index(), loss.node());
    Entry entry = loss.entry();
    return new KeepItem(
        id,
        KeepKind.CONFLICT,
        path,
        loss.node(),
        entry,
        names.apply(kept.author()),
        System.currentTimeMillis(),
        loss.baseSeq(),
        0,
        entry instanceof Entry.RegularFile file ? file.sizeBytes() : 0,
        entry instanceof Entry.RegularFile file ? file.content() : null,
        running.millis());
  }

  /** Each content is hashed once: a tree that lost is one proposal, and a loss for each node. */
  @SuppressWarnings("ReferenceEquality") // to compare them would take as long as to hash them
  private @Nullable Bytes inline(List<Bytes> contents, ContentHash wanted) {
    if (contents != hashedFrom) {
      hashed = new HashMap<>();
      contents.forEach(bytes -> hashed.put(ContentHash.ofContent(bytes), bytes));
      hashedFrom = contents;
    }
    return hashed.get(wanted);
  }

  private void retainNowAndThen() {
    long now = running.millis();
    if (now - retainedAtMillis >= RETAIN_EVERY_MILLIS) {
      retainedAtMillis = now;
      retain(now);
      save();
    }
  }

  private void retain(long now) {
    try {
      for (KeepItem gone : keep.retain(Retention.DEFAULT, now)) {
        console.log(5, "no longer kept, by age or for space: " + gone.pathForPeople());
      }
    } catch (ErrnoException refused) {
      console.log(4, "old items of the keep could not be dropped: " + refused.getMessage());
    }
  }

  private void save() {
    try {
      running.save();
    } catch (IOException e) {
      console.log(4, "the running time could not be stored: " + e.getMessage());
    }
  }

  // ---- for commands

  List<KeepItem> list() {
    return keep.list();
  }

  /** See {@link Keep#export}. */
  int export(Fd directory) {
    return keep.export(directory);
  }

  /** See {@link Keep#drop}. */
  void drop(String id) {
    keep.drop(id);
  }

  /**
   * Copies an item back into the hub's tree, from where it goes to all; beside what is there.
   *
   * @return its path in the tree, for people
   * @throws ErrnoException ENOENT if its directory is not there any more
   */
  String restore(String id, Site site) {
    KeepItem item = keep.show(id);
    List<Name> path = item.path();
    List<Name> above = path.isEmpty() ? path : path.subList(0, path.size() - 1);
    Name wanted = path.isEmpty() ? Name.of("restored") : path.getLast();
    byte[] draft =
        ("part-restore-" + System.nanoTime() + "-" + drafts.incrementAndGet())
            .getBytes(StandardCharsets.US_ASCII);
    try (Directory directory = site.tree().openDirectory(above)) {
      Name got = keep.restore(id, site.stage().fd(), draft, directory.fd(), wanted);
      StringBuilder text = new StringBuilder();
      above.forEach(name -> text.append(name.forPeople()).append('/'));
      return text.append(got.forPeople()).toString();
    }
  }

  /**
   * Copies a version that was overwritten or removed back into the hub's tree, as {@link #restore};
   * a removed directory with all that went with it.
   *
   * @return its path in the tree, for people; null if its content is not to be had any more
   */
  @Nullable String restore(History history, History.Version version, Site site) {
    // WHY: who restored the same version at a time would find half of it, or see it dropped.
    synchronized (versions) {
      try (Keep.Pin pin = keep.pin(version.id())) {
        return add(history, version, version, List.of())
            ? restoreAdded(history, version, site, pin.id())
            : null;
      }
    }
  }

  private String restoreAdded(History history, History.Version version, Site site, String id) {
    try {
      if (version.entry().isDirectory()) {
        history.below(version).forEach(below -> add(history, version, below, below.path()));
      }
      return restore(id, site);
    } finally {
      keep.drop(id);
    }
  }

  /** Adds one node of a version to the keep, for as long as it takes to restore it. */
  private boolean add(
      History history, History.Version top, History.Version node, List<Name> below) {
    if (!(node.entry() instanceof Entry.RegularFile file)) {
      return add(top, node, below, new KeptContent.Made());
    }
    Bytes small = file.sizeBytes() == 0 ? EMPTY : history.content(node, file.content());
    if (small != null) {
      return add(top, node, below, new KeptContent.Inline(small));
    }
    Fd large = contents.openOrNull(file.content());
    if (large == null) {
      console.log(4, "the content is not kept any more: " + node.path().getLast().forPeople());
      return false;
    }
    try (large) {
      return add(top, node, below, new KeptContent.Copied(large));
    }
  }

  private boolean add(
      History.Version top, History.Version node, List<Name> below, KeptContent content) {
    if (!below.isEmpty()) {
      keep.addBelow(top.id(), below, node.node(), node.entry(), content);
      return true;
    }
    KeepItem item =
        new KeepItem(
            top.id(),
            top.kind(),
            top.path(),
            top.node(),
            top.entry(),
            top.by(),
            System.currentTimeMillis(),
            top.seq(),
            top.endSeq(),
            0,
            null,
            running.millis());
    keep.add(item, content);
    return true;
  }

  @Override
  public void close() {
    save();
    keep.close();
  }
}
