package io.twohop.model.exclude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Name;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcludesTest {
  /** A path that ends in a slash is a directory; patterns are separated by a vertical bar. */
  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource({
    "cache,               cache,             true",
    "cache,               a/b/cache,         true",
    "cache,               cache2,            false",
    "cache/,              cache,             false",
    "cache/,              a/cache/,          true",
    "cache/,              a/cache/x,         true",
    "/cache,              cache/,            true",
    "/cache,              a/cache,           false",
    "a/cache,             a/cache,           true",
    "a/cache,             b/a/cache,         false",
    "*.log,               d/x.log,           true",
    "*.log,               .log,              true",
    "*.log,               x.logs,            false",
    "a*b*c,               aXbXbXc,           true",
    "a*b*c,               aXbX,              false",
    "/a/*,                a/b,               true",
    "/a/*,                a,                 false",
    "/a/*/c,              a/b/c,             true",
    "/a/*/c,              a/b/b/c,           false",
    "a?c,                 abc,               true",
    "a?c,                 a/c,               false",
    "/a?c,                a/c,               false",
    "**/c,                c,                 true",
    "**/c,                a/b/c,             true",
    "**/c,                a/bc,              false",
    "a/**,                a/b/c,             true",
    "a/**,                a/,                false",
    "a/**/d,              a/d,               true",
    "a/**/d,              a/b/c/d,           true",
    "a/**/d,              a/bd,              false",
    "a/**/b/**/c,         a/x/b/b/y/c,       true",
    "**/a/*b,             x/a/a/ab,          true",
    "a**c,                abbc,              true",
    "/a**c,               a/c,               false",
    "[a-c]x,              bx,                true",
    "[a-c]x,              dx,                false",
    "[!a-c]x,             dx,                true",
    "[^a-c]x,             bx,                false",
    "[]x]y,               ]y,                true",
    "[a-]y,               -y,                true",
    "[[:digit:][:upper:]], 7,                true",
    "[[:digit:][:upper:]], a,                false",
    "[\\]]y,              ]y,                true",
    "/a[!x]c,             a/c,               false",
    "\\!a,                !a,                true",
    "\\#a,                #a,                true",
    "\\*,                 *,                 true",
    "\\*,                 b,                 false",
    "*|!keep,             keep,              false",
    "*|!keep,             other,             true",
    "*|!keep,             other/keep,        true",
    "/a/*|!/a/keep/,      a/keep/x,          false",
    "!keep|keep,          keep,              true",
    "#a|b,                #a,                false",
  })
  void excludes_pathsOfTheTable_answersAsGitDoes(String patterns, String path, boolean expected) {
    assertThat(excludes(patterns, path)).isEqualTo(expected);
  }

  @Test
  void parse_spacesAtTheEnd_countOnlyWhenEscaped() {
    assertThat(excludes("a  ", "a")).isTrue();
    assertThat(excludes("a\\ ", "a ")).isTrue();
    assertThat(excludes("a\\  ", "a ")).isTrue();
    assertThat(excludes("a\\ ", "a")).isFalse();
    assertThat(excludes(" a", "a")).isFalse();
  }

  @Test
  void parse_emptyLinesAndComments_meanNothing() {
    assertThat(Stream.of("", "   ", "# x").map(ExcludePattern::parse)).allMatch(p -> p.isEmpty());
  }

  @Test
  void parse_patternThatCanMatchNothing_isRefusedWithItsReason() {
    assertRefused("/", "names nothing");
    assertRefused("!", "names nothing");
    assertRefused("a//b", "two slashes");
    assertRefused("a//", "two slashes");
    assertRefused("./a", "root of the tree");
    assertRefused("a/../b", "root of the tree");
    assertRefused("a[b", "']'");
    assertRefused("[]", "']'");
    assertRefused("a\\", "backslash");
    assertRefused("[[:letters:]]", "[:letters:]");
  }

  @Test
  void excludes_namesThatAreNotText_matchByByte() {
    Name odd = Name.of(new byte[] {'a', (byte) 0xff, '\n', 'b'});
    assertThat(of("a??b").excludes(List.of(odd), false)).isTrue();
    assertThat(of("a*").excludes(List.of(odd), false)).isTrue();
    assertThat(of("a[!x]?b").excludes(List.of(odd), false)).isTrue();
    assertThat(of("é").excludes(List.of(Name.of("é")), false)).isTrue();
  }

  @Test
  void excludes_root_isNever() {
    assertThat(of("*").excludes(List.of(), true)).isFalse();
    assertThat(of("*").excludesBelowIncluded(List.of(), true)).isFalse();
  }

  @Test
  void excludesBelowIncluded_parentThatIsExcluded_isNotAskedAgain() {
    List<Name> path = List.of(Name.of("cache"), Name.of("x"));
    assertThat(of("cache/").excludes(path, false)).isTrue();
    assertThat(of("cache/").excludesBelowIncluded(path, false)).isFalse();
  }

  @Test
  void excludes_manyStarsAgainstLongName_doesNotExplode() {
    List<Name> path = Collections.nCopies(15, Name.of("a".repeat(Name.MAX_BYTES)));
    String pattern = "**/" + "a*".repeat(100) + "b/**/" + "*a".repeat(50) + "c";
    assertThat(of(pattern).excludes(path, false)).isFalse();
  }

  private static void assertRefused(String line, String reason) {
    assertThatThrownBy(() -> ExcludePattern.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static boolean excludes(String patterns, String path) {
    boolean directory = path.endsWith("/");
    String names = directory ? path.substring(0, path.length() - 1) : path;
    return of(patterns.split("\\|"))
        .excludes(Stream.of(names.split("/")).map(Name::of).toList(), directory);
  }

  private static Excludes of(String... lines) {
    return Excludes.of(Stream.of(lines).flatMap(l -> ExcludePattern.parse(l).stream()).toList());
  }
}
