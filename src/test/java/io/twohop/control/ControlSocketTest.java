package io.twohop.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
  @TempDir Path state;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Throwable> internal = new CopyOnWriteArrayList<>();
  private final RecordedCommands commands = new RecordedCommands();
  private ControlServer server;

  @BeforeEach
  void open() throws Exception {
    server = ControlServer.open(state, "main", commands, threads, internal::add);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    threads.shutdownNow();
  }

  @Test
  void ask_status_answersAllOfIt() throws Exception {
    Json.Fields status = ask("status");
    assertThat(status.text("role")).contains("hub");
    assertThat(status.whole("lag")).contains(3L);
    assertThat(status.rows("members")).hasSize(1);
    assertThat(status.rows("held").getFirst().text("digest")).contains("abc");
  }

  @Test
  void ask_wait_handsItsArgumentsOver() throws Exception {
    Json.Fields waited =
        ControlClient.ask(
            state,
            new JsonObject()
                .put("command", "wait")
                .put("timeoutMillis", 1500)
                .put("hubOnly", true)
                .build(),
            new ArrayList<>());
    assertThat(commands.calls).containsExactly("await PT1.5S true");
    assertThat(waited.flag("reached")).isFalse();
    assertThat(waited.texts("missing")).containsExactly("web2");
  }

  @Test
  void ask_list_givesItemsInOrder() throws Exception {
    List<Json.Fields> items = new ArrayList<>();
    Json.Fields done =
        ControlClient.ask(state, Json.object("command", new Json.Text("conflicts.list")), items);
    assertThat(items).extracting(item -> item.text("id").orElseThrow()).containsExactly("c1", "c2");
    assertThat(done.whole("count")).contains(2L);
  }

  @Test
  void ask_refused_saysWhyAndNothingElse() {
    assertThatThrownBy(() -> ask("leave"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.trouble()).isEqualTo(Trouble.REFUSED_BY_HUB);
              assertThat(refusal.lines()).containsExactly("no", "fix:  none");
            });
    assertThat(internal).isEmpty();
  }

  @Test
  void ask_mistakeOfTheProgram_isToldToTheLogAndAnswered() {
    assertThatThrownBy(() -> ask("drain"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.trouble()).isEqualTo(Trouble.INTERNAL));
    assertThat(internal).hasSize(1);
  }

  @Test
  void ask_unknownCommandOrSite_isUsage() {
    assertThatThrownBy(() -> ask("dance"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.trouble()).isEqualTo(Trouble.USAGE));
    assertThatThrownBy(() ->
            ControlClient.ask(
                state,
                new JsonObject().put("command", "status").put("site", "other").build(),
                new ArrayList<>()))
        .hasMessageContaining("no site 'other'");
  }

  @Test
  void ask_stateIsAFile_saysThatItIsNoDirectory() throws Exception {
    Path file = Files.createFile(state.resolve("file"));
    assertThatThrownBy(() ->
            ControlClient.ask(
                file, Json.object("command", new Json.Text("status")), new ArrayList<>()))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.trouble()).isEqualTo(Trouble.UNUSABLE);
              assertThat(refusal.lines().getFirst()).isEqualTo(file + " is not a directory");
              assertThat(refusal.lines().getLast()).startsWith("fix:").doesNotContain("sudo");
            });
  }

  @Test
  void ask_nobodyListens_isNotRunning() throws Exception {
    server.close();
    assertThatThrownBy(() -> ask("status"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.trouble()).isEqualTo(Trouble.NOT_RUNNING));
  }

  @Test
  void ask_socketOfAKilledDaemon_isNotRunningAndIsReplacedByTheNext() throws Exception {
    server.close();
    Path file = state.resolve(ControlAddress.NAME);
    try (var dead = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();
    assertThatThrownBy(() -> ask("status"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.trouble()).isEqualTo(Trouble.NOT_RUNNING));
    server = ControlServer.open(state, "main", commands, threads, internal::add);
    assertThat(ask("status").text("site")).contains("main");
  }

  @Test
  void socket_isForOwnerAndGroupOnly() throws IOException {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve(ControlAddress.NAME))))
        .isIn("rw-rw----", "rw-------");
  }

  @Test
  void request_endlessOrNotJson_isAnsweredOrCutOff() throws Exception {
    assertThat(raw("no json\n")).contains("\"trouble\":\"usage\"").contains("not JSON");
    assertThat(raw("[1]\n")).contains("\"trouble\":\"usage\"");
    assertThat(raw("{}\n")).contains("lacks 'command'");
    assertThat(raw("{\"command\":\"wait\",\"timeoutMillis\":-1}\n")).contains("timeoutMillis");
    assertThat(raw("{\"command\":\"" + "x".repeat(ControlServer.MAX_REQUEST_BYTES + 9000)))
        .isEmpty();
    assertThat(ask("status").text("site")).contains("main");
  }

  private String raw(String request) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(state.resolve(ControlAddress.NAME)))) {
      try {
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException cutOff) {
        return "";
      }
    }
  }

  private Json.Fields ask(String command) throws Refusal, IOException {
    return ControlClient.ask(
        state, Json.object("command", new Json.Text(command)), new ArrayList<>());
  }
}
