package io.twohop.wire;

import static io.twohop.wire.EntryCodec.required;

import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;

/** The fields of each message, as they are read. Keep in step with {@link MessageWriter}. */
final class MessageReader {
  private MessageReader() {}

  static Message read(FrameType type, Decoder in) throws ProtocolViolation {
    return switch (type) {
      case FETCH -> fetch(in);
      case CHUNK -> chunk(in);
      case UNAVAILABLE -> new Message.Unavailable(onlyHash(in));
      case PING -> new Message.Ping(onlyFixed64(in));
      case PONG -> new Message.Pong(onlyFixed64(in));
      case HELLO -> hello(in);
      case PROPOSE -> propose(in);
      case PROGRESS -> progress(in);
      case ASK_BARRIER -> askBarrier(in);
      case FAREWELL -> new Message.Farewell(onlySeq(in, 1) == 1);
      case WELCOME -> welcome(in);
      case CHANGE -> change(in);
      case ANSWER -> answer(in);
      case PRESENT -> present(in);
      case PRESENT_END -> new Message.PresentEnd(onlySeq(in, Long.MAX_VALUE));
      case CAUGHT_UP -> new Message.CaughtUp(onlySeq(in, Long.MAX_VALUE));
      case BARRIER -> barrier(in);
      case DISMISSED -> new Message.Dismissed(dismissalOf((int) onlySeq(in, 255)));
    };
  }

