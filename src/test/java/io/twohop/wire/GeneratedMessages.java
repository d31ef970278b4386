package io.twohop.wire;

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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Valid messages and their parts, from a seed: the same seed gives the same values. Numbers are
 * small, huge and at the borders; names are any bytes.
 */
public final class GeneratedMessages {
  private final SplittableRandom random;

  public GeneratedMessages(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Any message; each kind is as likely as any other. */
  public Message message() {
    return message(oneOf(FrameType.values()));
  }

  public Message message(FrameType type) {
    return switch (type) {
      case FETCH ->
          new Message.Fetch(
              node(), hash(), number(), random.nextInt(1, Message.CHUNK_MAX_BYTES + 1));
      case CHUNK -> new Message.Chunk(hash(), number() >>> 1, bytes(3_000));
      case UNAVAILABLE -> new Message.Unavailable(hash());
      case PING -> new Message.Ping(random.nextLong());
      case PONG -> new Message.Pong(random.nextLong());
      case HELLO -> new Message.Hello(member(), some(this::term), cursor());
      case PROPOSE -> {
        List<Operation> operations = operations();
        yield new Message.Propose(
            positive(), MessageCodec.digestOf(operations), operations, contents());
      }
      case PROGRESS ->
          new Message.Progress(
              number(), number(), number(), new Condition(number(), number(), number(), number()));
      case ASK_BARRIER -> new Message.AskBarrier(number(), number(), random.nextBoolean());
      case FAREWELL -> new Message.Farewell(random.nextBoolean());
      case WELCOME ->
          new Message.Welcome(some(this::term), oneOf(Message.Start.values()), number());
      case CHANGE ->
          new Message.Change(
              positive(), random.nextLong(), member(), number(), operations(), contents());
      case ANSWER -> new Message.Answer(number(), number(), some(this::verdict));
      case PRESENT -> new Message.Present(some(this::state), contents());
      case PRESENT_END -> new Message.PresentEnd(number());
      case CAUGHT_UP -> new Message.CaughtUp(number());
      case BARRIER -> new Message.Barrier(number(), some(this::number), some(this::label));
      case DISMISSED -> new Message.Dismissed(oneOf(Message.Dismissal.values()));
    };
  }

  /** One to six operations. */
  public List<Operation> operations() {
    List<Operation> all = new ArrayList<>(some(this::operation));
    all.add(operation());
    return all;
  }

  public Operation operation() {
    return switch (random.nextInt(6)) {
      case 0 -> create();
      case 1 -> new Operation.Body(node(), number(), facets(), entry());
      case 2 -> new Operation.Move(node(), number(), node(), name());
      case 3 -> new Operation.Remove(node(), number(), number());
      case 4 -> new Operation.RemoveTree(node(), number(), cursor());
      default -> {
        List<Operation.Create> nodes = new ArrayList<>();
        nodes.add(new Operation.Create(node(), node(), name(), directory()));
        nodes.addAll(some(this::create));
        yield new Operation.InstallTree(cursor(), nodes);
      }
    };
  }

  public Operation.Create create() {
    return new Operation.Create(node(), node(), name(), entry());
  }

  public Verdict verdict() {
    return switch (random.nextInt(5)) {
      case 0 -> new Verdict.Accepted();
      case 1 -> new Verdict.Rewritten();
      case 2 -> new Verdict.Known(number());
      case 3 -> new Verdict.Alias(node(), node());
      default -> new Verdict.Lost(oneOf(Verdict.Reason.values()));
    };
  }

  public NodeState state() {
    return new NodeState(node(), node(), name(), number(), entry(), number());
  }

  public Entry entry() {
    return switch (random.nextInt(3)) {
      case 0 -> new Entry.RegularFile(hash(), number(), mode(), owner(), timestamp());
      case 1 -> directory();
      default ->
          new Entry.Symlink(
              Bytes.owning(raw(1 + random.nextInt(random.nextInt(10) == 0 ? 4_095 : 40))), owner());
    };
  }

  private Entry.Directory directory() {
    return new Entry.Directory(mode(), owner());
  }

  public NodeId node() {
    return random.nextInt(8) == 0 ? NodeId.ROOT : new NodeId(member(), positive());
  }

  public MemberId member() {
    return new MemberId(random.nextLong());
  }

  public ContentHash hash() {
    return new ContentHash(
        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** Any name: text mostly, else bytes that no text has. */
  public Name name() {
    while (true) {
      boolean text = random.nextInt(3) > 0;
      int length = random.nextInt(20) == 0 ? Name.MAX_BYTES : 1 + random.nextInt(30);
      byte[] bytes = raw(length);
      for (int i = 0; i < length; i++) {
        if (text) {
          bytes[i] = (byte) ('a' + (bytes[i] & 15));
        } else if (bytes[i] == 0 || bytes[i] == '/') {
          bytes[i] = '-';
        }
      }
      if (length > 2 || bytes[0] != '.') {
        return Name.of(bytes);
      }
    }
  }

  public Owner owner() {
    return new Owner(label(), random.nextInt(), label(), random.nextInt());
  }

  public Timestamp timestamp() {
    long seconds = random.nextInt(4) == 0 ? random.nextLong() : random.nextLong(1L << 31);
    return new Timestamp(seconds, random.nextInt(1_000_000_000));
  }

  public Facets facets() {
    return OperationCodec.facetsOf(random.nextInt(16));
  }

  public Cursor cursor() {
    long low = number() >>> 1;
    List<Long> above = new ArrayList<>();
    long at = low;
    for (int i = random.nextInt(4); i > 0; i--) {
      at += 1 + random.nextInt(1_000);
      above.add(at);
    }
    return new Cursor(low, above);
  }

  /** Text with more than ASCII in it, or none. */
  public String label() {
    return oneOf("", "root", "www-data", "größe", "web-1", "名前", "a\nb", "\uD83D\uDE80");
  }

  /** From 0 to 2^63-1: small ones, borders of the encoding, huge ones. */
  public long number() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt(130);
      case 2 -> (1L << random.nextInt(63)) - 1;
      case 3 -> random.nextInt(Integer.MAX_VALUE);
      default -> random.nextLong() >>> 1;
    };
  }

  private long positive() {
    return Math.max(1, number());
  }

  private TermEnd term() {
    return new TermEnd(random.nextLong(), number());
  }

  private int mode() {
    return random.nextInt(Entry.MODE_BITS + 1);
  }

  private List<Bytes> contents() {
    return some(() -> bytes(200));
  }

  private Bytes bytes(int max) {
    return Bytes.owning(raw(random.nextInt(max + 1)));
  }

  private byte[] raw(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> List<T> some(Supplier<T> source) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      list.add(source.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
