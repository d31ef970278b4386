package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersAndTokensTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000L;

  @TempDir Path directory;
  private final SplittableRandom random = new SplittableRandom(1);

  private static InetAddress address(String text) throws IOException {
    return Cidr.parse(text).network();
  }

  @Test
  void token_isCountedDown_alsoAcrossARestart() throws Exception {
    TokenStore store = TokenStore.load(directory);
    TokenStore.Minted minted = store.mint("deploy", NOW + HOUR, 2, null, NOW, random);
    assertThat(store.redeem(minted.secret(), address("10.1.1.1"), NOW)).isEqualTo("deploy");
    TokenStore again = TokenStore.load(directory);
    assertThat(again.redeem(minted.secret(), address("10.1.1.1"), NOW)).isEqualTo("deploy");
    assertThat(again.list(NOW)).isEmpty();
    assertThatThrownBy(() -> again.redeem(minted.secret(), address("10.1.1.1"), NOW))
        .hasMessageContaining("used");
  }

  @Test
  void token_boundToAddresses_isRefusedFromElsewhere_andNotUsedUpByThat() throws Exception {
    TokenStore store = TokenStore.load(directory);
    TokenStore.Minted minted = store.mint("", NOW + HOUR, 1, Cidr.parse("10.0.0.0/8"), NOW, random);
    assertThatThrownBy(() -> store.redeem(minted.secret(), address("11.0.0.1"), NOW))
        .hasMessageContaining("10.0.0.0/8");
    assertThat(store.redeem(minted.secret(), address("10.255.0.1"), NOW)).isEmpty();
  }

  @Test
  void token_listed_revoked_andGoneADayAfterItsEnd() throws Exception {
    TokenStore store = TokenStore.load(directory);
    store.mint("", NOW + HOUR, TokenStore.UNLIMITED, null, NOW, random);
    String id = store.mint("", TokenStore.NEVER_MILLIS, 3, null, NOW, random).id();
    assertThat(store.list(NOW)).hasSize(2);
    assertThat(store.list(NOW + HOUR)).extracting(TokenStore.Issued::id).containsExactly(id);
    assertThat(store.revoke(id)).isTrue();
    assertThat(store.revoke(id)).isFalse();
    assertThat(TokenStore.load(directory).list(NOW)).hasSize(1);
  }

  @Test
  void tokenFile_holdsNoSecret() throws Exception {
    TokenStore store = TokenStore.load(directory);
    TokenStore.Minted minted = store.mint("", NOW + HOUR, 1, null, NOW, random);
    byte[] stored = Files.readAllBytes(directory.resolve(TokenStore.FILE_NAME));
    byte[] part = Arrays.copyOf(minted.secret().shared(), 8);
    assertThat(new String(stored, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void members_areKept_namedApart_andReplacedByKey() throws Exception {
    MemberTable table = MemberTable.load(directory);
    Pin one = pin(1);
    MemberTable.Member first = table.add(one, "web 1\n", "", MachineIdentity.UNKNOWN, NOW, random);
    MemberTable.Member second =
        table.add(pin(2), "web 1\n", "deploy", MachineIdentity.UNKNOWN, NOW, random);
    assertThat(first.name()).isEqualTo("web-1-");
    assertThat(second.name()).isEqualTo("web-1--2");
    assertThat(table.confirm(first.id(), 4)).isTrue();
    assertThat(table.confirm(first.id(), 4)).isFalse();

    MemberTable again = MemberTable.load(directory);
    assertThat(again.all()).containsExactly(first.confirmed(4), second);
    MemberTable.Member anew = again.add(one, "new", "", MachineIdentity.UNKNOWN, NOW, random);
    assertThat(again.byId(first.id())).isNull();
    assertThat(anew.id()).isNotEqualTo(first.id());
    assertThat(again.remove(anew.id())).isTrue();
    assertThat(again.byPin(one)).isNull();
    assertThat(again.byName(second.name())).isEqualTo(second);
  }

  @Test
  void damagedFiles_areSaid_andNobodyIsLetIn() throws Exception {
    for (String name : List.of(TokenStore.FILE_NAME, MemberTable.FILE_NAME)) {
      Files.write(directory.resolve(name), new byte[] {0x0a, 0x7f, 1});
    }
    assertThatThrownBy(() -> TokenStore.load(directory)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> MemberTable.load(directory)).hasMessageContaining("damaged");
  }

  @Test
  void cidr_containsWhatItSays() throws Exception {
    assertThat(Cidr.parse("10.2.0.0/15").contains(address("10.3.255.255"))).isTrue();
    assertThat(Cidr.parse("10.2.0.0/15").contains(address("10.4.0.0"))).isFalse();
    assertThat(Cidr.parse("fd00::/8").contains(address("fdff::1"))).isTrue();
    assertThat(Cidr.parse("fd00::/8").contains(address("10.0.0.1"))).isFalse();
    assertThat(Cidr.parse("0.0.0.0/0").contains(address("255.1.1.1"))).isTrue();
    for (String wrong : List.of("", "web", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1")) {
      assertThatThrownBy(() -> Cidr.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void hostPort_readsWhatPeopleWrite() {
    assertThat(HostPort.parse("hub")).isEqualTo(new HostPort("hub", 7420));
    assertThat(HostPort.parse("hub:1")).isEqualTo(new HostPort("hub", 1));
    assertThat(HostPort.parse("[::]:0")).isEqualTo(new HostPort("::", 0));
    assertThat(HostPort.parse("[::1]")).isEqualTo(new HostPort("::1", 7420));
    assertThat(HostPort.parse("2001:db8::1")).isEqualTo(new HostPort("2001:db8::1", 7420));
    assertThat(new HostPort("::1", 5)).hasToString("[::1]:5");
    for (String wrong : List.of("", ":1", "hub:x", "hub:65536", "[::1", "[::1]x", "[]:1")) {
      assertThatThrownBy(() -> HostPort.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void backoff_growsToItsBound_neverInStep_andStartsAnew() {
    Backoff backoff = new Backoff(100, 3_000, new Random(1));
    long whole = 100;
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.nextMillis()).isBetween(whole / 2, whole);
      whole = Math.min(3_000, whole * 2);
    }
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    Backoff one = new Backoff(1_000, 1_000, new Random(2));
    Backoff other = new Backoff(1_000, 1_000, new Random(3));
    assertThat(one.nextMillis()).isNotEqualTo(other.nextMillis());
  }

  private static Pin pin(int value) {
    byte[] bytes = new byte[Pin.LENGTH_BYTES];
    bytes[0] = (byte) value;
    return new Pin(Bytes.owning(bytes));
  }
}
