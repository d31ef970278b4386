package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.exclude.Excludes;
import io.twohop.transport.MachineIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedStartTest {
  private final RecordingConsole console = new RecordingConsole();

  @TempDir Path base;

  @Test
  void aHub_whoseStateIsInsideItsTree_isRefused() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    assertThatThrownBy(() -> hub(tree, tree.resolve("state")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("inside the tree");
  }

  @Test
  void aHub_withoutItsDirectory_isRefused() {
    assertThatThrownBy(() -> hub(base.resolve("missing"), base.resolve("state")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist")
        .hasMessageContaining("fix:");
    assertThat(base.resolve("state")).as("left behind by a refusal").doesNotExist();
  }

  @Test
  void aTree_insideTheStateDirectory_isRefused() throws Exception {
    Path tree = Files.createDirectories(base.resolve("state/tree"));
    assertThatThrownBy(() -> hub(tree, base.resolve("state")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is inside the state directory")
        .hasMessageContaining("fix:");
    assertThat(base.resolve("state/lock")).doesNotExist();
  }

  @Test
  void aState_ofAHub_isNoSpokes_andTheOtherWayRound() throws Exception {
    Path hubTree = Files.createDirectory(base.resolve("hub-tree"));
    Path tree = Files.createDirectory(base.resolve("tree"));
    String token;
    try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"))) {
      token = hub.token("", Duration.ofHours(1), 1);
      try (SpokeDaemon spoke = spoke(tree, Optional.of(token))) {
        awaitMember(spoke);
      }
    }
    assertThatThrownBy(() -> hub(tree, base.resolve("spoke-state")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("state directory of a spoke");
    Files.move(base.resolve("hub-state"), base.resolve("moved"));
    Files.delete(base.resolve("spoke-state/membership"));
    Files.move(base.resolve("moved/sites/main/hub"), base.resolve("spoke-state/sites/main/hub"));
    assertThatThrownBy(() -> spoke(tree, Optional.of(token)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("state directory of a hub");
  }

  private static void awaitMember(SpokeDaemon spoke) throws InterruptedException {
    for (int i = 0; i < 3_000 && !spoke.status().ready(); i++) {
      Thread.sleep(20);
    }
    assertThat(spoke.status().ready()).isTrue();
  }

  @Test
  void aState_thatWasCopiedFromAnotherMachine_isRefused() throws Exception {
    Path state = Files.createDirectory(base.resolve("state"));
    MachineIdentity here = machine("here");
    SpokeDaemon.requireOwn(here, state);
    SpokeDaemon.requireOwn(here, state);
    assertThatThrownBy(() -> SpokeDaemon.requireOwn(machine("elsewhere"), state))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("belongs to another machine")
        .hasMessageContaining("fix:");
  }

  private MachineIdentity machine(String name) throws Exception {
    Path etc = Files.createDirectories(base.resolve(name).resolve("etc"));
    Files.writeString(etc.resolve("machine-id"), name);
    return MachineIdentity.read(base.resolve(name), "");
  }

  @Test
  void aState_whereNoneCanBeMade_isRefusedInPlainWords() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    assertThatThrownBy(() -> hub(tree, Path.of("/proc/twohop")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no directory can be made there")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void aStage_thatCannotBe_isRefusedBeforeTheTokenIsUsed() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path hubTree = Files.createDirectory(base.resolve("hub-tree"));
    Path stage = Path.of("/dev/shm/twohop-stage-" + System.nanoTime());
    try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"))) {
      String token = hub.token("", Duration.ofHours(1), 1);
      assertThatThrownBy(
              () -> spoke(tree, Optional.of(token), Optional.empty(), Optional.of(stage)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no stage can be had")
          .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(13));
      assertThat(stage).doesNotExist();
      assertThat(hub.status().members()).isEmpty();
      spoke(tree, Optional.of(token)).close();
    }
  }

  @Test
  void aSpoke_thatMirrors_movesNothingBeforeTheHubHasLetItIn() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path hubTree = Files.createDirectory(base.resolve("hub-tree"));
    Files.writeString(hubTree.resolve("hubs"), "hubs");
    Files.writeString(tree.resolve("mine"), "mine");
    var mirror = Optional.of(SpokeOptions.FirstContact.MIRROR);
    try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"))) {
      String expired = hub.token("", Duration.ofMillis(1), 1);
      try (SpokeDaemon spoke = spoke(tree, Optional.of(expired), mirror, Optional.empty())) {
        assertThatThrownBy(spoke::awaitEnd).hasMessageContaining("expired");
        assertThat(tree.resolve("mine")).hasContent("mine");
      }
      String token = hub.token("", Duration.ofHours(1), 1);
      try (SpokeDaemon spoke = spoke(tree, Optional.of(token), mirror, Optional.empty())) {
        awaitMember(spoke);
        assertThat(tree.resolve("hubs")).hasContent("hubs");
        assertThat(tree.resolve("mine")).doesNotExist();
        assertThat(console.lines).anyMatch(line -> line.contains("is now in"));
      }
    }
  }

  @Test
  void aSpoke_thatCannotGoOnOnceItIsLetIn_endsWithOneMessage() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path hubTree = Files.createDirectory(base.resolve("hub-tree"));
    String token;
    String address;
    try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"))) {
      token = hub.token("", Duration.ofHours(1), 1);
      address = hub.listening().getFirst();
    }
    try (SpokeDaemon spoke = spoke(tree, Optional.of(token))) {
      Files.writeString(tree.resolve("late"), "mine");
      try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"), address)) {
        assertThatThrownBy(spoke::awaitEnd)
            .isInstanceOf(UserError.class)
            .hasMessageContaining("--first-contact merge")
            .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(2));
        assertThat(hub.listening()).isNotEmpty();
      }
    }
    assertThat(tree.resolve("late")).hasContent("mine");
  }

  @Test
  void aSecondDaemon_onTheSameTreeOrStateOrBelow_isRefused() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path below = Files.createDirectory(tree.resolve("below"));
    Path other = Files.createDirectory(base.resolve("other"));
    try (HubDaemon first = hub(tree, base.resolve("state"))) {
      assertThatThrownBy(() -> hub(tree, base.resolve("second")))
          .hasMessageContaining("another Twohop syncs");
      assertThatThrownBy(() -> hub(below, base.resolve("third"))).hasMessageContaining("is inside");
      assertThatThrownBy(() -> hub(other, base.resolve("state")))
          .hasMessageContaining("another Twohop uses the state directory");
      assertThat(first.listening()).isNotEmpty();
    }
    hub(tree, base.resolve("state")).close();
  }

  @Test
  void aTree_thatHoldsTheTreeOfAnotherDaemon_isRefused() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path below = Files.createDirectories(tree.resolve("a/b"));
    try (HubDaemon first = hub(below, base.resolve("state"))) {
      assertThatThrownBy(() -> hub(tree, base.resolve("second")))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("a/b, inside ");
      assertThat(first.listening()).isNotEmpty();
    }
    hub(tree, base.resolve("second")).close();
  }

  @Test
  void aState_thatIsAFile_isRefusedInPlainWords() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path file = Files.createFile(base.resolve("file"));
    assertThatThrownBy(() -> hub(tree, file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is not a directory")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void aSpoke_withoutATokenAtItsFirstStart_isRefused() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    assertThatThrownBy(() -> spoke(tree, Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no token")
        .hasMessageContaining("fix:");
    assertThat(base.resolve("spoke-state")).as("left behind by a refusal").doesNotExist();
  }

  @Test
  void aSpoke_withFilesAtItsFirstStart_asksForAWord() throws Exception {
    Path tree = Files.createDirectory(base.resolve("tree"));
    Path hubTree = Files.createDirectory(base.resolve("hub-tree"));
    Files.writeString(tree.resolve("mine"), "mine");
    try (HubDaemon hub = hub(hubTree, base.resolve("hub-state"))) {
      String token = hub.token("", Duration.ofHours(1), 1);
      assertThatThrownBy(() -> spoke(tree, Optional.of(token)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("--first-contact merge");
      assertThat(tree.resolve("mine")).hasContent("mine");
      assertThat(base.resolve("spoke-state")).as("left behind by a refusal").doesNotExist();
    }
  }

  private HubDaemon hub(Path tree, Path state) throws UserError {
    return hub(tree, state, "127.0.0.1:0");
  }

  private HubDaemon hub(Path tree, Path state, String address) throws UserError {
    return HubDaemon.start(
        new HubOptions(
            tree, state, "main", List.of(address), List.of(), Optional.empty(), Excludes.NONE),
        console);
  }

  private SpokeDaemon spoke(Path tree, Optional<String> token) throws UserError {
    return spoke(tree, token, Optional.empty(), Optional.empty());
  }

  private SpokeDaemon spoke(
      Path tree,
      Optional<String> token,
      Optional<SpokeOptions.FirstContact> firstContact,
      Optional<Path> stage)
      throws UserError {
    return SpokeDaemon.start(
        new SpokeOptions(
            tree,
            base.resolve("spoke-state"),
            Optional.empty(),
            Optional.empty(),
            token,
            "s",
            firstContact,
            stage,
            Excludes.NONE),
        console);
  }
}
