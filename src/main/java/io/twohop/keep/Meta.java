package io.twohop.keep;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The form of an item's {@code meta} file: one {@code key=value} a line in ASCII, texts and names
 * in hexadecimal, names of a path separated by slashes; the first line says the form, the last is
 * {@code end}. A file without it is not complete. A child has the same on one line, separated by
 * blanks, and at its end the CRC-32 of what comes before.
 */
final class Meta {
  private static final String FORM = "twohop-keep=1";
  private static final String END = "end";
  private static final String CHECK = "check";
  private static final HexFormat HEX = HexFormat.of();

  private Meta() {}

  static byte[] encode(KeepItem item) {
    StringBuilder out = new StringBuilder(FORM).append('\n');
    line(out, "id", item.id());
    line(out, "kind", item.kind().name());
    line(out, "who", text(item.who()));
    line(out, "when", Long.toString(item.whenMillis()));
    line(out, "base", Long.toString(item.baseSeq()));
    line(out, "winner", Long.toString(item.winnerSeq()));
    line(out, "size", Long.toString(item.sizeBytes()));
    line(out, "age", Long.toString(item.ageMillis()));
    ContentHash hash = item.hash();
    line(out, "hash", hash == null ? "" : hash.hex());
    node(out, item.path(), item.node(), item.entry());
    return out.append(END).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** One line, without its end. */
  static String encode(Child child) {
    StringBuilder out = new StringBuilder();
    node(out, child.path(), child.node(), child.entry());
    String text = out.toString().replace('\n', ' ');
    return text + CHECK + "=" + check(text);
  }

  private static String check(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return Long.toHexString(crc.getValue());
  }

  private static void node(StringBuilder out, List<Name> path, NodeId node, Entry entry) {
    List<String> names = path.stream().map(name -> HEX.formatHex(name.shared())).toList();
    line(out, "path", String.join("/", names));
    line(out, "maker", HEX.toHexDigits(node.maker().bits()));
    line(out, "counter", Long.toUnsignedString(node.counter()));
    Owner owner = entry.owner();
    line(out, "user", text(owner.user()));
    line(out, "uid", Integer.toString(owner.uid()));
    line(out, "group", text(owner.group()));
    line(out, "gid", Integer.toString(owner.gid()));
    switch (entry) {
      case Entry.RegularFile file -> {
        line(out, "entry", "file");
        line(out, "content", file.content().hex());
        line(out, "length", Long.toString(file.sizeBytes()));
        line(out, "mode", Integer.toOctalString(file.mode()));
        line(out, "seconds", Long.toString(file.mtime().seconds()));
        line(out, "nanos", Integer.toString(file.mtime().nanos()));
      }
      case Entry.Directory directory -> {
        line(out, "entry", "directory");
        line(out, "mode", Integer.toOctalString(directory.mode()));
      }
      case Entry.Symlink link -> {
        line(out, "entry", "symlink");
        line(out, "target", HEX.formatHex(link.target().shared()));
      }
    }
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append(key).append('=').append(value).append('\n');
  }

  private static String text(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The item, or null if the bytes are not a complete meta file of this form. */
  static @Nullable KeepItem decode(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
    if (lines.length < 3 || !lines[0].equals(FORM) || !lines[lines.length - 2].equals(END)) {
      return null;
    }
    try {
      return item(Values.of(Arrays.asList(lines).subList(1, lines.length - 2)));
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  /** The child, or null if the line is not one of a child, whole. */
  static @Nullable Child decodeChild(String line) {
    int end = line.lastIndexOf(CHECK + "=");
    if (end < 0 || !line.substring(end).equals(CHECK + "=" + check(line.substring(0, end)))) {
      return null;
    }
    try {
      Values in = Values.of(List.of(line.substring(0, end).split(" ", -1)));
      return new Child(path(in), node(in), entry(in));
    } catch (IllegalArgumentException other) {
      return null;
    }
  }

  private record Values(Map<String, String> byKey) {
    static Values of(List<String> lines) {
      Map<String, String> values = new HashMap<>();
      for (String line : lines) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      return new Values(values);
    }

    String at(String key) {
      String value = byKey.get(key);
      if (value == null) {
        throw new IllegalArgumentException("no " + key);
      }
      return value;
    }

    long number(String key) {
      return Long.parseLong(at(key));
    }

    int small(String key) {
      return Integer.parseInt(at(key));
    }

    int octal(String key) {
      return Integer.parseInt(at(key), 8);
    }

    byte[] bytes(String key) {
      return HEX.parseHex(at(key));
    }

    String text(String key) {
      return new String(bytes(key), StandardCharsets.UTF_8);
    }
  }

  private static List<Name> path(Values in) {
    List<Name> path = new ArrayList<>();
    for (String hex : in.at("path").split("/", -1)) {
      if (!hex.isEmpty()) {
        path.add(Name.of(HEX.parseHex(hex)));
      }
    }
    return path;
  }

  private static NodeId node(Values in) {
    MemberId maker = new MemberId(Long.parseUnsignedLong(in.at("maker"), 16));
    return new NodeId(maker, Long.parseUnsignedLong(in.at("counter")));
  }

  private static KeepItem item(Values in) {
    return new KeepItem(
        in.at("id"),
        KeepKind.valueOf(in.at("kind")),
        path(in),
        node(in),
        entry(in),
        in.text("who"),
        in.number("when"),
        in.number("base"),
        in.number("winner"),
        in.number("size"),
        in.at("hash").isEmpty() ? null : ContentHash.ofHex(in.at("hash")),
        in.number("age"));
  }

  private static Entry entry(Values in) {
    Owner owner = new Owner(in.text("user"), in.small("uid"), in.text("group"), in.small("gid"));
    return switch (in.at("entry")) {
      case "file" ->
          new Entry.RegularFile(
              ContentHash.ofHex(in.at("content")),
              in.number("length"),
              in.octal("mode"),
              owner,
              new Timestamp(in.number("seconds"), in.small("nanos")));
      case "directory" -> new Entry.Directory(in.octal("mode"), owner);
      case "symlink" -> new Entry.Symlink(Bytes.owning(in.bytes("target")), owner);
      default -> throw new IllegalArgumentException("no such entry: " + in.at("entry"));
    };
  }
}
