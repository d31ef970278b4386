package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code twohop doctor} finds; some of it needs root, as the CI has. */
class DoctorTest {
  @TempDir Path base;

  private Path tree;
  private Path state;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void make() throws IOException {
    tree = Files.createDirectory(base.resolve("tree"));
    state = Files.createDirectory(base.resolve("state"));
  }

  private String doctor(Path ofState, Path ofTree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            base);
    String[] args = {"doctor", "--dir", ofTree.toString(), "--state", ofState.toString()};
    assertThat(Twohop.run(args, terminal)).isEqualTo(ExitCode.PROBLEMS);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void doctor_asRoot_speaksOfTheDaemonsUser() throws Exception {
    assertThat(doctor(state, tree)).contains("the daemon's user is root");
    Files.setOwner(
        state,
        state.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThat(doctor(state, tree)).contains("ok     the daemon's user is nobody");
  }

  @Test
  void doctor_whoseDaemonCannotBeAsked_goesOn() throws Exception {
    Path file = Files.createFile(base.resolve("file"));
    assertThat(doctor(file, tree)).contains(file + " is not a directory", "the tree is " + tree);
  }

  @Test
  void doctor_onAFullDisk_saysSo() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", base.toString());
    try {
      make();
      fill(base.resolve("fill"));
      Files.writeString(state.resolve("more"), "");
      fillInodes();
      assertThat(doctor(state, tree))
          .contains("the file system of the state directory " + state + " is full")
          .contains("fix:  make room")
          .doesNotContain("sudo");
    } finally {
      run("umount", "--lazy", base.toString());
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** An empty file needs room for its name alone. */
  private void fillInodes() throws IOException {
    try {
      for (int i = 0; ; i++) {
        Files.createFile(tree.resolve("f" + i));
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
