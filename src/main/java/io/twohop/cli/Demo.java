package io.twohop.cli;

import io.twohop.config.HostPort;
import io.twohop.control.Commands;
import io.twohop.daemon.HubControl;
import io.twohop.daemon.HubDaemon;
import io.twohop.daemon.HubOptions;
import io.twohop.daemon.Services;
import io.twohop.daemon.SpokeControl;
import io.twohop.daemon.SpokeDaemon;
import io.twohop.daemon.SpokeOptions;
import io.twohop.daemon.UserError;
import io.twohop.model.exclude.Excludes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole site in one process: each daemon with a directory, a state and a control socket of its
 * own, talking over TLS on loopback.
 *
 * <pre>
 * PLACE/hub, PLACE/web1 …          the trees
 * PLACE/state/hub, PLACE/state/web1 …   what the daemons know
 * </pre>
 */
final class Demo implements AutoCloseable {
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  /** LIMIT: far above what an empty site takes, even on a busy machine. */
  private static final int READY_SECONDS = 120;

  private final Path place;
  private final boolean temporary;
  private final Terminal terminal;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private @Nullable HubDaemon hub;

  Demo(Path place, boolean temporary, Terminal terminal) {
    this.place = place;
    this.temporary = temporary;
    this.terminal = terminal;
  }

  void start(int spokes) throws UserError, UserMistake, IOException, InterruptedException {
    Path site = Files.createDirectories(place.resolve("hub"));
    SampleSite.writeInto(site);
    HubOptions options =
        new HubOptions(
            site,
            state("hub"),
            "main",
            List.of(ANY_PORT.toString()),
            List.of(),
            Optional.empty(),
            Excludes.of(List.of()));
    DemoConsole console = new DemoConsole("hub", terminal);
    HubDaemon started = HubDaemon.start(options, console);
    hub = started;
    open.add(started);
    serve(options.state(), new HubControl(started, options, Version.OF_PROGRAM), console);
    awaitReady(console);
    for (int i = 1; i <= spokes; i++) {
      join(started, "web" + i);
    }
  }

  private void join(HubDaemon to, String name)
      throws UserError, UserMistake, IOException, InterruptedException {
    Path dir = Files.createDirectories(place.resolve(name));
    Path state = state(name);
    boolean first;
    try (Stream<Path> entries = Files.list(state)) {
      first = entries.findAny().isEmpty();
    }
    SpokeOptions options =
        new SpokeOptions(
            dir,
            state,
            Optional.empty(),
            Optional.of(to.listening().getFirst()),
            first ? Optional.of(to.token("web", Duration.ofMinutes(5), 1)) : Optional.empty(),
            name,
            Optional.of(SpokeOptions.FirstContact.MERGE),
            Optional.empty(),
            Excludes.of(List.of()));
    DemoConsole console = new DemoConsole(name, terminal);
    SpokeDaemon spoke = SpokeDaemon.start(options, console);
    open.add(spoke);
    serve(state, new SpokeControl(spoke, options, Version.OF_PROGRAM), console);
    awaitReady(console);
    names.add(name);
  }

  private Path state(String name) throws IOException {
    return Files.createDirectories(place.resolve("state").resolve(name));
  }

  private void serve(Path state, Commands commands, DemoConsole console) throws UserError {
    open.add(Services.open(state, "main", commands, ANY_PORT, Optional.empty(), console));
  }

  private static void awaitReady(DemoConsole console) throws UserMistake, InterruptedException {
    if (!console.ready().await(READY_SECONDS, TimeUnit.SECONDS)) {
      throw new UserMistake(
          ExitCode.TIME_RAN_OUT,
          console.name() + " was not ready after " + READY_SECONDS + " s",
          "fix:  see its lines above");
    }
  }

  void explain() {
    String web = place.resolve(names.getFirst()).toString();
    String last = place.resolve(names.getLast()).toString();
    terminal.say("");
    terminal.say("A hub and " + String.join(", ", names) + " keep these directories the same:");
    terminal.say("  " + place.resolve("hub"));
    names.forEach(name -> terminal.say("  " + place.resolve(name)));
    terminal.say("");
    terminal.say("Try, in another terminal:");
    terminal.say("  echo hello > " + web + "/hello.txt; sleep 0.1; cat " + last + "/hello.txt");
    terminal.say(
        "  mv "
            + last
            + "/wp-content/uploads "
            + last
            + "/wp-content/media; ls "
            + web
            + "/wp-content");
    terminal.say("  ./twohop wait --state " + place.resolve("state").resolve(names.getFirst()));
    terminal.say("  ./twohop status --state " + place.resolve("state").resolve("hub"));
    terminal.say("");
    terminal.say(
        "Ctrl-C ends it" + (temporary ? " and removes all of it." : "; the directories stay."));
  }

  /** Until the process is told to end, or the hub gives up. */
  void awaitEnd() throws InterruptedException, UserError {
    if (hub != null) {
      hub.awaitEnd();
    }
  }

  /** Ends the spokes, then the hub, and removes what is only temporary. */
  @Override
  public synchronized void close() throws IOException {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        terminal.say("closing: " + e);
      }
    }
    open.clear();
    if (temporary && Files.exists(place)) {
      remove();
    }
  }

  private void remove() throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
