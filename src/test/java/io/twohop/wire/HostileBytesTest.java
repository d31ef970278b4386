package io.twohop.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.message.Message;
import io.twohop.model.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I21: whatever bytes arrive, a message or a ProtocolViolation")
class HostileBytesTest {
  private static final int FRAMES = 240_000;

  @Test
  void mutatedFrames_neverCauseAnythingButAMessageOrAViolation() {
    SplittableRandom random = new SplittableRandom(20_260_101);
    GeneratedMessages generated = new GeneratedMessages(1);
    byte[][] seeds = new byte[400][];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = MessageCodec.frame(generated.message()).frames();
    }
    int messages = 0;
    int violations = 0;
    for (int i = 0; i < FRAMES; i++) {
      byte[] bytes = mutated(seeds[random.nextInt(seeds.length)], random);
      try {
        Message message = readOne(bytes, random);
        if (message != null) {
          messages++;
          // What was understood can be said again.
          assertThat(MessageCodec.encode(message)).isNotNull();
        }
      } catch (ProtocolViolation e) {
        violations++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("frame " + i + ": " + Arrays.toString(bytes), e);
      }
    }
    assertThat(messages).isGreaterThan(FRAMES / 50);
    assertThat(violations).isGreaterThan(FRAMES / 4);
  }

  @Test
  void pureNoise_asThePayloadOfEveryType_isNeverMoreThanAViolation() {
    SplittableRandom random = new SplittableRandom(5);
    List<FrameType> types = List.of(FrameType.values());
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      FrameType type = types.get(random.nextInt(types.size()));
      try {
        assertThat(MessageCodec.decode(type, noise, 0, noise.length)).isNotNull();
      } catch (ProtocolViolation e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void frame_longerThanAllowed_isRefusedByItsFirstFourBytes() {
    for (long length : new long[] {0, Limits.FRAME_MAX_BYTES + 1L, 0x7fff_ffffL, 0xffff_ffffL}) {
      FrameDecoder decoder = new FrameDecoder(Limits.FRAME_MAX_BYTES);
      byte[] header = {
        (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
      };
      decoder.feed(header, 0, 4);
      assertThatThrownBy(decoder::next)
          .isInstanceOf(ProtocolViolation.class)
          .hasMessageContaining(Long.toString(length));
    }
  }

  @Test
  void lengthsInside_beyondWhatIsThere_areRefused() {
    // Present, field 1, a length of 2^31-1 and nothing behind it.
    byte[] lying = {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertViolation(FrameType.PRESENT, lying, "are left");
    byte[] negative = {
      0x0a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01,
    };
    assertViolation(FrameType.PRESENT, negative, "are left");
  }

  @Test
  void fragments_beyondTheMessagesLimit_areRefusedWhenTheLimitIsPassed() throws Exception {
    MessageAssembler assembler = new MessageAssembler(FrameType.Sender.SPOKE);
    int part = Limits.FRAME_MAX_BYTES - 1;
    int whole = Limits.PROPOSAL_MAX_BYTES / part;
    for (int i = 0; i < whole; i++) {
      assertThat(assembler.accept(new Frame(FrameType.PROPOSE.code(), true, new byte[part])))
          .isNull();
    }
    assertThatThrownBy(
            () -> assembler.accept(new Frame(FrameType.PROPOSE.code(), true, new byte[part])))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining("PROPOSE has more than");
  }

  @Test
  void fragments_withAnotherMessageBetween_areRefused() throws Exception {
    MessageAssembler assembler = new MessageAssembler(FrameType.Sender.SPOKE);
    assembler.accept(new Frame(FrameType.HELLO.code(), true, new byte[10]));
    assertThatThrownBy(() -> assembler.accept(new Frame(FrameType.PING.code(), false, new byte[0])))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void messages_fromTheWrongSide_areRefused() {
    GeneratedMessages generated = new GeneratedMessages(9);
    for (FrameType type : FrameType.values()) {
      byte[] payload = MessageCodec.encode(generated.message(type));
      for (FrameType.Sender side :
          new FrameType.Sender[] {FrameType.Sender.SPOKE, FrameType.Sender.HUB}) {
        if (!type.mayComeFrom(side)) {
          assertThatThrownBy(
                  () -> new MessageAssembler(side).accept(new Frame(type.code(), false, payload)))
              .isInstanceOf(ProtocolViolation.class);
        }
      }
    }
  }

  @Test
  void operations_moreThanAllowed_areRefusedAlsoWhenTheyHideInATree() {
    GeneratedMessages generated = new GeneratedMessages(4);
    Encoder tree = new Encoder();
    int begun = tree.begin(MessageWriter.PROPOSED_OPERATION);
    tree.unsigned(1, 6);
    Operation.Create create = generated.create();
    for (int i = 0; i <= Limits.PROPOSED_OPERATIONS_MAX; i++) {
      int part = tree.begin(10);
      EntryCodec.writeNode(tree, 2, create.node());
      EntryCodec.writeNode(tree, 3, create.parent());
      EntryCodec.writeName(tree, 4, create.name());
      EntryCodec.writeEntry(tree, 5, create.entry());
      tree.end(part);
    }
    tree.end(begun);
    assertViolation(FrameType.PROPOSE, tree.toArray(), "operations");
  }

  @Test
  void trees_withinTrees_areRefusedWithoutRecursion() {
    byte[] inner = {0x08, 0x06};
    for (int depth = 0; depth < 20_000; depth++) {
      Encoder outer = new Encoder();
      outer.bytes(10, inner);
      inner = outer.toArray();
      if (inner.length > 60_000) {
        break;
      }
    }
    Encoder proposal = new Encoder();
    proposal.bytes(MessageWriter.PROPOSED_OPERATION, inner);
    assertViolation(FrameType.PROPOSE, proposal.toArray(), "operations");
  }

  private static void assertViolation(FrameType type, byte[] payload, String text) {
    assertThatThrownBy(() -> MessageCodec.decode(type, payload, 0, payload.length))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining(text);
  }

  private static Message readOne(byte[] bytes, SplittableRandom random) throws ProtocolViolation {
    FrameDecoder decoder = new FrameDecoder(Limits.FRAME_MAX_BYTES);
    decoder.feed(bytes, 0, bytes.length);
    FrameType.Sender side = random.nextBoolean() ? FrameType.Sender.HUB : FrameType.Sender.SPOKE;
    MessageAssembler assembler = new MessageAssembler(side);
    Message last = null;
    for (Frame frame = decoder.next(); frame != null; frame = decoder.next()) {
      last = assembler.accept(frame);
    }
    return last;
  }

  /** One to four wounds: flipped bits, borders, cut, doubled or inserted runs. */
  private static byte[] mutated(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    for (int wounds = 1 + random.nextInt(4); wounds > 0; wounds--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 4 -> bytes = spliced(bytes, at, random.nextInt(16), random);
        default -> bytes[at]++;
      }
    }
    if (random.nextInt(3) > 0 && bytes.length > 4) {
      // With the right length the wound reaches the codec, not only the frame's check.
      int length = bytes.length - 4;
      bytes[0] = 0;
      bytes[1] = (byte) (length >>> 16);
      bytes[2] = (byte) (length >>> 8);
      bytes[3] = (byte) length;
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int count, SplittableRandom random) {
    byte[] noise = new byte[count];
    random.nextBytes(noise);
    byte[] out = new byte[bytes.length + count];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(noise, 0, out, at, count);
    System.arraycopy(bytes, at, out, at + count, bytes.length - at);
    return out;
  }
}
