package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which machine this is, as hashes; empty where it cannot be known. A copy of a disk takes the key
 * along, but not all of these.
 *
 * @param machineId of {@code /etc/machine-id}, see machine-id(5)
 * @param firmware of the DMI product's uuid, which only root may read
 * @param rootFileSystem of whatever names the root's file system
 */
public record MachineIdentity(Bytes machineId, Bytes firmware, Bytes rootFileSystem) {
  public static final MachineIdentity UNKNOWN =
      new MachineIdentity(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY);

  /** Its file in the state directory, beside the key. */
  public static final String FILE_NAME = "machine";

  /**
   * Reads this machine's.
   *
   * @param root {@code /}, or another in tests
   * @param rootFileSystem what names the root's file system and survives a restart (its uuid),
   *     empty if nothing does
   */
  public static MachineIdentity read(Path root, String rootFileSystem) {
    return new MachineIdentity(
        hashOf(contentOf(root.resolve("etc/machine-id"))),
        hashOf(contentOf(root.resolve("sys/class/dmi/id/product_uuid"))),
        hashOf(rootFileSystem));
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static Bytes hashOf(String text) {
    if (text.isEmpty() || text.equals("uninitialized")) {
      return Bytes.EMPTY;
    }
    byte[] labelled = ("twohop machine 1\n" + text).getBytes(StandardCharsets.UTF_8);
    return Bytes.copyOf(Pin.sha256(labelled), 0, 16);
  }

  /** Whether both may be of one machine: nothing that both know differs. */
  public boolean fits(MachineIdentity other) {
    return fits(machineId, other.machineId)
        && fits(firmware, other.firmware)
        && fits(rootFileSystem, other.rootFileSystem);
  }

  private static boolean fits(Bytes one, Bytes other) {
    return one.length() == 0 || other.length() == 0 || one.equals(other);
  }

  /** Whether the state directory belongs to this machine. */
  public enum Binding {
    /** It was bound to this machine just now. */
    NEW,
    SAME,
    /** It was copied here, or the machine was changed: its key must not be used. */
    OTHER
  }

  /** Compares with what is stored beside the key, and stores it where nothing is. */
  public Binding bind(Path stateDirectory) throws IOException {
    MachineIdentity stored = stored(stateDirectory);
    if (stored != null && !fits(stored)) {
      return Binding.OTHER;
    }
    if (stored == null || knowsMoreThan(stored)) {
      rebind(stateDirectory);
    }
    return stored == null ? Binding.NEW : Binding.SAME;
  }

  /** Stores this machine as the one that the directory belongs to. */
  private void rebind(Path stateDirectory) throws IOException {
    Encoder out = new Encoder();
    write(out, 1);
    new DurableFile(stateDirectory.resolve(FILE_NAME)).write(out.toArray());
  }

  private boolean knowsMoreThan(MachineIdentity stored) {
    return (stored.machineId.length() == 0 && machineId.length() > 0)
        || (stored.firmware.length() == 0 && firmware.length() > 0)
        || (stored.rootFileSystem.length() == 0 && rootFileSystem.length() > 0);
  }

  private static @Nullable MachineIdentity stored(Path stateDirectory) throws IOException {
    DurableFile file = new DurableFile(stateDirectory.resolve(FILE_NAME));
    byte[] bytes = file.read();
    if (bytes == null) {
      return null;
    }
    try {
      Decoder in = new Decoder(bytes);
      while (in.next()) {
        if (in.field() == 1) {
          return read(in);
        }
        in.skip();
      }
      throw new IOException(file.path() + " is damaged: it is empty");
    } catch (ProtocolViolation e) {
      throw new IOException(file.path() + " is damaged: " + e.getMessage(), e);
    }
  }

  void write(Encoder out, int field) {
    int begun = out.begin(field);
    out.bytes(1, machineId.shared()).bytes(2, firmware.shared());
    out.bytes(3, rootFileSystem.shared());
    out.end(begun);
  }

  static MachineIdentity read(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    Bytes machineId = Bytes.EMPTY;
    Bytes firmware = Bytes.EMPTY;
    Bytes rootFileSystem = Bytes.EMPTY;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> machineId = inner.immutableBytes(32);
        case 2 -> firmware = inner.immutableBytes(32);
        case 3 -> rootFileSystem = inner.immutableBytes(32);
        default -> inner.skip();
      }
    }
    return new MachineIdentity(machineId, firmware, rootFileSystem);
  }
}
