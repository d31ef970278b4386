package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.json.Json;
import io.twohop.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub and spokes as processes, and the commands that ask them. */
class DaemonIT {
  @TempDir Path scratch;

  private final List<Launched> daemons = new ArrayList<>();
  private Path tree;
  private Path state;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(scratch.resolve("site"));
    state = scratch.resolve("hub-state");
    Files.writeString(tree.resolve("index.php"), "<?php\n");
  }

  @AfterEach
  void endAll() {
    for (Launched daemon : daemons.reversed()) {
      daemon.close();
    }
  }

  private Launched hub() throws IOException {
    Launched hub =
        Launched.start(
            scratch,
            "hub",
            "--dir",
            tree,
            "--state",
            state,
            "--listen",
            "127.0.0.1:0",
            "--http",
            "127.0.0.1:0");
    daemons.add(hub);
    return hub.awaitLine("ready");
  }

  private Launched spoke(String name, Object... more) throws IOException {
    Files.createDirectories(scratch.resolve(name));
    List<Object> args =
        new ArrayList<>(
            List.of(
                "spoke",
                "--dir",
                scratch.resolve(name),
                "--state",
                scratch.resolve(name + "-state"),
                "--name",
                name,
                "--http",
                "127.0.0.1:0"));
    args.addAll(List.of(more));
    Launched spoke = Launched.start(scratch, args.toArray());
    daemons.add(spoke);
    return spoke;
  }

  private String token() throws Exception {
    Launched it = succeed("token", "--state", state);
    return it.out().strip().replaceAll("(?s).*\\s", "");
  }

  private Launched succeed(Object... args) throws Exception {
    Launched it = Launched.run(scratch, args);
    assertThat(it.exitCode()).as("%s", it).isZero();
    assertThat(it.err()).as("standard error of a success").isEmpty();
    return it;
  }

  private Json.Fields status(Path ofState) throws Exception {
    return (Json.Fields) JsonReader.read(succeed("status", "--json", "--state", ofState).out());
  }

  @Test
  void hubAndSpoke_everyCommand_worksAndIsQuietOnStandardError() throws Exception {
    Launched hub = hub();
    Launched web1 = spoke("web1", "--token", token()).awaitLine("ready");
    Path web1State = scratch.resolve("web1-state");
    assertThat(scratch.resolve("web1/index.php")).hasContent("<?php\n");

    Files.writeString(scratch.resolve("web1/upload.txt"), "hello");
    assertThat(succeed("wait", "--state", web1State).out()).isEqualTo("everywhere\n");
    assertThat(tree.resolve("upload.txt")).hasContent("hello");

    Json.Fields status = status(state);
    assertThat(status.text("role")).contains("hub");
    assertThat(status.rows("members")).hasSize(2);
    assertThat(succeed("status", "--state", state).out()).contains("web1", "MEMBER", "ready");
    assertThat(status(web1State).flag("connected")).isTrue();
    assertThat(status(web1State).text("hub")).contains(status.texts("listening").getFirst());
    assertThat(succeed("members", "--state", state).out()).contains("web1");

    String http = web1.awaitMatch("http at (http://\\S+)");
    assertThat(get(http + "/ready")).startsWith("200 ").contains("\"ready\":true");
    assertThat(get(http + "/health")).startsWith("200 ");
    assertThat(get(http + "/metrics")).startsWith("200 ").contains("twohop_ready 1");

    succeed("drain", "--state", web1State);
    assertThat(get(http + "/ready")).startsWith("503 ").contains("draining");

    web1.terminate();
    assertThat(web1.awaitExit()).as("%s", web1).isZero();
    assertThat(web1.err()).isEmpty();
    hub.terminate();
    assertThat(hub.awaitExit()).as("%s", hub).isZero();
    assertThat(hub.err()).isEmpty();
  }

  @Test
  void spoke_killedAndStartedAgain_needsNoToken() throws Exception {
    hub();
    Launched web1 = spoke("web1", "--token", token()).awaitLine("ready");
    web1.kill();
    Files.writeString(tree.resolve("meanwhile.txt"), "x");
    spoke("web1").awaitLine("ready");
    Launched.await(() -> Files.exists(scratch.resolve("web1/meanwhile.txt")), "the file");
  }

  @Test
  void token_usedTwice_isRefusedWith12() throws Exception {
    hub();
    String token = token();
    spoke("web1", "--token", token).awaitLine("ready");
    Launched second = spoke("web2", "--token", token);
    refused(second, ExitCode.REFUSED_BY_HUB, "token");
    spoke("web2", "--token", token()).awaitLine("ready");
  }

  @Test
  void token_damaged_isRefused() throws Exception {
    hub();
    String token = token();
    Launched garbled = spoke("web1", "--token", token.substring(0, token.length() / 2));
    refused(garbled, ExitCode.USAGE, "token");
  }

  @Test
  void spoke_withoutAToken_saysWhereToGetOne() throws Exception {
    refused(spoke("web1"), ExitCode.USAGE, "twohop token");
  }

  @Test
  void spoke_hubUnreachableAtItsFirstStart_endsWith11() throws Exception {
    Launched hub = hub();
    String token = token();
    hub.terminate();
    hub.awaitExit();
    refused(spoke("web1", "--token", token), ExitCode.HUB_UNREACHABLE, "cannot reach the hub");
    assertThat(scratch.resolve("web1")).isEmptyDirectory();
  }

  @Test
  void directory_missing_isUnusable() throws Exception {
    Launched it =
        Launched.run(scratch, "hub", "--dir", scratch.resolve("nowhere"), "--state", state);
    refused(it, ExitCode.UNUSABLE, "nowhere");
  }

  @Test
  void directory_ofTheSystem_isUnusable() throws Exception {
    for (String system : List.of("/", "/etc")) {
      refused(
          Launched.run(scratch, "hub", "--dir", system, "--state", state),
          ExitCode.UNUSABLE,
          "another directory");
    }
  }

  @Test
  void state_insideTheTree_isUnusable() throws Exception {
    Launched it = Launched.run(scratch, "hub", "--dir", tree, "--state", tree.resolve("inside"));
    refused(it, ExitCode.UNUSABLE, "inside the tree");
    assertThat(tree.resolve("inside")).as("left behind by a refusal").doesNotExist();
  }

  @Test
  void stage_insideTheTreeOrElsewhere_isUnusable() throws Exception {
    for (Path stage : List.of(tree.resolve("stage"), Path.of("/dev/shm"))) {
      refused(
          Launched.run(
              scratch,
              "hub",
              "--dir",
              tree,
              "--state",
              state,
              "--stage",
              stage,
              "--listen",
              "127.0.0.1:0",
              "--http",
              "127.0.0.1:0"),
          ExitCode.UNUSABLE,
          "--stage");
    }
    assertThat(tree.resolve("stage")).doesNotExist();
  }

  @Test
  void conflicts_members_andTokens_canBeSeenToAndRemoved() throws Exception {
    hub();
    Launched web1 = spoke("web1", "--token", token()).awaitLine("ready");
    assertThat(succeed("conflicts", "--state", state).out()).isEqualTo("nothing is kept\n");
    Path exported = scratch.resolve("exported");
    assertThat(succeed("conflicts", "export", exported, "--state", state).out())
        .startsWith("nothing is kept");
    assertThat(exported).doesNotExist();

    assertThat(succeed("token", "--state", state).out())
        .containsPattern("good until [0-9-]+T[0-9:]+Z:\n");
    String id = succeed("token", "list", "--state", state).out().lines().toList().get(1);
    succeed("token", "revoke", id.split(" ", 2)[0], "--state", state);
    assertThat(succeed("token", "list", "--state", state).out()).contains("no invitation");

    succeed("members", "remove", "web1", "--state", state);
    web1.awaitMatch("(removed at the hub)");
    String http = web1.awaitMatch("http at (http://\\S+)");
    assertThat(get(http + "/ready")).startsWith("503 ").contains("removed");
    Launched status = Launched.run(scratch, "status", "--state", scratch.resolve("web1-state"));
    assertThat(status.exitCode()).isEqualTo(ExitCode.PROBLEMS.number());
    assertThat(status.out()).contains("removed by the hub, syncs nothing");
    for (String command : List.of("wait", "drain", "leave")) {
      refused(
          Launched.run(
              scratch, command, "--timeout", "5m", "--state", scratch.resolve("web1-state")),
          ExitCode.REFUSED_BY_HUB,
          "the hub removed this server");
    }
    web1.terminate();
    assertThat(web1.awaitExit()).as("%s", web1).isZero();
    refused(spoke("web1", "--token", token()), ExitCode.REFUSED_BY_HUB, "--first-contact merge");
  }

  @Test
  void spoke_leaves_endsWith0AndNeedsATokenAgain() throws Exception {
    hub();
    Launched web1 = spoke("web1", "--token", token()).awaitLine("ready");
    Files.writeString(scratch.resolve("web1/upload.txt"), "hello");

    assertThat(succeed("leave", "--state", scratch.resolve("web1-state")).out())
        .isEqualTo("left; joining again needs a token\n");
    assertThat(web1.awaitExit()).as("%s", web1).isZero();
    assertThat(web1.err()).isEmpty();
    assertThat(tree.resolve("upload.txt")).hasContent("hello");
    assertThat(scratch.resolve("web1/upload.txt")).hasContent("hello");
    assertThat(succeed("members", "--state", state).out()).doesNotContain("web1");
    refused(spoke("web1"), ExitCode.USAGE, "token");
    refused(
        Launched.run(scratch, "leave", "--state", state), ExitCode.USAGE, "cannot leave its own");
  }

  @Test
  void massRemoval_whileTheDaemonWasOff_isShownHeldAndApproved() throws Exception {
    for (int i = 0; i < 150; i++) {
      Files.writeString(Files.createDirectories(tree.resolve("uploads")).resolve("f" + i), "x");
    }
    hub();
    Launched web1 = spoke("web1", "--token", token()).awaitLine("ready");
    Path web1State = scratch.resolve("web1-state");
    web1.terminate();
    web1.awaitExit();
    for (int i = 0; i < 150; i++) {
      Files.delete(scratch.resolve("web1/uploads/f" + i));
    }
    spoke("web1").awaitLine("ready");

    Launched.await(() -> !heldAt(web1State).isEmpty(), "a held plan");
    Launched shown = Launched.run(scratch, "status", "--state", web1State);
    assertThat(shown.exitCode()).isEqualTo(ExitCode.PROBLEMS.number());
    assertThat(shown.out())
        .contains("held until you decide", "150 files removed here", "twohop approve ");
    Launched.await(
        () -> membersOf(state).stream().anyMatch(m -> m.whole("held").orElse(0L) == 1),
        "the hub to know");
    String digest = heldAt(web1State).getFirst().text("digest").orElseThrow();
    refused(
        Launched.run(scratch, "approve", "no-such-plan", "--state", web1State),
        ExitCode.USAGE,
        "no plan");
    assertThat(tree.resolve("uploads/f1")).exists();
    assertThat(succeed("approve", digest, "--state", web1State).out()).startsWith("approved: 150");
    Launched.await(() -> !Files.exists(tree.resolve("uploads/f1")), "the removal at the hub");
  }

  /** The status, whatever problems it tells of. */
  private Json.Fields lookAt(Path ofState) throws Exception {
    Launched it = Launched.run(scratch, "status", "--json", "--state", ofState);
    assertThat(it.err()).isEmpty();
    return (Json.Fields) JsonReader.read(it.out());
  }

  private List<Json.Fields> heldAt(Path ofState) {
    try {
      return lookAt(ofState).rows("held");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Json.Fields> membersOf(Path ofState) {
    try {
      return lookAt(ofState).rows("members");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void second_onTheSameStateOrTree_isUnusable() throws Exception {
    hub();
    Path other = Files.createDirectory(scratch.resolve("other"));
    refused(
        Launched.run(scratch, "hub", "--dir", other, "--state", state, "--listen", "127.0.0.1:0"),
        ExitCode.UNUSABLE,
        "state directory");
    Path below = Files.createDirectory(tree.resolve("below"));
    for (Path taken : List.of(tree, below)) {
      refused(
          Launched.run(
              scratch,
              "hub",
              "--dir",
              taken,
              "--state",
              scratch.resolve("s2"),
              "--listen",
              "127.0.0.1:0"),
          ExitCode.UNUSABLE,
          "another Twohop");
    }
  }

  @Test
  void port_taken_isUnusable() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      refused(
          Launched.run(
              scratch,
              "hub",
              "--dir",
              tree,
              "--state",
              state,
              "--listen",
              address,
              "--http",
              "127.0.0.1:0"),
          ExitCode.UNUSABLE,
          address);
      refused(
          Launched.run(
              scratch,
              "hub",
              "--dir",
              tree,
              "--state",
              state,
              "--listen",
              "127.0.0.1:0",
              "--http",
              address),
          ExitCode.UNUSABLE,
          address);
    }
  }

  private static void refused(Launched it, ExitCode code, String saying) throws Exception {
    it.awaitExit();
    assertThat(it.exitCode()).as("%s", it).isEqualTo(code.number());
    assertThat(it.err()).startsWith("error: ").contains(saying).doesNotContain("\tat ");
    assertThat(it.err()).as("says what to do").containsPattern("fix:|--|first|stop|directory");
  }

  private static String get(String url) throws IOException {
    URI uri = URI.create(url);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.replaceFirst("HTTP/1.1 ", "");
    }
  }
}
