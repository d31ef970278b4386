package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.wire.Frame;
import io.twohop.wire.FrameDecoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolDocument;
import io.twohop.wire.ProtocolViolation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Greetings are what {@code docs/protocol.md} shows, and survive what strangers send. */
class GreetingExamplesTest {
  private static final MemberId WEB1 = new MemberId(0x1122_3344_5566_7788L);
  private static final SessionProof PROOF = new SessionProof(5, filled(32, 0xaa));

  private static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.owning(bytes);
  }

  private static Map<String, Greeting> examples() {
    Map<String, Greeting> examples = new LinkedHashMap<>();
    examples.put(
        "CLIENT_HELLO", new Greeting.ClientHello(1, List.of("base"), "shop", PROOF, false));
    examples.put(
        "JOIN",
        new Greeting.Join(
            filled(32, 0xbb),
            "web1",
            new MachineIdentity(filled(16, 0xcc), Bytes.EMPTY, filled(16, 0xdd))));
    examples.put("JOINED", new Greeting.Joined(WEB1, "shop", "web1"));
    examples.put(
        "SERVER_HELLO", new Greeting.ServerHello(1, List.of("base"), WEB1, "shop", "web1", PROOF));
    examples.put("CONFIRM", new Greeting.Confirm(5));
    examples.put("REFUSED", new Greeting.Refused(Refusal.TOKEN_EXPIRED, "the token has expired"));
    return examples;
  }

  private static Greeting read(byte[] bytes) throws ProtocolViolation {
    FrameDecoder decoder = new FrameDecoder(Limits.GREETING_MAX_BYTES);
    decoder.feed(bytes, 0, bytes.length);
    Frame frame = decoder.next();
    return frame == null ? null : GreetingCodec.read(frame);
  }

  @Test
  void documentedBytes_areWrittenAndUnderstood() throws Exception {
    Map<String, byte[]> documented = ProtocolDocument.examples();
    StringBuilder wanted = new StringBuilder();
    boolean equal = true;
    for (Map.Entry<String, Greeting> example : examples().entrySet()) {
      byte[] bytes = GreetingCodec.frame(example.getValue());
      assertThat(read(bytes)).isEqualTo(example.getValue());
      equal &= Arrays.equals(bytes, documented.getOrDefault(example.getKey(), new byte[0]));
      wanted.append(ProtocolDocument.block(example.getKey(), example.getValue(), bytes));
    }
    assertThat(equal).as("docs/protocol.md should say:%n%s", wanted).isTrue();
  }

  @Test
  @DisplayName("I21: whatever a stranger sends, a greeting or a ProtocolViolation")
  void mutatedGreetings_areNeverMoreThanAViolation() {
    SplittableRandom random = new SplittableRandom(8);
    List<byte[]> seeds = examples().values().stream().map(GreetingCodec::frame).toList();
    int violations = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int wounds = 1 + random.nextInt(3); wounds > 0; wounds--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        read(bytes);
      } catch (ProtocolViolation e) {
        violations++;
      }
    }
    assertThat(violations).isGreaterThan(10_000);
  }

  @Test
  void token_roundTrips_andAnyCutOrTypoIsSaidPlainly() {
    Token token =
        new Token(
            List.of(new HostPort("hub.example", 7420), new HostPort("2001:db8::1", 99)),
            Identity.create().pin(),
            "shop",
            filled(32, 0xbb));
    String text = token.text();
    assertThat(text).startsWith("twohop1.").doesNotContainAnyWhitespaces();
    assertThat(Token.parse(text)).isEqualTo(token);
    assertThat(token.toString()).doesNotContain("bb");
    for (String wrong :
        List.of("", "hello", text.substring(1), text.substring(0, 60), text + "!", text + " x")) {
      assertThatThrownBy(() -> Token.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token");
    }
  }
}
