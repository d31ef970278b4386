package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.daemon.HeldOpen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL after a swap, before what came out was looked at: an edit in it must not be lost. */
class KilledAtTheSwapIT {
  @TempDir Path scratch;

  private final List<Launched> daemons = new ArrayList<>();

  @AfterEach
  void endAll() {
    daemons.reversed().forEach(Launched::close);
  }

  @Test
  void anEdit_inWhatWasSwappedOut_survivesTheKill() throws Exception {
    Path hub = scratch.resolve("hub");
    Files.createDirectories(hub);
    Files.writeString(hub.resolve("f"), "first");
    start("hub", "hub", "--listen", "127.0.0.1:0").awaitLine("ready");
    start("web1", "spoke", "--token", token()).awaitLine("ready");
    Launched web2 = start("web2", "spoke", "--token", token()).awaitLine("ready");
    Path there = scratch.resolve("web2/f");
    Launched.await(() -> holds(there, "first"), "the first version");

    try (HeldOpen old = new HeldOpen(there)) {
      Files.writeString(scratch.resolve("web1/f"), "second");
      Launched.await(() -> holds(there, "second"), "the swap");
      old.write("edited at the worst moment");
      web2.kill();
    }
    start("web2", "spoke").awaitLine("ready");

    Launched.await(() -> isKept("edited at the worst moment"), "the edit in the hub's keep");
    for (String member : List.of("hub", "web1", "web2")) {
      assertThat(scratch.resolve(member + "/f")).hasContent("second");
    }
  }

  private Launched start(String name, String role, Object... more) throws IOException {
    Files.createDirectories(scratch.resolve(name));
    List<Object> args =
        new ArrayList<>(
            List.of(
                role,
                "--dir",
                scratch.resolve(name),
                "--state",
                state(name),
                "--http",
                "127.0.0.1:0"));
    if (role.equals("spoke")) {
      args.addAll(List.of("--name", name));
    }
    args.addAll(List.of(more));
    Launched daemon = Launched.start(scratch, args.toArray());
    daemons.add(daemon);
    return daemon;
  }

  private Path state(String name) {
    return scratch.resolve(name + "-state");
  }

  private String token() throws Exception {
    Launched it = Launched.run(scratch, "token", "--state", state("hub"));
    return it.out().strip().replaceAll("(?s).*\\s", "");
  }

  private boolean isKept(String text) {
    try {
      Path exported = Files.createTempDirectory(scratch, "exported").resolve("all");
      Launched.run(scratch, "conflicts", "export", exported, "--state", state("hub"));
      try (Stream<Path> all = Files.walk(exported)) {
        return all.anyMatch(file -> holds(file, text));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.isRegularFile(file) && Files.readString(file).equals(text);
    } catch (IOException missing) {
      return false;
    }
  }
}
