package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.wire.FrameEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@DisplayName("I24, I17: who comes in")
class GreetingOverTlsTest {
  @TempDir Path directory;

  @Test
  void token_usedOnce_letsInTheFirstOnly() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token token = hub.token(1);
      hub.spoke(directory.resolve("a"), token).connect();
      DialOutcome second = hub.spoke(directory.resolve("b"), token).dial();
      assertThat(second)
          .isEqualTo(new DialOutcome.Refused(Refusal.TOKEN_USED_UP, "the token has been used"));
      assertThat(hub.nextTurnedAway()).contains("used");
      assertThat(hub.members.all()).hasSize(1);
    }
  }

  @Test
  void token_forMany_givesEachItsOwnNumberAndName() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token token = hub.token(TokenStore.UNLIMITED);
      for (String name : List.of("a", "b", "c")) {
        hub.spoke(directory.resolve(name), token).connect();
      }
      assertThat(hub.members.all())
          .extracting(MemberTable.Member::name)
          .containsExactly("web", "web-2", "web-3");
      assertThat(hub.members.all()).extracting(MemberTable.Member::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void token_expired_wrong_orRevoked_letsNobodyIn() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token expired = hub.token(1, TestHub.NOW_MILLIS + 1_000);
      Token good = hub.token(1);
      Token wrong = new Token(good.hubs(), good.hubPin(), good.site(), Bytes.owning(new byte[32]));
      hub.tokens.revoke(hub.tokens.list(TestHub.NOW_MILLIS).getLast().id());
      hub.nowMillis.addAndGet(1_000);
      assertThat(refusal(hub, "a", expired)).isEqualTo(Refusal.TOKEN_EXPIRED);
      assertThat(refusal(hub, "b", wrong)).isEqualTo(Refusal.TOKEN_UNKNOWN);
      assertThat(refusal(hub, "c", good)).isEqualTo(Refusal.TOKEN_UNKNOWN);
      assertThat(hub.members.all()).isEmpty();
    }
  }

  @Test
  void token_ofAnotherSite_isRefused() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token good = hub.token(1);
      Token elsewhere = new Token(good.hubs(), good.hubPin(), "other", good.secret());
      assertThat(refusal(hub, "a", elsewhere)).isEqualTo(Refusal.UNKNOWN_SITE);
    }
  }

  @Test
  void hub_withAnotherKey_isNotTold_theSecret() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"));
        TestHub impostor = new TestHub(directory.resolve("impostor"))) {
      Token token = hub.token(1);
      Token misled =
          new Token(List.of(impostor.address()), token.hubPin(), token.site(), token.secret());
      assertThat(hub.spoke(directory.resolve("a"), misled).dial())
          .isInstanceOf(DialOutcome.WrongHub.class);
      // The next address is tried: the right hub is found behind the wrong one.
      Token both =
          new Token(
              List.of(impostor.address(), hub.address()),
              token.hubPin(),
              token.site(),
              token.secret());
      hub.spoke(directory.resolve("b"), both).connect();
    }
  }

  @Test
  void member_comesBack_withoutAToken_alsoToARestartedHub() throws Exception {
    Path state = directory.resolve("a");
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke first = hub.spoke(state, hub.token(1));
      first.connect().close(Ending.here("away"));
      assertThat(hub.nextOpened().receiver().ending().cause()).isEqualTo(Ending.Cause.LOST);
      MemberId number = first.membership.member();
      int port = hub.address().port();
      hub.listener.close();
      hub.start(port);
      TestHub.TestSpoke again = new TestHub.TestSpoke(hub, state, null);
      Session session = again.connect();
      assertThat(session.peer().member()).isEqualTo(number);
      assertThat(hub.nextOpened().session().peer().member()).isEqualTo(number);
    }
  }

  @Test
  void member_removed_losesItsSession_andIsRefusedAtOnce_alsoOnAResumedOne() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), hub.token(1));
      Session session = spoke.connect();
      hub.nextOpened();
      AtomicInteger asked = new AtomicInteger();
      Tls tls =
          new Tls(
              spoke.identity,
              pin -> {
                asked.incrementAndGet();
                return true;
              });
      // A full handshake that ends well leaves a ticket for the next one.
      assertThat(helloOver(tls, hub, spoke)).isInstanceOf(Greeting.ServerHello.class);
      assertThat(helloOver(tls, hub, spoke)).isInstanceOf(Greeting.ServerHello.class);
      assertThat(asked).as("the second handshake was a resumed one").hasValue(1);

      hub.sessions.removeMember(session.peer().member());
      assertThat(spoke.receiver.next()).isEqualTo(new Message.Dismissed(Message.Dismissal.REMOVED));
      assertThat(helloOver(tls, hub, spoke))
          .isInstanceOfSatisfying(
              Greeting.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(Refusal.UNKNOWN_KEY));
      assertThat(asked).as("this one too").hasValue(1);
      assertThat(spoke.dial())
          .isInstanceOfSatisfying(
              DialOutcome.Refused.class,
              refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNKNOWN_KEY));
    }
  }

  @Test
  void member_withANewerSession_losesTheOlderOne() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), hub.token(1));
      spoke.connect();
      TestHub.Opened older = hub.nextOpened();
      spoke.connect();
      assertThat(older.receiver().ending().cause()).isEqualTo(Ending.Cause.REPLACED);
      assertThat(hub.sessions.all()).hasSize(1);
    }
  }

  @Test
  void copyOfAMachine_isRefused_andTheNewestHolderGoesOn() throws Exception {
    Path original = directory.resolve("original");
    Path copy = directory.resolve("copy");
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      hub.spoke(original, hub.token(1)).connect();
      copyOf(original, copy);
      new TestHub.TestSpoke(hub, original, null).connect();
      hub.nextOpened();
      hub.nextOpened();
      DialOutcome outcome = new TestHub.TestSpoke(hub, copy, null).dial();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              DialOutcome.Refused.class,
              refused -> assertThat(refused.refusal()).isEqualTo(Refusal.STALE));
      // The stale one has refused only itself.
      assertThat(hub.sessions.all()).hasSize(1);
      new TestHub.TestSpoke(hub, original, null).connect();
    }
  }

  @Test
  void hub_restoredFromABackup_acceptsTheNewerProofsOfItsOwn() throws Exception {
    Path backup = directory.resolve("backup");
    Path state = directory.resolve("a");
    Token token;
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      token = hub.token(1);
      hub.spoke(state, token).connect();
      // In through the door: all that the hub writes for it is written.
      hub.nextOpened();
      copyOf(directory.resolve("hub"), backup);
      for (int i = 0; i < 3; i++) {
        new TestHub.TestSpoke(hub, state, null).connect();
      }
    }
    try (TestHub restored = new TestHub(backup)) {
      TestHub.TestSpoke spoke = new TestHub.TestSpoke(restored, state, null);
      spoke.membership.useHubs(List.of(restored.address()));
      spoke.connect();
      restored.nextOpened();
      assertThat(restored.members.all().getFirst().confirmedCounter()).isGreaterThan(4);
    }
  }

  @Test
  void forgedProof_isRefused() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), hub.token(1));
      spoke.connect();
      spoke.membership.issued(new SessionProof(1_000, Bytes.owning(new byte[32])));
      assertThat(spoke.dial())
          .isInstanceOfSatisfying(
              DialOutcome.Refused.class,
              refused -> assertThat(refused.refusal()).isEqualTo(Refusal.STALE));
    }
  }

  @Test
  void spoke_thatJoinedWithoutHearingOfIt_isToldAgain() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Token token = hub.token(1);
      TestHub.TestSpoke spoke = hub.spoke(directory.resolve("a"), token);
      Tls tls = new Tls(spoke.identity, pin -> true);
      try (MeteredSocket plain = connected(hub)) {
        GreetingChannel channel = channel(tls, plain, hub);
        channel.say(new Greeting.ClientHello(1, List.of(), "site", null, true));
        channel.say(new Greeting.Join(token.secret(), "web", MachineIdentity.UNKNOWN));
        channel.expect(Greeting.Joined.class);
      }
      MemberId number = hub.members.all().getFirst().id();
      spoke.connect();
      assertThat(spoke.membership.member()).isEqualTo(number);
    }
  }

  @Test
  void silentPeers_areTurnedAwayAtTheDeadline_whateverTheyDribble() throws Exception {
    TransportLimits impatient =
        new TransportLimits(300, 5_000, 16, 512, QueueMarks.USUAL, 5_000, 25_000);
    try (TestHub hub = new TestHub(directory.resolve("hub"), impatient)) {
      // One says nothing, one shakes hands and then sends half a frame.
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), hub.address().port());
          MeteredSocket plain = connected(hub)) {
        assertThat(hub.nextTurnedAway()).contains("in time");
        InputStream in = silent.getInputStream();
        assertThat(in.read()).isNegative();
        SSLSocket tls =
            new Tls(Identity.create(), pin -> true)
                .connect(plain, "127.0.0.1", hub.address().port());
        tls.getOutputStream().write(new byte[] {0, 0, 0});
        assertThat(hub.nextTurnedAway()).contains("in time");
      } catch (IOException e) {
        // The second was cut off during its handshake: it was too late for that, too.
        assertThat(hub.nextTurnedAway()).contains("in time");
      }
      assertThat(hub.opened).isEmpty();
    }
  }

  @Test
  void stranger_whoSendsTooMuch_orAMessage_isTurnedAway() throws Exception {
    try (TestHub hub = new TestHub(directory.resolve("hub"))) {
      Tls tls = new Tls(Identity.create(), pin -> true);
      try (MeteredSocket plain = connected(hub)) {
        OutputStream out = tls.connect(plain, "x", 1).getOutputStream();
        out.write(FrameEncoder.frames(0x24, new byte[0], 0));
        assertThat(hub.nextTurnedAway()).contains("no greeting");
      }
      try (MeteredSocket plain = connected(hub)) {
        OutputStream out = tls.connect(plain, "x", 2).getOutputStream();
        out.write(new byte[] {0, 2, 0, 0, 1});
        assertThat(hub.nextTurnedAway()).contains("131072");
      }
      try (MeteredSocket plain = connected(hub)) {
        OutputStream out = tls.connect(plain, "x", 3).getOutputStream();
        byte[] hello = GreetingCodec.frame(new Greeting.ClientHello(1, List.of(), "", null, true));
        out.write(hello);
        out.write(new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 2});
        for (int i = 0; i < 80; i++) {
          out.write(new byte[1_000]);
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
      assertThat(hub.nextTurnedAway()).isNotEmpty();
      assertThat(hub.opened).isEmpty();
    }
  }

  @Test
  void halfOpenConnections_ofOneAddress_areLimited() throws Exception {
    TransportLimits few =
        new TransportLimits(60_000, 5_000, 2, 512, QueueMarks.USUAL, 5_000, 25_000);
    try (TestHub hub = new TestHub(directory.resolve("hub"), few);
        Socket first = new Socket(InetAddress.getLoopbackAddress(), hub.address().port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), hub.address().port());
        Socket third = new Socket(InetAddress.getLoopbackAddress(), hub.address().port())) {
      assertThat(hub.nextTurnedAway()).contains("too many");
      assertThat(first.isConnected() && second.isConnected() && third.isConnected()).isTrue();
    }
  }

  @Test
  void halfOpenConnections_ofAllAddresses_areLimited() throws Exception {
    HalfOpen halfOpen = new HalfOpen(2, 3);
    InetAddress one = InetAddress.getByName("192.0.2.1");
    InetAddress two = InetAddress.getByName("192.0.2.2");
    assertThat(halfOpen.entered(one)).isTrue();
    assertThat(halfOpen.entered(one)).isTrue();
    assertThat(halfOpen.entered(one)).isFalse();
    assertThat(halfOpen.entered(two)).isTrue();
    assertThat(halfOpen.entered(two)).isFalse();
    halfOpen.left(one);
    assertThat(halfOpen.entered(two)).isTrue();
  }

  private Refusal refusal(TestHub hub, String name, Token token) throws Exception {
    return ((DialOutcome.Refused) hub.spoke(directory.resolve(name), token).dial()).refusal();
  }

  private static MeteredSocket connected(TestHub hub) throws IOException {
    MeteredSocket plain = new MeteredSocket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.address().port()));
    return plain;
  }

  private static GreetingChannel channel(Tls tls, MeteredSocket plain, TestHub hub)
      throws IOException {
    SSLSocket secured = tls.connect(plain, "127.0.0.1", hub.address().port());
    return new GreetingChannel(new Connection(plain, secured));
  }

  /** What the hub answers to a member's hello; the TLS session ends in an orderly way. */
  private static Greeting helloOver(Tls tls, TestHub hub, TestHub.TestSpoke spoke)
      throws Exception {
    try (MeteredSocket plain = connected(hub)) {
      SSLSocket secured = tls.connect(plain, "127.0.0.1", hub.address().port());
      GreetingChannel channel = new GreetingChannel(new Connection(plain, secured));
      channel.say(new Greeting.ClientHello(1, List.of(), "site", spoke.membership.proof(), false));
      Greeting answer;
      try {
        answer = channel.expect(Greeting.ServerHello.class);
      } catch (RefusedException e) {
        answer = new Greeting.Refused(e.refusal(), e.text());
      }
      secured.close();
      return answer;
    }
  }

  private static void copyOf(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