  private static Message fetch(Decoder in) throws ProtocolViolation {
    NodeId node = null;
    ContentHash content = null;
    long offset = 0;
    int length = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> node = EntryCodec.readNode(in);
        case 2 -> content = EntryCodec.readHash(in);
        case 3 -> offset = in.seq();
        case 4 -> length = in.smallUpTo(Message.CHUNK_MAX_BYTES);
        default -> in.skip();
      }
    }
    if (length == 0) {
      throw new ProtocolViolation("a fetch of nothing");
    }
    return new Message.Fetch(
        required(node, "a fetch's node"), required(content, "a fetch's hash"), offset, length);
  }

  private static Message chunk(Decoder in) throws ProtocolViolation {
    ContentHash content = null;
    long offset = 0;
    Bytes bytes = Bytes.EMPTY;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> content = EntryCodec.readHash(in);
        case 2 -> offset = in.seq();
        case 3 -> bytes = in.immutableBytes(Message.CHUNK_MAX_BYTES);
        default -> in.skip();
      }
    }
    if (offset > Long.MAX_VALUE - bytes.length()) {
      throw new ProtocolViolation("a chunk beyond the end of all files");
    }
    return new Message.Chunk(required(content, "a chunk's hash"), offset, bytes);
  }

  private static Message hello(Decoder in) throws ProtocolViolation {
    long member = 0;
    List<TermEnd> terms = new ArrayList<>();
    Cursor settled = Cursor.NOTHING;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> member = in.fixed64();
        case 2 -> addTerm(terms, in);
        case 3 -> settled = OperationCodec.readCursor(in);
        default -> in.skip();
      }
    }
    return new Message.Hello(new MemberId(member), terms, settled);
  }

  private static Message propose(Decoder in) throws ProtocolViolation {
    long number = 0;
    ContentHash digest = null;
    Operations operations = new Operations(Limits.PROPOSED_OPERATIONS_MAX);
    List<Bytes> contents = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> number = in.seq();
        case 2 -> digest = EntryCodec.readHash(in);
        case MessageWriter.PROPOSED_OPERATION -> operations.add(in);
        case 4 -> addContent(contents, in, Limits.PROPOSED_OPERATIONS_MAX);
        default -> in.skip();
      }
    }
    if (number == 0 || operations.list.isEmpty()) {
      throw new ProtocolViolation("a proposal without a number or without operations");
    }
    return new Message.Propose(
        number, required(digest, "a proposal's digest"), operations.list, contents);
  }

  private static Message progress(Decoder in) throws ProtocolViolation {
    long visible = 0;
    long settled = 0;
    long confirmed = 0;
    long pending = 0;
    long blocked = 0;
    long held = 0;
    long problems = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> visible = in.seq();
        case 2 -> settled = in.seq();
        case 3 -> confirmed = in.seq();
        case 4 -> pending = in.seq();
        case 5 -> blocked = in.seq();
        case 6 -> held = in.seq();
        case 7 -> problems = in.seq();
        default -> in.skip();
      }
    }
    Condition condition = new Condition(pending, blocked, held, problems);
    return new Message.Progress(visible, settled, confirmed, condition);
  }

  private static Message askBarrier(Decoder in) throws ProtocolViolation {
    long id = 0;
    long upTo = 0;
    boolean hubOnly = false;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> id = in.seq();
        case 2 -> upTo = in.seq();
        case 3 -> hubOnly = in.flag();
        default -> in.skip();
      }
    }
    return new Message.AskBarrier(id, upTo, hubOnly);
  }

  private static Message welcome(Decoder in) throws ProtocolViolation {
    List<TermEnd> terms = new ArrayList<>();
    int start = 0;
    long common = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> addTerm(terms, in);
        case 2 -> start = in.smallUpTo(255);
        case 3 -> common = in.seq();
        default -> in.skip();
      }
    }
    return new Message.Welcome(terms, startOf(start), common);
  }

  private static Message change(Decoder in) throws ProtocolViolation {
    long seq = 0;
    long term = 0;
    long author = 0;
    long number = 0;
    Operations operations = new Operations(Limits.ACCEPTED_OPERATIONS_MAX);
    List<Bytes> contents = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> seq = in.seq();
        case 2 -> term = in.fixed64();
        case 3 -> author = in.fixed64();
        case 4 -> number = in.seq();
        case 5 -> operations.add(in);
        case 6 -> addContent(contents, in, Limits.ACCEPTED_OPERATIONS_MAX);
        default -> in.skip();
      }
    }
    if (seq == 0) {
      throw new ProtocolViolation("a change without a seq");
    }
    return new Message.Change(seq, term, new MemberId(author), number, operations.list, contents);
  }

  private static Message answer(Decoder in) throws ProtocolViolation {
    long number = 0;
    long seq = 0;
    List<Verdict> verdicts = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> number = in.seq();
        case 2 -> seq = in.seq();
        case 3 -> {
          bound(verdicts, Limits.PROPOSED_OPERATIONS_MAX, "verdicts");
          verdicts.add(VerdictCodec.read(in));
        }
        default -> in.skip();
      }
    }
    return new Message.Answer(number, seq, verdicts);
  }

  private static Message present(Decoder in) throws ProtocolViolation {
    List<NodeState> nodes = new ArrayList<>();
    List<Bytes> contents = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          bound(nodes, Limits.PRESENT_NODES_MAX, "nodes");
          nodes.add(EntryCodec.readState(in));
        }
        case 2 -> addContent(contents, in, Limits.PRESENT_NODES_MAX);
        default -> in.skip();
      }
    }
    return new Message.Present(nodes, contents);
  }

  private static Message barrier(Decoder in) throws ProtocolViolation {
    long id = 0;
    List<Long> failed = new ArrayList<>();
    List<String> waitingFor = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> id = in.seq();
        case 2 -> {
          bound(failed, Limits.BARRIER_NUMBERS_MAX, "numbers");
          failed.add(in.seq());
        }
        case 3 -> {
          bound(waitingFor, Limits.BARRIER_NAMES_MAX, "names");
          waitingFor.add(in.text(Limits.LABEL_MAX_BYTES));
        }
        default -> in.skip();
      }
    }
    return new Message.Barrier(id, failed, waitingFor);
  }

  private static ContentHash onlyHash(Decoder in) throws ProtocolViolation {
    ContentHash hash = null;
    while (in.next()) {
      if (in.field() == 1) {
        hash = EntryCodec.readHash(in);
      } else {
        in.skip();
      }
    }
    return required(hash, "a content hash");
  }

  private static long onlyFixed64(Decoder in) throws ProtocolViolation {
    long value = 0;
    while (in.next()) {
      if (in.field() == 1) {
        value = in.fixed64();
      } else {
        in.skip();
      }
    }
    return value;
  }

  private static long onlySeq(Decoder in, long max) throws ProtocolViolation {
    long value = 0;
    while (in.next()) {
      if (in.field() == 1) {
        value = in.upTo(max);
      } else {
        in.skip();
      }
    }
    return value;
  }

  private static void addTerm(List<TermEnd> terms, Decoder in) throws ProtocolViolation {
    bound(terms, Limits.TERMS_MAX, "terms");
    terms.add(MessageCodec.readTerm(in));
  }

  private static void addContent(List<Bytes> contents, Decoder in, int max)
      throws ProtocolViolation {
    bound(contents, max, "contents");
    contents.add(in.immutableBytes(Message.INLINE_MAX_BYTES));
  }

  private static void bound(List<?> list, int max, String what) throws ProtocolViolation {
    if (list.size() >= max) {
      throw new ProtocolViolation("more than " + max + " " + what);
    }
  }

  private static Message.Start startOf(int code) throws ProtocolViolation {
    for (Message.Start start : Message.Start.values()) {
      if (MessageWriter.codeOf(start) == code) {
        return start;
      }
    }
    throw new ProtocolViolation("no known start: " + code);
  }

  private static Message.Dismissal dismissalOf(int code) throws ProtocolViolation {
    for (Message.Dismissal reason : Message.Dismissal.values()) {
      if (MessageWriter.codeOf(reason) == code) {
        return reason;
      }
    }
    throw new ProtocolViolation("no known reason to end a session: " + code);
  }

  /** Operations as they are read, counted by weight. */
  private static final class Operations {
    final List<Operation> list = new ArrayList<>();
    private final int max;
    private int weight;

    Operations(int max) {
      this.max = max;
    }

    void add(Decoder in) throws ProtocolViolation {
      if (weight >= max) {
        throw new ProtocolViolation("more than " + max + " operations");
      }
      Operation operation = OperationCodec.read(in, max - weight);
      weight += OperationCodec.weightOf(operation);
      list.add(operation);
    }
  }
}
