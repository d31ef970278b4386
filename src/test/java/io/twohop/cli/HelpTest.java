package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HelpTest {
  private static String said(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, Map.of(), Path.of("/"));
    assertThat(Twohop.run(args, terminal))
        .as(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(ExitCode.OK);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> exitCodes(String... args) {
    String help = said(args);
    String list = help.substring(help.indexOf("Exit status:"));
    return Pattern.compile("^ +(\\d+) +\\p{Lower}", Pattern.MULTILINE)
        .matcher(list)
        .results()
        .map((MatchResult line) -> line.group(1))
        .toList();
  }

  @Test
  void help_ofACommand_hasTheExitCodesThatItCanEndWith() {
    assertThat(exitCodes("completion", "--help")).containsExactly("0", "1", "2", "130");
    assertThat(exitCodes("token", "--help")).containsExactly("0", "1", "2", "10", "13", "130");
    assertThat(exitCodes("status", "--help"))
        .containsExactly("0", "1", "2", "3", "10", "13", "130");
    assertThat(exitCodes("wait", "--help"))
        .containsExactly("0", "1", "2", "4", "5", "10", "12", "13", "130");
    assertThat(exitCodes("spoke", "--help"))
        .containsExactly("0", "1", "2", "11", "12", "13", "130");
    assertThat(exitCodes("--help")).hasSize(ExitCode.values().length);
  }

  @Test
  void help_asAWord_isTheSameAsTheOption() {
    assertThat(said("help")).isEqualTo(said("--help"));
    assertThat(said("help", "status")).isEqualTo(said("status", "--help"));
    assertThat(said("help", "token", "list")).isEqualTo(said("token", "list", "--help"));
  }

  @Test
  void completion_knowsTheValuesThatThereAre() {
    assertThat(said("completion")).contains("merge", "mirror", "\"all\" \"hub\"");
  }
}
