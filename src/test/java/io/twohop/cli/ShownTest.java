package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.control.Refusal;
import io.twohop.control.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {
  private static final String CLEAR = "\u001b[2J";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Map.of(),
          Path.of("/"));

  @Test
  void line_whatWouldSteerATerminal_isShownAsItsBytes() {
    assertThat(Shown.line("a" + CLEAR + "\u009b1m\u202eb\n"))
        .isEqualTo("a\\x1b[2J\\xc2\\x9b1m\\xe2\\x80\\xaeb\\x0a");
    assertThat(Shown.line("größer \\ 日本 😀")).isEqualTo("größer \\ 日本 😀");
    assertThat(Shown.lines("a\tb\nc\r")).isEqualTo("a\tb\nc\\x0d");
  }

  @Test
  void mistakes_inArguments_reachTheTerminalEscaped() {
    for (String[] args :
        new String[][] {
          {"stat" + CLEAR},
          {"status", "--" + CLEAR},
          {"status", "--state", "/nowhere/" + CLEAR},
          {"wait", "--members", CLEAR},
          {"hub", "--dir", "/nowhere/" + CLEAR, "--state", "/nowhere"},
          {"hub", "--config", "/nowhere/" + CLEAR},
        }) {
      assertThat(Twohop.run(args, terminal)).isNotEqualTo(ExitCode.OK);
    }
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(said).contains("\\x1b[2J").doesNotContain("\u001b");
    assertThat(said.lines()).filteredOn(line -> line.startsWith("error: ")).hasSize(6);
  }

  @Test
  void results_reachTheTerminalEscaped_andDataAsItIs() {
    terminal.say("removed " + CLEAR);
    terminal.data("{\"a\":\"\u202e\"}");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("removed \\x1b[2J\n{\"a\":\"\u202e\"}\n");
  }

  @Test
  void refusal_aLineIsNotSplitByWhatItNames() {
    assertThat(new Refusal(Trouble.USAGE, "no 'a\nb'", "fix:  x").lines())
        .containsExactly("no 'a\nb'", "fix:  x");
  }
}
