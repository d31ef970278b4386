package io.twohop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twohop.model.Name;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private static final Surroundings AS_ROOT =
      new Surroundings(true, Path.of("/root"), Optional.empty(), "web1");
  private static final Path WORK = Path.of("/srv/here");

  @Test
  void hub_onlyDir_getsTheDefaultsOfTheContract() throws Exception {
    HubConfig hub = HubConfig.from(List.of(flag(Key.DIR, "/srv/www")), Optional.empty(), AS_ROOT);
    assertThat(hub.dir()).isEqualTo(Path.of("/srv/www"));
    assertThat(hub.state()).isEqualTo(Path.of("/var/lib/twohop"));
    assertThat(hub.listen()).extracting(HostPort::toString).containsExactly("[::]:7420");
    assertThat(hub.http()).hasToString("127.0.0.1:7421");
    assertThat(hub.health()).isEmpty();
    assertThat(hub.excludes().patterns()).isEmpty();
  }

  @Test
  void aFile_thatIsNotYaml_isTheOnlyMistake_whateverItMayHaveSaid() {
    assertThatThrownBy(() -> hub("dir: [\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("--dir");
  }

  @Test
  void state_withoutRoot_liesBelowTheHome() {
    Path home = Path.of("/home/u");
    assertThat(new Surroundings(false, home, Optional.empty(), "h").defaultState())
        .isEqualTo(Path.of("/home/u/.local/state/twohop"));
    assertThat(new Surroundings(false, home, Optional.of(Path.of("/x")), "h").defaultState())
        .isEqualTo(Path.of("/x/twohop"));
  }

  @Test
  void hub_everyKeyInTheFile_arrives() throws Exception {
    HubConfig hub =
        hub(
            """
            # the master
            dir: /srv/www
            state: state            # beside this file
            site: shop
            listen: ["[::]:7420", 10.0.0.1:0]
            advertise:
              - hub.example:7420
            http: localhost:8000
            health: "0.0.0.0:8001"
            stage: /srv/.stage
            exclude:
              - /wp-content/cache/
              - "*.tmp"
              - "!keep.tmp"
            """);
    assertThat(hub.state()).isEqualTo(Path.of("/etc/twohop/state"));
    assertThat(hub.site()).isEqualTo("shop");
    assertThat(hub.listen()).containsExactly(new HostPort("::", 7420), new HostPort("10.0.0.1", 0));
    assertThat(hub.advertise()).containsExactly(new HostPort("hub.example", 7420));
    assertThat(hub.http()).hasToString("localhost:8000");
    assertThat(hub.health()).contains(new HostPort("0.0.0.0", 8001));
    assertThat(hub.stage()).contains(Path.of("/srv/.stage"));
    assertThat(hub.excludes().excludes(List.of(Name.of("a.tmp")), false)).isTrue();
    assertThat(hub.excludes().excludes(List.of(Name.of("keep.tmp")), false)).isFalse();
  }

  @Test
  void spoke_everyKeyInTheFile_arrives() throws Exception {
    SpokeConfig spoke =
        SpokeConfig.from(
            List.of(),
            file(
                """
                dir: /srv/www
                hub: "[2001:db8::1]:7420"
                token: abc.DEF-1
                name: web-1
                first-contact: mirror
                """),
            AS_ROOT);
    assertThat(spoke.hub()).contains(new HostPort("2001:db8::1", 7420));
    assertThat(spoke.token()).contains("abc.DEF-1");
    assertThat(spoke.name()).isEqualTo("web-1");
    assertThat(spoke.firstContact()).contains(FirstContact.MIRROR);
    assertThat(spoke.site()).isEmpty();
  }

  @Test
  void flags_besideTheFile_winKeyByKey() throws Exception {
    HubConfig hub =
        HubConfig.from(
            List.of(flag(Key.DIR, "tree"), flag(Key.LISTEN, "a:1"), flag(Key.LISTEN, "b:2")),
            file("dir: /elsewhere\nlisten: [c:3]\nsite: shop\n"),
            AS_ROOT);
    assertThat(hub.dir()).isEqualTo(Path.of("/srv/here/tree"));
    assertThat(hub.listen()).containsExactly(new HostPort("a", 1), new HostPort("b", 2));
    assertThat(hub.site()).isEqualTo("shop");
  }

  @Test
  void mistakes_manyAtOnce_areAllReportedInTheOrderOfTheirLines() {
    ConfigException refused =
        refusedHub(
            List.of(flag(Key.HTTP, "7421"), flag(Key.TOKEN, "secret")),
            """
            dri: /srv/www
            listen: 7420
            site: My Shop
            name: web1
            frobnicate: 1
            site: other
            exclude:
              - a[b
              -
              - !keep
              - {a: b}
            health: host:99999
            stage: [a, b]
            """);
    assertThat(refused.mistakes())
        .extracting(Mistake::toString)
        .satisfiesExactly(
            m -> assertThat(m).startsWith("--http: '7421': write HOST:PORT"),
            m -> assertThat(m).isEqualTo("--token: is not for hub"),
            m -> assertThat(m).isEqualTo("hub: needs --dir DIR, or dir: DIR in its file"),
            m -> assertThat(m).isEqualTo("hub.yaml:1: unknown key 'dri'; did you mean 'dir'?"),
            m -> assertThat(m).startsWith("hub.yaml:2: listen '7420': write HOST:PORT"),
            m -> assertThat(m).startsWith("hub.yaml:3: site 'My Shop': a site's name has"),
            m -> assertThat(m).isEqualTo("hub.yaml:4: 'name' is not for a hub"),
            m ->
                assertThat(m)
                    .startsWith("hub.yaml:5: unknown key 'frobnicate'; the keys of a hub are dir,"),
            m -> assertThat(m).isEqualTo("hub.yaml:6: 'site' is given already in line 3"),
            m -> assertThat(m).startsWith("hub.yaml:8: exclude 'a[b': has a '[' without its ']'"),
            m -> assertThat(m).startsWith("hub.yaml:9: 'exclude' has no value"),
            m -> assertThat(m).startsWith("hub.yaml:10: 'exclude' has the tag !keep; in YAML"),
            m -> assertThat(m).startsWith("hub.yaml:11: 'exclude' takes plain values"),
            m -> assertThat(m).startsWith("hub.yaml:12: health 'host:99999': a port is at most"),
            m -> assertThat(m).isEqualTo("hub.yaml:13: 'stage' takes one value, not a list"));
    assertThat(refused.getMessage().lines()).hasSize(15);
  }

  @Test
  void mistakes_inYamlItself_nameTheLineAndWhatHelps() {
    assertThat(onlyMistake("dir: /a\nexclude:\n  - *.log\n"))
        .startsWith("hub.yaml:3: ")
        .contains("quotes");
    assertThat(onlyMistake("dir: /a\nexclude:\n  - @x\n")).startsWith("hub.yaml:3: ");
    assertThat(onlyMistake("dir: /a\n\tsite: x\n")).startsWith("hub.yaml:2: ");
    assertThat(onlyMistake("- dir\n")).startsWith("hub.yaml:1: expected keys and values");
    assertThat(onlyMistake("dir: \"/a\nsite: x\n")).startsWith("hub.yaml:");
    assertThat(onlyMistake("dir: /a\n---\ndir: /b\n")).startsWith("hub.yaml:2: ");
    assertThat(onlyMistake("dir: /a\nexclude:\n  - [ab]*.x\n")).startsWith("hub.yaml:3: ");
  }

  @Test
  void mistakes_inYamlItself_areToldInPlainWords() {
    assertThat(onlyMistake("dir: /a\nexclude: [a, b\nsite: x\n"))
        .startsWith("hub.yaml:2: a bracket or a quote is opened and not closed");
    assertThat(onlyMistake("dir: \"/a\nsite: x\n")).startsWith("hub.yaml:1: a bracket or a quote");
    assertThat(onlyMistake("dir: [\n")).contains("a bracket or a quote");
    assertThat(onlyMistake("dir: /a\n\tsite: x\n")).contains("begins with a tab");
    assertThat(onlyMistake("dir: /a: b\n")).contains("a ':' too many");
    assertThat(onlyMistake("dir: /a\n site: x\n")).startsWith("hub.yaml:2: ").contains("indented");
    assertThat(onlyMistake("dir: /a\nsite: |\n  x\n y\n")).contains("is indented otherwise");
    assertThat(onlyMistake("dir: /a\n---\ndir: /b\n")).contains("second document");
    assertThat(onlyMistake("dir: @x\n")).contains("a meaning of its own", "must stand in quotes");
    assertThat(onlyMistake("dir: /a\nsite: \u0001\n"))
        .isEqualTo("hub.yaml:2: has a control character, which no text file needs");
  }

  @Test
  void mistakes_wordsThatAreNearAKey_areNamed() {
    assertThat(onlyMistake("dir: /a\nadvertize: a:1\n")).endsWith("did you mean 'advertise'?");
    assertThat(onlyMistake("dir: /a\nexcludes: [x]\n")).endsWith("did you mean 'exclude'?");
    assertThat(onlyMistake("dir: /a\nLISTEN: a:1\n")).endsWith("did you mean 'listen'?");
    assertThatThrownBy(
            () -> SpokeConfig.from(List.of(), file("dir: /a\nfirst_contact: merge"), AS_ROOT))
        .hasMessageEndingWith("did you mean 'first-contact'?");
  }

  @Test
  void emptyFile_beside_flags_isFine() throws Exception {
    List<Given> flags = List.of(flag(Key.DIR, "/srv"));
    for (String text : List.of("", "# nothing\n", "---\n", "---\n...\n")) {
      assertThat(HubConfig.from(flags, file(text), AS_ROOT).dir()).isEqualTo(Path.of("/srv"));
    }
  }

  @Test
  void token_thatIsMistaken_isNotPrinted() {
    assertThatThrownBy(
            () -> SpokeConfig.from(List.of(), file("dir: /a\ntoken: se cret\n"), AS_ROOT))
        .hasMessageContaining("hub.yaml:2: token: a token has no spaces")
        .hasMessageNotContaining("cret");
  }

  @Test
  void hubAddress_thatLeadsNowhere_isRefused() {
    for (String nowhere : List.of("hub:0", "[::]:7420", "0.0.0.0:1")) {
      assertThatThrownBy(() ->
              SpokeConfig.from(
                  List.of(flag(Key.DIR, "/a"), flag(Key.HUB, nowhere)), Optional.empty(), AS_ROOT))
          .hasMessageContaining("--hub: '" + nowhere + "' cannot be dialled");
    }
  }

  @Test
  void hostPort_parse_takesBracketsForIpv6Only() {
    assertThat(HostPort.parse("[fe80::1%eth0]:1")).isEqualTo(new HostPort("fe80::1%eth0", 1));
    assertThat(HostPort.parse("[::]:0")).hasToString("[::]:0");
    for (String wrong :
        List.of("", "host", ":1", "host:", "host:x", "h:1:2", "[host]:1", "a b:1")) {
      assertThatThrownBy(() -> HostPort.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    for (String bare :
        List.of("2001:db8::1", "::", "::1:7420", "::ffff:10.0.0.1", "fe80::1%eth0")) {
      assertThatThrownBy(() -> HostPort.parse(bare)).hasMessageContaining("needs brackets");
    }
    for (String without : List.of("[::1]", "hub.example", "localhost")) {
      assertThatThrownBy(() -> HostPort.parse(without))
          .hasMessageContaining("write HOST:PORT, as " + without + ":7420");
    }
    for (String none : List.of("[10.0.0.1]:1", "[1]:80", "[:::]:1", "[1::2::3]:1")) {
      assertThatThrownBy(() -> HostPort.parse(none)).hasMessageContaining("not an IPv6 address");
    }
  }

  @Test
  void configText_fileThatCannotBeUsed_isOneMistake(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> ConfigText.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.yaml: there is no such file");
    assertThatThrownBy(() -> ConfigText.read(folder)).hasMessageContaining("is a directory");
    // Write-only for root too.
    Path closed = Path.of("/proc/sys/vm/compact_memory");
    if (Files.exists(closed)) {
      assertThatThrownBy(() -> ConfigText.read(closed))
          .hasMessageEndingWith("compact_memory: cannot be read: permission denied");
    }
    Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> ConfigText.read(binary)).hasMessageContaining("not UTF-8");
    Path big = Files.write(folder.resolve("big"), new byte[ConfigText.MAX_BYTES + 1]);
    assertThatThrownBy(() -> ConfigText.read(big)).hasMessageContaining("longer than");
    Path good = Files.writeString(folder.resolve("g"), "dir: ü", StandardCharsets.UTF_8);
    assertThat(ConfigText.read(good)).isEqualTo(new ConfigText("g", folder, "dir: ü"));
  }

  private static Given flag(Key key, String text) {
    return Given.flag(key, text, WORK);
  }

  private static Optional<ConfigText> file(String text) {
    return Optional.of(new ConfigText("hub.yaml", Path.of("/etc/twohop"), text));
  }

  private static HubConfig hub(String text) throws ConfigException {
    return HubConfig.from(List.of(), file(text), AS_ROOT);
  }

  private static ConfigException refusedHub(List<Given> flags, String text) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> HubConfig.from(flags, file(text), AS_ROOT));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static String onlyMistake(String text) {
    List<Mistake> mistakes = refusedHub(List.of(flag(Key.DIR, "/srv")), text).mistakes();
    assertThat(mistakes).hasSize(1);
    return mistakes.getFirst().toString();
  }
}
