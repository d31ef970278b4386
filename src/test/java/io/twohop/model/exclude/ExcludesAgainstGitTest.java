package io.twohop.model.exclude;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twohop.model.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated patterns over one tree, answered by us and by {@code git check-ignore}. */
class ExcludesAgainstGitTest {
  private static final int ROUNDS = 300;
  private static final String[] NAMES = {"a", "b", "ab", "a.log", "b-1", ".x", "A", "]"};
  private static final String[] ATOMS = {
    "a",
    "b",
    ".",
    "-",
    "*",
    "*",
    "?",
    "[ab]",
    "[!a]",
    "[a-c]",
    "[[:alpha:]]",
    "[]-]",
    "\\a",
    "log",
    "x",
    "1",
    "[^.]",
    "A"
  };

  @TempDir Path repository;

  @Test
  void excludes_generatedPatterns_answersAsGitDoes() throws Exception {
    assumeTrue(gitIsInstalled(), "git is not installed; the table in ExcludesTest stands alone");
    run(List.of("git", "init", "-q", "."), "");
    List<String> paths = new ArrayList<>();
    grow("", 3, paths);
    long seed = Long.getLong("exclude.seed", 20_261_122L);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> lines =
          Stream.generate(() -> line(random)).limit(1 + random.nextInt(4)).toList();
      Excludes ours =
          Excludes.of(lines.stream().flatMap(l -> ExcludePattern.parse(l).stream()).toList());
      Files.write(repository.resolve(".git/info/exclude"), lines);
      Set<String> expected = ignoredByGit(paths);
      Set<String> actual = new TreeSet<>();
      for (String path : paths) {
        List<Name> names = Stream.of(path.split("/")).map(Name::of).toList();
        if (ours.excludes(names, Files.isDirectory(repository.resolve(path)))) {
          actual.add(path);
        }
      }
      assertThat(actual).as("patterns %s, -Dexclude.seed=%d", lines, seed).isEqualTo(expected);
    }
  }

  /** Every name at every level; the first three are directories. */
  private void grow(String above, int levels, List<String> paths) throws IOException {
    for (int i = 0; i < NAMES.length; i++) {
      String path = above + NAMES[i];
      paths.add(path);
      if (i < 3 && levels > 1) {
        Files.createDirectory(repository.resolve(path));
        grow(path + "/", levels - 1, paths);
      } else {
        Files.createFile(repository.resolve(path));
      }
    }
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder();
    if (random.nextInt(4) == 0) {
      line.append('!');
    }
    if (random.nextInt(3) == 0) {
      line.append('/');
    }
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      line.append(i > 0 ? "/" : "").append(part(random));
    }
    return line.append(random.nextInt(4) == 0 ? "/" : "").toString();
  }

  private static String part(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "**";
      case 1, 2 -> NAMES[random.nextInt(NAMES.length)];
      default -> mixture(random);
    };
  }

  /**
   * Never "**" beside something else: git reads a**{@literal /}b as **{@literal /}b behind an a.
   */
  private static String mixture(Random random) {
    StringBuilder part = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String atom = ATOMS[random.nextInt(ATOMS.length)];
      boolean doubled = atom.equals("*") && part.toString().endsWith("*");
      part.append(doubled ? "a" : atom);
    }
    String made = part.toString();
    return made.equals(".") || made.equals("..") ? "a" : made;
  }

  private Set<String> ignoredByGit(List<String> paths) throws Exception {
    List<String> command = List.of("git", "check-ignore", "--no-index", "--stdin", "-z");
    String answer = run(command, String.join("\0", paths) + "\0");
    Set<String> ignored = new TreeSet<>(List.of(answer.split("\0")));
    ignored.remove("");
    return ignored;
  }

  private String run(List<String> command, String input) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(repository.toFile());
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Path given = Files.writeString(repository.resolve(".git-input"), input);
    Process process = builder.redirectInput(given.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    // check-ignore says 0 when some are ignored and 1 when none is.
    assertThat(process.waitFor()).as("exit code of %s", command).isLessThan(2);
    return output;
  }

  private static boolean gitIsInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "git")));
  }
}
