package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twohop.model.exclude.Excludes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** A hub and spokes in this process, over real TLS on loopback. */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path base;
  final List<Path> trees = new ArrayList<>();
  final List<RecordingConsole> consoles = new ArrayList<>();
  private final List<SpokeDaemon> spokes = new ArrayList<>();
  private HubDaemon hub;
  private String listen = "127.0.0.1:0";
  private int rounds;

  Cluster(Path base) throws IOException, UserError {
    this.base = base;
    trees.add(Files.createDirectories(base.resolve("hub/tree")));
    consoles.add(new RecordingConsole());
    hub = startHub();
  }

  private HubDaemon startHub() throws UserError {
    HubDaemon started =
        HubDaemon.start(
            new HubOptions(
                trees.getFirst(),
                base.resolve("hub/state"),
                "main",
                List.of(listen),
                List.of(),
                Optional.empty(),
                Excludes.NONE),
            consoles.getFirst());
    listen = started.listening().getFirst();
    return started;
  }

  HubDaemon hub() {
    return hub;
  }

  SpokeDaemon spoke(int number) {
    return spokes.get(number - 1);
  }

  /** The tree of the hub (0) or of a spoke. */
  Path tree(int number) {
    return trees.get(number);
  }

  void addSpoke() throws IOException, UserError {
    int number = trees.size();
    trees.add(Files.createDirectories(base.resolve("s" + number + "/tree")));
    consoles.add(new RecordingConsole());
    String token = hub.token("", Duration.ofHours(1), 1);
    spokes.add(startSpoke(number, Optional.of(token)));
  }

  private SpokeDaemon startSpoke(int number, Optional<String> token) throws UserError {
    return SpokeDaemon.start(
        new SpokeOptions(
            trees.get(number),
            base.resolve("s" + number + "/state"),
            Optional.empty(),
            Optional.empty(),
            token,
            "s" + number,
            Optional.of(SpokeOptions.FirstContact.MERGE),
            Optional.empty(),
            Excludes.NONE),
        consoles.get(number));
  }

  void stopHub() {
    hub.close();
  }

  void restartHub() throws UserError {
    consoles.getFirst().lines.clear();
    hub = startHub();
  }

  void stopSpoke(int number) {
    spokes.get(number - 1).close();
  }

  void restartSpoke(int number) throws UserError {
    restartSpoke(number, Optional.empty());
  }

  void restartSpoke(int number, String token) throws UserError {
    restartSpoke(number, Optional.of(token));
  }

  private void restartSpoke(int number, Optional<String> token) throws UserError {
    consoles.get(number).lines.clear();
    spokes.set(number - 1, startSpoke(number, token));
  }

  void awaitReady() {
    until("all are ready", () -> consoles.stream().allMatch(RecordingConsole::isReady));
  }

  /** Waits until all trees are equal and hold {@code path}, or do not. */
  void awaitEqual(String path, boolean there) {
    until(
        "all equal, and " + path + (there ? " there" : " gone"),
        () ->
            there == Files.exists(tree(0).resolve(path), java.nio.file.LinkOption.NOFOLLOW_LINKS)
                && areEqual());
  }

  /** Waits until nobody has anything to look at, to tell or to bring, and all trees are equal. */
  void awaitQuiet() {
    until("all at rest and equal", () -> areAtRest() && areEqual());
  }

  /**
   * Waits until all that was done in any tree before now is told, made everywhere, and followed by
   * nothing.
   *
   * <p>The kernel's queues are in order: when a file made now has come through, everything before
   * it has been looked at, what others did on its behalf included.
   */
  void awaitRest() throws IOException {
    for (int round = 0; round < 2; round++) {
      rounds++;
      for (int number = 0; number < trees.size(); number++) {
        Files.createFile(tree(number).resolve(JournalSince.MARK + rounds + "-" + number));
      }
      until("all at rest and equal", () -> haveMarks() && areAtRest() && areEqual());
    }
  }

  private boolean haveMarks() {
    return trees.stream()
        .allMatch(tree -> {
          for (int number = 0; number < trees.size(); number++) {
            if (!Files.exists(tree.resolve(JournalSince.MARK + rounds + "-" + number))) {
              return false;
            }
          }
          return true;
        });
  }

  private boolean areAtRest() {
    return hub.isAtRest() && spokes.stream().allMatch(SpokeDaemon::isAtRest);
  }

  /** Reads what the hub's journal gets from now on. */
  JournalSince journal() {
    return new JournalSince(hub);
  }

  /** As {@link #awaitEqual}, with {@code ours} left out, which is our own in a tree's root. */
  void awaitEqualBut(String ours, String path) {
    until(
        "all equal, and " + path + " there",
        () ->
            Files.exists(tree(0).resolve(path))
                && trees.stream()
                        .map(tree -> {
                          var names = new java.util.TreeMap<>(Snapshots.of(tree));
                          names.keySet().removeIf(name -> name.startsWith(ours));
                          return names;
                        })
                        .distinct()
                        .count()
                    == 1);
  }

  boolean areEqual() {
    return trees.stream().map(Snapshots::of).distinct().count() == 1;
  }

  void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        StringBuilder text = new StringBuilder("not reached: " + what);
        for (int i = 0; i < trees.size(); i++) {
          text.append("\n").append(i).append(": ").append(unlikeTheHub(i));
          text.append("\n   ").append(consoles.get(i).lines);
        }
        fail(text.toString());
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted");
      }
    }
  }

  /** What a member has and the hub's tree does not, or otherwise. */
  private List<String> unlikeTheHub(int number) {
    Map<String, String> hubs = Snapshots.of(trees.getFirst());
    Map<String, String> own = Snapshots.of(trees.get(number));
    Set<String> paths = new TreeSet<>(hubs.keySet());
    paths.addAll(own.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(hubs.get(path), own.get(path)))
        .map(path -> path + ": " + own.get(path) + ", at the hub " + hubs.get(path))
        .toList();
  }

  void assertNoProblems() {
    for (RecordingConsole console : consoles) {
      assertThat(console.lines).noneMatch(line -> line.startsWith("<3>") || line.startsWith("<4>"));
    }
  }

  @Override
  public void close() {
    spokes.forEach(SpokeDaemon::close);
    hub.close();
  }
}
