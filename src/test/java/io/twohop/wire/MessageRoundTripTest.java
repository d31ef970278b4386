package io.twohop.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageRoundTripTest {
  @ParameterizedTest
  @EnumSource(FrameType.class)
  void message_encodedAndDecoded_isEqualAndWithinItsSizeBound(FrameType type) throws Exception {
    GeneratedMessages generated = new GeneratedMessages(type.code());
    for (int i = 0; i < 1_000; i++) {
      Message message = generated.message(type);
      byte[] bytes = MessageCodec.encode(message);
      assertThat(MessageCodec.decode(type, bytes, 0, bytes.length)).isEqualTo(message);
      assertThat(MessageCodec.sizeBoundOf(message)).isGreaterThanOrEqualTo(bytes.length);
      assertThat(FrameType.of(message)).isEqualTo(type);
    }
  }

  @Test
  void stream_cutAnywhere_givesTheSameMessages() throws Exception {
    GeneratedMessages generated = new GeneratedMessages(7);
    SplittableRandom cuts = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      List<Message> sent = new ArrayList<>();
      Encoder stream = new Encoder();
      for (int i = 0; i < 20; i++) {
        Message message = generated.message();
        if (FrameType.of(message).mayComeFrom(FrameType.Sender.HUB)) {
          sent.add(message);
          stream.raw(MessageCodec.frame(message).frames());
        }
      }
      assertThat(received(stream.toArray(), cuts)).isEqualTo(sent);
    }
  }

  @Test
  void proposal_ofFiftyThousandOperations_travelsInFragmentsAndArrivesWhole() throws Exception {
    List<Operation> operations = new ArrayList<>();
    GeneratedMessages generated = new GeneratedMessages(3);
    Entry entry =
        new Entry.RegularFile(
            generated.hash(),
            1_000_000,
            0644,
            new Owner("www-data", 33, "www-data", 33),
            generated.timestamp());
    for (int i = 0; i < Limits.PROPOSED_OPERATIONS_MAX; i++) {
      NodeId node = new NodeId(new MemberId(17), 1 + i);
      operations.add(new Operation.Create(node, NodeId.ROOT, generated.name(), entry));
    }
    Message message =
        new Message.Propose(4, MessageCodec.digestOf(operations), operations, List.of());
    byte[] frames = MessageCodec.frame(message).frames();
    assertThat(frames.length).isGreaterThan(Limits.FRAME_MAX_BYTES);

    FrameDecoder decoder = new FrameDecoder(Limits.FRAME_MAX_BYTES);
    decoder.feed(frames, 0, frames.length);
    MessageAssembler assembler = new MessageAssembler(FrameType.Sender.SPOKE);
    Message whole = null;
    int fragments = 0;
    for (Frame frame = decoder.next(); frame != null; frame = decoder.next()) {
      assertThat(whole).isNull();
      whole = assembler.accept(frame);
      fragments++;
    }
    assertThat(fragments).isGreaterThan(1);
    assertThat(whole).isEqualTo(message);
  }

  @Test
  void frame_ofAMessageBeyondItsLimit_isRefusedAtTheSender() {
    List<Operation> operations = new ArrayList<>();
    GeneratedMessages generated = new GeneratedMessages(5);
    Bytes content = Bytes.owning(new byte[Message.INLINE_MAX_BYTES]);
    List<Bytes> contents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      operations.add(generated.operation());
      contents.add(content);
    }
    Message message =
        new Message.Propose(4, MessageCodec.digestOf(operations), operations, contents);
    assertThat(MessageCodec.sizeBoundOf(message)).isGreaterThan(Limits.PROPOSAL_MAX_BYTES);
    assertThatThrownBy(() -> MessageCodec.frame(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PROPOSE");
  }

  @Test
  void digest_isOfTheOperationsAsTheyTravel() {
    GeneratedMessages generated = new GeneratedMessages(11);
    List<Operation> operations = generated.operations();
    assertThat(MessageCodec.digestOf(operations)).isEqualTo(MessageCodec.digestOf(operations));
    List<Operation> longer = new ArrayList<>(operations);
    longer.add(new Operation.RemoveTree(NodeId.ROOT, 0, Cursor.NOTHING));
    assertThat(MessageCodec.digestOf(longer)).isNotEqualTo(MessageCodec.digestOf(operations));
  }

  @Test
  void unknownFields_ofEveryKind_arePassedOver() throws Exception {
    byte[] known = MessageCodec.encode(new Message.Progress(1, 2, 3));
    Encoder more = new Encoder();
    more.raw(known).unsigned(90, 5).fixed64(91, 6).text(92, "later");
    byte[] bytes = more.toArray();
    assertThat(MessageCodec.decode(FrameType.PROGRESS, bytes, 0, bytes.length))
        .isEqualTo(new Message.Progress(1, 2, 3));
  }

  @Test
  void presentBatch_fillsAndStartsAnew() {
    GeneratedMessages generated = new GeneratedMessages(2);
    PresentBatch batch = new PresentBatch();
    int added = 0;
    while (!batch.isFull()) {
      batch.add(generated.state(), added % 2 == 0 ? Bytes.owning(new byte[100]) : null);
      added++;
    }
    Message.Present present = batch.take();
    assertThat(present.nodes()).hasSize(added);
    assertThat(present.contents()).hasSize((added + 1) / 2);
    assertThat(MessageCodec.encode(present).length)
        .isLessThan(Limits.PRESENT_BATCH_BYTES + Message.INLINE_MAX_BYTES);
    assertThat(batch.isEmpty()).isTrue();
  }

  private static List<Message> received(byte[] stream, SplittableRandom cuts) throws Exception {
    FrameDecoder decoder = new FrameDecoder(Limits.FRAME_MAX_BYTES);
    MessageAssembler assembler = new MessageAssembler(FrameType.Sender.HUB);
    List<Message> received = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      int part = Math.min(stream.length - at, 1 + cuts.nextInt(cuts.nextBoolean() ? 8 : 5_000));
      byte[] arrived = Arrays.copyOfRange(stream, at, at + part);
      decoder.feed(arrived, 0, part);
      at += part;
      for (Frame frame = decoder.next(); frame != null; frame = decoder.next()) {
        Message message = assembler.accept(frame);
        if (message != null) {
          received.add(message);
        }
      }
    }
    return received;
  }
}
