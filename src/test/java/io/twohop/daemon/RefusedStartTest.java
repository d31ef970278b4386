package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.exclude.Excludes;
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
        .hasMessageContaining("does not exist");
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
        .hasMessageContaining("no token");
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
    }
  }

  private HubDaemon hub(Path tree, Path state) throws UserError {
    return HubDaemon.start(
        new HubOptions(
            tree,
            state,
            "main",
            List.of("127.0.0.1:0"),
            List.of(),
            Optional.empty(),
            Excludes.NONE),
        console);
  }

  private SpokeDaemon spoke(Path tree, Optional<String> token) throws UserError {
    return SpokeDaemon.start(
        new SpokeOptions(
            tree,
            base.resolve("spoke-state"),
            Optional.empty(),
            Optional.empty(),
            token,
            "s",
            Optional.empty(),
            Optional.empty(),
            Excludes.NONE),
        console);
  }
}
