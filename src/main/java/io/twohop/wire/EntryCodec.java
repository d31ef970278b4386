package io.twohop.wire;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import org.jspecify.annotations.Nullable;

/** Nodes: their ids, names, entries and owners. */
public final class EntryCodec {
  private static final int FILE = 1;
  private static final int DIRECTORY = 2;
  private static final int SYMLINK = 3;

  /** LIMIT: UTF-8 has at most 3 bytes for a Java char. */
  private static final int OWNER_NAME_MAX_BYTES = 3 * Owner.MAX_NAME_CHARS;

  private EntryCodec() {}

  /** Eight bytes of the maker, then the counter as a varint; no bytes at all for the root. */
  public static void writeNode(Encoder out, int field, NodeId node) {
    int begun = out.begin(field);
    if (!node.equals(NodeId.ROOT)) {
      out.raw64(node.maker().bits()).varint(node.counter());
    }
    out.end(begun);
  }

  public static NodeId readNode(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    if (inner.remaining() == 0) {
      return NodeId.ROOT;
    }
    MemberId maker = new MemberId(inner.raw64());
    long counter = inner.varint();
    if (counter <= 0 || inner.remaining() > 0) {
      throw new ProtocolViolation("not a node's id");
    }
    return new NodeId(maker, counter);
  }

  public static void writeHash(Encoder out, int field, ContentHash hash) {
    out.bytes(field, hash.toArray());
  }

  public static ContentHash readHash(Decoder in) throws ProtocolViolation {
    byte[] digest = in.bytes(ContentHash.LENGTH_BYTES);
    if (digest.length != ContentHash.LENGTH_BYTES) {
      throw new ProtocolViolation("a content hash has " + digest.length + " bytes");
    }
    return ContentHash.of(digest);
  }

  public static void writeName(Encoder out, int field, Name name) {
    out.bytes(field, name.shared());
  }

  public static Name readName(Decoder in) throws ProtocolViolation {
    byte[] bytes = in.bytes(Name.MAX_BYTES);
    try {
      return Name.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(e);
    }
  }

  public static void writeEntry(Encoder out, int field, Entry entry) {
    int begun = out.begin(field);
    switch (entry) {
      case Entry.RegularFile file -> {
        out.unsigned(1, FILE).unsigned(2, file.mode());
        writeOwner(out, 3, file.owner());
        writeHash(out, 4, file.content());
        out.unsigned(5, file.sizeBytes());
        out.signed(6, file.mtime().seconds()).unsigned(7, file.mtime().nanos());
      }
      case Entry.Directory directory -> {
        out.unsigned(1, DIRECTORY).unsigned(2, directory.mode());
        writeOwner(out, 3, directory.owner());
      }
      case Entry.Symlink link -> {
        out.unsigned(1, SYMLINK);
        writeOwner(out, 3, link.owner());
        out.bytes(8, link.target().shared());
      }
    }
    out.end(begun);
  }

  public static Entry readEntry(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    int kind = 0;
    int mode = 0;
    Owner owner = new Owner("", 0, "", 0);
    ContentHash content = null;
    long sizeBytes = 0;
    long seconds = 0;
    int nanos = 0;
    Bytes target = Bytes.EMPTY;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> kind = inner.smallUpTo(SYMLINK);
        case 2 -> mode = inner.smallUpTo(Entry.MODE_BITS);
        case 3 -> owner = readOwner(inner);
        case 4 -> content = readHash(inner);
        case 5 -> sizeBytes = inner.seq();
        case 6 -> seconds = inner.signed();
        case 7 -> nanos = inner.smallUpTo(999_999_999);
        case 8 -> target = inner.immutableBytes(Entry.Symlink.MAX_TARGET_BYTES);
        default -> inner.skip();
      }
    }
    return switch (kind) {
      case FILE ->
          new Entry.RegularFile(
              required(content, "a file's content hash"),
              sizeBytes,
              mode,
              owner,
              new Timestamp(seconds, nanos));
      case DIRECTORY -> new Entry.Directory(mode, owner);
      case SYMLINK -> {
        if (target.length() == 0) {
          throw new ProtocolViolation("a link without a target");
        }
        yield new Entry.Symlink(target, owner);
      }
      default -> throw new ProtocolViolation("an entry of no known kind: " + kind);
    };
  }

  public static void writeOwner(Encoder out, int field, Owner owner) {
    int begun = out.begin(field);
    out.text(1, owner.user()).unsigned(2, Integer.toUnsignedLong(owner.uid()));
    out.text(3, owner.group()).unsigned(4, Integer.toUnsignedLong(owner.gid()));
    out.end(begun);
  }

  public static Owner readOwner(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    String user = "";
    int uid = 0;
    String group = "";
    int gid = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> user = ownerName(inner);
        case 2 -> uid = (int) inner.upTo(0xffff_ffffL);
        case 3 -> group = ownerName(inner);
        case 4 -> gid = (int) inner.upTo(0xffff_ffffL);
        default -> inner.skip();
      }
    }
    return new Owner(user, uid, group, gid);
  }

  private static String ownerName(Decoder in) throws ProtocolViolation {
    String name = in.text(OWNER_NAME_MAX_BYTES);
    if (name.length() > Owner.MAX_NAME_CHARS) {
      throw new ProtocolViolation("an owner's name has " + name.length() + " characters");
    }
    return name;
  }

  public static void writeState(Encoder out, int field, NodeState state) {
    int begun = out.begin(field);
    writeNode(out, 1, state.node());
    writeNode(out, 2, state.parent());
    writeName(out, 3, state.name());
    out.unsigned(4, state.placeSeq());
    writeEntry(out, 5, state.entry());
    out.unsigned(6, state.bodySeq());
    out.end(begun);
  }

  public static NodeState readState(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    NodeId node = null;
    NodeId parent = null;
    Name name = null;
    Entry entry = null;
    long placeSeq = 0;
    long bodySeq = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> node = readNode(inner);
        case 2 -> parent = readNode(inner);
        case 3 -> name = readName(inner);
        case 4 -> placeSeq = inner.seq();
        case 5 -> entry = readEntry(inner);
        case 6 -> bodySeq = inner.seq();
        default -> inner.skip();
      }
    }
    return new NodeState(
        required(node, "a node's id"),
        required(parent, "a node's parent"),
        required(name, "a node's name"),
        placeSeq,
        required(entry, "a node's entry"),
        bodySeq);
  }

  /** No less than the bytes that {@link #writeState} takes, without encoding anything. */
  public static int sizeBoundOf(NodeState state) {
    return 80 + state.name().length() + sizeBoundOf(state.entry());
  }

  static int sizeBoundOf(Entry entry) {
    Owner owner = entry.owner();
    int names = 3 * (owner.user().length() + owner.group().length());
    int target = entry instanceof Entry.Symlink link ? link.target().length() : 0;
    return 120 + names + target;
  }

  static <T> T required(@Nullable T value, String what) throws ProtocolViolation {
    if (value == null) {
      throw new ProtocolViolation("missing: " + what);
    }
    return value;
  }
}
