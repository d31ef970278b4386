package io.twohop.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code docs/protocol.md} shows is what the program says and understands. */
class ProtocolExamplesTest {
  private static final MemberId WEB1 = new MemberId(0x1122_3344_5566_7788L);
  private static final long TERM = 0x0102_0304_0506_0708L;

  /** SHA-256 of "hello\n". */
  private static final ContentHash HELLO =
      ContentHash.ofHex("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");

  private static final Bytes HELLO_BYTES =
      Bytes.copyOf("hello\n".getBytes(StandardCharsets.US_ASCII));
  private static final Owner WWW = new Owner("www-data", 33, "www-data", 33);
  private static final Entry FILE =
      new Entry.RegularFile(HELLO, 6, 0644, WWW, new Timestamp(1_700_000_000, 5));
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("", 1_000, "", 1_000));
  private static final Entry LINK =
      new Entry.Symlink(
          Bytes.copyOf("../a".getBytes(StandardCharsets.US_ASCII)),
          new Owner("root", 0, "root", 0));

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation.Create(node(1), NodeId.ROOT, Name.of("a"), FILE),
          new Operation.Body(node(2), 7, new Facets(false, true, false, true), FILE),
          new Operation.Move(node(3), 8, node(4), Name.of(new byte[] {(byte) 0xff, '\n'})),
          new Operation.Remove(node(5), 9, 300),
          new Operation.RemoveTree(node(6), 10, new Cursor(20, List.of(22L, 25L))),
          new Operation.InstallTree(
              new Cursor(20, List.of()),
              List.of(
                  new Operation.Create(node(7), NodeId.ROOT, Name.of("d"), DIRECTORY),
                  new Operation.Create(node(8), node(7), Name.of("l"), LINK))));

  private static NodeId node(long counter) {
    return new NodeId(WEB1, counter);
  }

  static List<Message> examples() {
    return List.of(
        new Message.Fetch(node(1), HELLO, 262_144, 6),
        new Message.Chunk(HELLO, 0, HELLO_BYTES),
        new Message.Unavailable(HELLO),
        new Message.Ping(TERM),
        new Message.Pong(TERM),
        new Message.Hello(
            WEB1,
            List.of(new TermEnd(0x0807_0605_0403_0201L, 12), new TermEnd(TERM, 25)),
            new Cursor(20, List.of(22L, 25L))),
        new Message.Propose(3, MessageCodec.digestOf(OPERATIONS), OPERATIONS, List.of(HELLO_BYTES)),
        new Message.Progress(300, 20, 3, new Condition(4, 3, 2, 1)),
        new Message.AskBarrier(1, 3, true),
        new Message.Farewell(true),
        new Message.Welcome(List.of(new TermEnd(TERM, 25)), Message.Start.CHANGES, 25),
        new Message.Change(26, TERM, WEB1, 3, List.of(OPERATIONS.getFirst()), List.of(HELLO_BYTES)),
        new Message.Answer(
            3,
            26,
            List.of(
                new Verdict.Accepted(),
                new Verdict.Rewritten(),
                new Verdict.Known(26),
                new Verdict.Alias(node(7), node(9)),
                new Verdict.Lost(Verdict.Reason.CONTENT))),
        new Message.Present(
            List.of(new NodeState(node(1), NodeId.ROOT, Name.of("a"), 26, FILE, 27)), List.of()),
        new Message.PresentEnd(27),
        new Message.CaughtUp(27),
        new Message.Barrier(1, List.of(3L), List.of("web2")),
        new Message.Dismissed(Message.Dismissal.REMOVED));
  }

  @Test
  void documentedBytes_areWhatIsWritten() {
    Map<String, byte[]> documented = ProtocolDocument.examples();
    StringBuilder wanted = new StringBuilder();
    boolean equal = true;
    for (Message message : examples()) {
      byte[] bytes = MessageCodec.frame(message).frames();
      byte[] shown = documented.getOrDefault(FrameType.of(message).name(), new byte[0]);
      equal &= java.util.Arrays.equals(bytes, shown);
      wanted.append(ProtocolDocument.block(FrameType.of(message).name(), message, bytes));
    }
    assertThat(equal).as("docs/protocol.md should say:%n%s", wanted).isTrue();
  }

  @Test
  void documentedBytes_areUnderstood() throws Exception {
    Map<String, byte[]> documented = ProtocolDocument.examples();
    for (Message message : examples()) {
      byte[] bytes = documented.get(FrameType.of(message).name());
      FrameDecoder decoder = new FrameDecoder(Limits.FRAME_MAX_BYTES);
      decoder.feed(bytes, 0, bytes.length);
      Frame frame = decoder.next();
      FrameType type = FrameType.ofCode(frame.type());
      assertThat(MessageCodec.decode(type, frame.payload(), 0, frame.payload().length))
          .isEqualTo(message);
    }
  }

  @Test
  void everyMessage_hasAnExample() {
    List<FrameType> shown = new ArrayList<>();
    examples().forEach(message -> shown.add(FrameType.of(message)));
    assertThat(new TreeSet<>(shown)).containsExactly(FrameType.values());
  }
}
