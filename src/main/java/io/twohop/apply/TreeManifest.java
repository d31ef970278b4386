package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Timespec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a directory in the stage, in a file beside it, on disk before the exchange: a
 * name is too short for it. The last byte says that it is complete.
 */
record TreeManifest(Stage stage) {
  static final String PREFIX = "about-";
  private static final byte COMPLETE = 0x2a;

  static String nameFor(StageName tree) {
    return PREFIX + tree.text();
  }

  void write(DisplacedTree tree) {
    byte[] name = Stage.name(nameFor(tree.name()));
    byte[] bytes = encode(tree);
    try (Fd file = stage.create(name)) {
      stage.syscalls().writeFully(file, bytes, 0, bytes.length);
      stage.syscalls().fdatasync(file);
    } catch (ErrnoException failed) {
      stage.unlink(name);
      throw failed;
    }
  }

  void delete(StageName tree) {
    stage.unlink(Stage.name(nameFor(tree)));
  }

  /** What was written about a directory; null if that is missing or incomplete. */
  @Nullable DisplacedTree read(StageName tree) {
    byte[] name = Stage.name(nameFor(tree));
    if (stage.syscalls().statxOrNull(stage.fd(), name) == null) {
      return null;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    try (Fd file = stage.openFile(name, OpenFlags.O_RDONLY)) {
      for (int n = stage.syscalls().read(file, buffer, 0, buffer.length);
          n > 0;
          n = stage.syscalls().read(file, buffer, 0, buffer.length)) {
        all.write(buffer, 0, n);
      }
    }
    byte[] bytes = all.toByteArray();
    return bytes.length == 0 || bytes[bytes.length - 1] != COMPLETE ? null : decode(tree, bytes);
  }

  // ---- the form: numbers big-endian as DataOutput writes them, lists after their length

  private static byte[] encode(DisplacedTree tree) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      path(out, tree.path());
      out.writeInt(tree.known().size());
      for (Map.Entry<List<Name>, Action.Discard> known : tree.known().entrySet()) {
        Action.Discard discard = known.getValue();
        path(out, known.getKey());
        node(out, discard.node());
        node(out, discard.parent());
        print(out, discard.expected());
        ContentHash hash = discard.expectedHash();
        out.writeBoolean(hash != null);
        if (hash != null) {
          out.write(hash.toArray());
        }
        out.writeLong(tree.baseSeqs().getOrDefault(discard.node(), 0L));
      }
      out.writeInt(tree.installed().size());
      for (Map.Entry<List<Name>, NodeId> installed : tree.installed().entrySet()) {
        path(out, installed.getKey());
        node(out, installed.getValue());
      }
      print(out, tree.newTop());
      out.writeInt(tree.excluded().size());
      for (List<Name> path : tree.excluded()) {
        path(out, path);
      }
      out.writeLong(tree.clockThen().seconds());
      out.writeInt(tree.clockThen().nanos());
      out.writeByte(COMPLETE);
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no input/output errors", e);
    }
    return bytes.toByteArray();
  }

  private static @Nullable DisplacedTree decode(StageName name, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<Name> path = path(in);
      Map<List<Name>, Action.Discard> known = new HashMap<>();
      Map<NodeId, Long> baseSeqs = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        List<Name> inside = path(in);
        NodeId node = node(in);
        NodeId parent = node(in);
        Fingerprint print = print(in);
        ContentHash hash =
            in.readBoolean() ? ContentHash.of(in.readNBytes(ContentHash.LENGTH_BYTES)) : null;
        known.put(inside, new Action.Discard(node, parent, inside.getLast(), print, hash));
        baseSeqs.put(node, in.readLong());
      }
      Map<List<Name>, NodeId> installed = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        installed.put(path(in), node(in));
      }
      Fingerprint newTop = print(in);
      List<List<Name>> excluded = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        excluded.add(path(in));
      }
      Timespec clock = new Timespec(in.readLong(), in.readInt());
      return new DisplacedTree(name, path, known, baseSeqs, installed, newTop, excluded, clock);
    } catch (IOException | IllegalArgumentException damaged) {
      return null;
    }
  }

  private static void path(DataOutputStream out, List<Name> path) throws IOException {
    out.writeInt(path.size());
    for (Name name : path) {
      out.writeByte(name.length());
      out.write(name.shared());
    }
  }

  private static List<Name> path(DataInputStream in) throws IOException {
    List<Name> path = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      path.add(Name.of(in.readNBytes(in.readUnsignedByte())));
    }
    return path;
  }

  private static void node(DataOutputStream out, NodeId node) throws IOException {
    out.writeLong(node.maker().bits());
    out.writeLong(node.counter());
  }

  private static NodeId node(DataInputStream in) throws IOException {
    return new NodeId(new MemberId(in.readLong()), in.readLong());
  }

  private static void print(DataOutputStream out, Fingerprint print) throws IOException {
    out.writeLong(print.inode());
    time(out, print.birth());
    out.writeLong(print.sizeBytes());
    time(out, print.mtime());
    time(out, print.ctime());
    out.writeInt(print.mode());
    out.writeInt(print.uid());
    out.writeInt(print.gid());
  }

  private static Fingerprint print(DataInputStream in) throws IOException {
    return new Fingerprint(
        in.readLong(),
        time(in),
        in.readLong(),
        time(in),
        time(in),
        in.readInt(),
        in.readInt(),
        in.readInt());
  }

  private static void time(DataOutputStream out, Timestamp time) throws IOException {
    out.writeLong(time.seconds());
    out.writeInt(time.nanos());
  }

  private static Timestamp time(DataInputStream in) throws IOException {
    return new Timestamp(in.readLong(), in.readInt());
  }
}
