package io.twohop.wire;

import static io.twohop.wire.EntryCodec.required;

import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations, and the cursors and facets in them. */
public final class OperationCodec {
  private static final int CREATE = 1;
  private static final int BODY = 2;
  private static final int MOVE = 3;
  private static final int REMOVE = 4;
  private static final int REMOVE_TREE = 5;
  private static final int INSTALL_TREE = 6;

  private OperationCodec() {}

  /** How many operations this counts as: each node of an installed tree is one. */
  public static int weightOf(Operation operation) {
    return operation instanceof Operation.InstallTree tree ? tree.nodes().size() : 1;
  }

  public static void write(Encoder out, int field, Operation operation) {
    int begun = out.begin(field);
    switch (operation) {
      case Operation.Create create -> {
        out.unsigned(1, CREATE);
        writeCreateFields(out, create);
      }
      case Operation.Body body -> {
        out.unsigned(1, BODY);
        EntryCodec.writeNode(out, 2, body.node());
        EntryCodec.writeEntry(out, 5, body.entry());
        out.unsigned(7, body.baseBody()).unsigned(8, bitsOf(body.changed()));
      }
      case Operation.Move move -> {
        out.unsigned(1, MOVE);
        EntryCodec.writeNode(out, 2, move.node());
        EntryCodec.writeNode(out, 3, move.parent());
        EntryCodec.writeName(out, 4, move.name());
        out.unsigned(6, move.basePlace());
      }
      case Operation.Remove remove -> {
        out.unsigned(1, REMOVE);
        EntryCodec.writeNode(out, 2, remove.node());
        out.unsigned(6, remove.basePlace()).unsigned(7, remove.baseBody());
      }
      case Operation.RemoveTree tree -> {
        out.unsigned(1, REMOVE_TREE);
        EntryCodec.writeNode(out, 2, tree.node());
        out.unsigned(6, tree.basePlace());
        writeCursor(out, 9, tree.asOf());
      }
      case Operation.InstallTree tree -> {
        out.unsigned(1, INSTALL_TREE);
        writeCursor(out, 9, tree.asOf());
        for (Operation.Create create : tree.nodes()) {
          int part = out.begin(10);
          writeCreateFields(out, create);
          out.end(part);
        }
      }
    }
    out.end(begun);
  }

  private static void writeCreateFields(Encoder out, Operation.Create create) {
    EntryCodec.writeNode(out, 2, create.node());
    EntryCodec.writeNode(out, 3, create.parent());
    EntryCodec.writeName(out, 4, create.name());
    EntryCodec.writeEntry(out, 5, create.entry());
  }

  /**
   * The operation in the present field.
   *
   * @throws ProtocolViolation also if it counts as more than {@code maxWeight}
   */
  public static Operation read(Decoder in, int maxWeight) throws ProtocolViolation {
    Fields fields = new Fields();
    fields.read(in.record(), maxWeight);
    return fields.operation();
  }

  public static void writeCursor(Encoder out, int field, Cursor cursor) {
    int begun = out.begin(field);
    out.unsigned(1, cursor.low());
    long before = cursor.low();
    for (long seq : cursor.above()) {
      out.element(2, seq - before);
      before = seq;
    }
    out.end(begun);
  }

