package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the program says and ends with when no daemon is involved: the launcher and the real jar.
 */
class CommandLineIT {
  @TempDir Path scratch;

  @Test
  void version_isOneLine() throws Exception {
    Launched it = Launched.run(scratch, "--version");
    assertThat(it.exitCode()).as("%s", it).isZero();
    assertThat(it.out()).matches("twohop [0-9.]+\n");
    assertThat(it.err()).isEmpty();
  }

  static Stream<String> words() {
    return Stream.of(Words.values()).map(Words::word);
  }

  @ParameterizedTest
  @MethodSource("words")
  void help_ofEveryCommand_hasItsExitCodesAndNoErrors(String word) throws Exception {
    Launched it = Launched.run(scratch, word, "--help");
    assertThat(it.exitCode()).as("%s", it).isZero();
    assertThat(it.out()).startsWith("Usage: twohop " + word).contains("Exit status:", "130");
    assertThat(it.err()).isEmpty();
  }

  @Test
  void help_withoutACommand_namesAll() throws Exception {
    Launched it = Launched.run(scratch);
    assertThat(it.exitCode()).isZero();
    assertThat(it.out()).contains(words().toArray(String[]::new));
    assertThat(it.err()).isEmpty();
  }

  @Test
  void completion_isAcceptedByBash() throws Exception {
    Launched it = Launched.run(scratch, "completion");
    assertThat(it.exitCode()).isZero();
    assertThat(it.err()).isEmpty();
    Path script = Files.writeString(scratch.resolve("completion.bash"), it.out());
    Process bash =
        new ProcessBuilder("bash", "-c", "source '" + script + "' && complete -p twohop")
            .redirectErrorStream(true)
            .start();
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said).contains("twohop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status --json",
        "wait",
        "conflicts",
        "conflicts list",
        "conflicts export exported",
        "approve x",
        "reject x",
        "members",
        "members remove x",
        "drain",
        "leave",
        "token",
        "token list",
        "token revoke x"
      })
  void command_withoutADaemon_saysSo(String command) throws Exception {
    Object[] args =
        Stream.concat(Stream.of(command.split(" ")), Stream.of("--state", scratch.resolve("none")))
            .toArray();
    Launched it = Launched.run(scratch, args);
    assertThat(it.exitCode()).as("%s", it).isEqualTo(ExitCode.NOT_RUNNING.number());
    assertThat(it.err()).startsWith("error: ").contains("fix:").doesNotContain("\tat ");
    assertThat(it.out()).isEmpty();
    assertThat(scratch.resolve("exported")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statu | did you mean  twohop status",
        "frobnicate | there is no command 'frobnicate'",
        "status --jsn | --jsn",
        "token revoke | ID",
        "wait --timeout soon | 30s",
        "wait --members some | all",
        "token --uses 0 | unlimited",
        "token --ttl 0s | nobody can use",
        "token --ttl 999999999d | longer than 3650d",
        "token --role frob | there is no role",
        "help frobnicate | there is no command",
        "hub | --dir",
        "demo --spokes 99 | 1 to 8",
        "hub --dir /srv/x --listen nowhere --http x | HOST:PORT"
      })
  void mistake_inTheWords_isUsageAndSaysWhatToWrite(String command, String advice)
      throws Exception {
    Launched it = Launched.run(scratch, (Object[]) command.split(" "));
    assertThat(it.exitCode()).as("%s", it).isEqualTo(ExitCode.USAGE.number());
    assertThat(it.err()).startsWith("error: ").contains(advice).doesNotContain("\tat ");
    assertThat(it.out()).isEmpty();
  }

  @Test
  void mistakes_inTheFile_comeAllAtOnceWithTheirLines() throws Exception {
    Path file =
        Files.writeString(
            scratch.resolve("twohop.yaml"), "dir: /srv/x\nlissten: '[::]:1'\nhttp: nowhere\n");
    Launched it = Launched.run(scratch, "hub", "--config", file);
    assertThat(it.exitCode()).as("%s", it).isEqualTo(ExitCode.USAGE.number());
    assertThat(it.err()).contains("twohop.yaml:2", "lissten", "twohop.yaml:3", "HOST:PORT");
  }

  @Test
  void doctor_withoutADaemon_looksAtTheMachineAnyway() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    Path state = Files.createDirectory(scratch.resolve("state"));
    Launched it = Launched.run(scratch, "doctor", "--dir", tree, "--state", state);
    assertThat(it.exitCode()).as("%s", it).isEqualTo(ExitCode.PROBLEMS.number());
    assertThat(it.out()).contains("kernel", "1 directories", "fix:");
    String limit = Files.readAllLines(Path.of("/proc/sys/fs/inotify/max_user_watches")).getFirst();
    assertThat(it.out()).contains("up to " + limit + " can be watched");
    assertThat(it.err()).isEmpty();
    assertThat(tree).isEmptyDirectory();
    assertThat(state).isEmptyDirectory();
  }
}