  public static Cursor readCursor(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    long low = 0;
    List<Long> above = new ArrayList<>();
    long before = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> {
          if (!above.isEmpty()) {
            throw new ProtocolViolation("a cursor's low end must come first");
          }
          low = inner.seq();
          before = low;
        }
        case 2 -> {
          long step = inner.seq();
          if (step == 0 || step > Long.MAX_VALUE - before) {
            throw new ProtocolViolation("a cursor does not ascend");
          }
          if (above.size() == Limits.CURSOR_ABOVE_MAX) {
            throw new ProtocolViolation("a cursor lists more than " + Limits.CURSOR_ABOVE_MAX);
          }
          before += step;
          above.add(before);
        }
        default -> inner.skip();
      }
    }
    return new Cursor(low, above);
  }

  static int bitsOf(Facets facets) {
    return (facets.content() ? 1 : 0)
        | (facets.mode() ? 2 : 0)
        | (facets.owner() ? 4 : 0)
        | (facets.mtime() ? 8 : 0);
  }

  static Facets facetsOf(int bits) {
    return new Facets((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
  }

  /** No less than the bytes that {@link #write} takes, without encoding anything. */
  public static int sizeBoundOf(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> sizeBoundOf(create);
      case Operation.Body body -> 60 + EntryCodec.sizeBoundOf(body.entry());
      case Operation.Move move -> 80 + move.name().length();
      case Operation.Remove remove -> 60;
      case Operation.RemoveTree tree -> 60 + sizeBoundOf(tree.asOf());
      case Operation.InstallTree tree -> {
        long sum = 20L + sizeBoundOf(tree.asOf());
        for (Operation.Create create : tree.nodes()) {
          sum += sizeBoundOf(create);
        }
        yield (int) Math.min(sum, Integer.MAX_VALUE);
      }
    };
  }

  private static int sizeBoundOf(Operation.Create create) {
    return 80 + create.name().length() + EntryCodec.sizeBoundOf(create.entry());
  }

  private static int sizeBoundOf(Cursor cursor) {
    return 30 + 11 * cursor.above().size();
  }

  /** All fields that an operation may have; which ones count follows from its kind. */
  private static final class Fields {
    private int kind;
    private @Nullable NodeId node;
    private @Nullable NodeId parent;
    private @Nullable Name name;
    private @Nullable Entry entry;
    private long basePlace;
    private long baseBody;
    private int changed;
    private Cursor asOf = Cursor.NOTHING;
    private final List<Operation.Create> nodes = new ArrayList<>(0);

    void read(Decoder in, int maxWeight) throws ProtocolViolation {
      while (in.next()) {
        switch (in.field()) {
          case 1 -> kind = in.smallUpTo(INSTALL_TREE);
          case 2 -> node = EntryCodec.readNode(in);
          case 3 -> parent = EntryCodec.readNode(in);
          case 4 -> name = EntryCodec.readName(in);
          case 5 -> entry = EntryCodec.readEntry(in);
          case 6 -> basePlace = in.seq();
          case 7 -> baseBody = in.seq();
          case 8 -> changed = in.smallUpTo(15);
          case 9 -> asOf = readCursor(in);
          case 10 -> addNode(in.record(), maxWeight);
          default -> in.skip();
        }
      }
    }

    private void addNode(Decoder in, int maxWeight) throws ProtocolViolation {
      if (nodes.size() >= maxWeight) {
        throw new ProtocolViolation("more than " + maxWeight + " operations");
      }
      Fields part = new Fields();
      // A part has no parts: nesting ends here, whatever the bytes say.
      part.read(in, 0);
      nodes.add(part.create());
    }

    Operation.Create create() throws ProtocolViolation {
      return new Operation.Create(
          node(), parent(), name(), required(entry, "an operation's entry"));
    }

    Operation operation() throws ProtocolViolation {
      return switch (kind) {
        case CREATE -> create();
        case BODY ->
            new Operation.Body(
                node(), baseBody, facetsOf(changed), required(entry, "an operation's entry"));
        case MOVE -> new Operation.Move(node(), basePlace, parent(), name());
        case REMOVE -> new Operation.Remove(node(), basePlace, baseBody);
        case REMOVE_TREE -> new Operation.RemoveTree(node(), basePlace, asOf);
        case INSTALL_TREE -> {
          if (nodes.isEmpty() || !nodes.getFirst().entry().isDirectory()) {
            throw new ProtocolViolation("a tree does not start with its top directory");
          }
          yield new Operation.InstallTree(asOf, nodes);
        }
        default -> throw new ProtocolViolation("an operation of no known kind: " + kind);
      };
    }

    private NodeId node() throws ProtocolViolation {
      return required(node, "an operation's node");
    }

    private NodeId parent() throws ProtocolViolation {
      return required(parent, "an operation's parent");
    }

    private Name name() throws ProtocolViolation {
      return required(name, "an operation's name");
    }
  }
}
