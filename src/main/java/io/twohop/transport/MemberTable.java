package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The spokes that a hub knows, by key. Who is not in it is not let in. Any thread may call it;
 * every change is durable when the call returns.
 */
public final class MemberTable {
  /** Its file in the state directory. */
  public static final String FILE_NAME = "members";

  private final DurableFile file;
  private List<Member> members;

  private MemberTable(DurableFile file, List<Member> members) {
    this.file = file;
    this.members = members;
  }

  /**
   * A spoke.
   *
   * @param name a label, unique among the members
   * @param joinedAtMillis since 1970, for people
   * @param confirmedCounter the newest {@link SessionProof} that the member has stored; 0 before
   *     its first session
   */
  public record Member(
      MemberId id,
      Pin pin,
      String name,
      String role,
      MachineIdentity machine,
      long joinedAtMillis,
      long confirmedCounter) {
    Member confirmed(long counter) {
      return new Member(id, pin, name, role, machine, joinedAtMillis, counter);
    }
  }

  public static MemberTable load(Path stateDirectory) throws IOException {
    DurableFile file = new DurableFile(stateDirectory.resolve(FILE_NAME));
    byte[] bytes = file.read();
    try {
      return new MemberTable(file, bytes == null ? List.of() : read(new Decoder(bytes)));
    } catch (ProtocolViolation | IllegalArgumentException e) {
      throw new IOException(file.path() + " is damaged: " + e.getMessage(), e);
    }
  }

  /** All, in the order in which they joined. */
  public synchronized List<Member> all() {
    return members;
  }

  public synchronized @Nullable Member byPin(Pin pin) {
    return members.stream().filter(member -> member.pin().equals(pin)).findAny().orElse(null);
  }

  public synchronized @Nullable Member byId(MemberId id) {
    return members.stream().filter(member -> member.id().equals(id)).findAny().orElse(null);
  }

  public synchronized @Nullable Member byName(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findAny().orElse(null);
  }

  /**
   * Adds a member under a new number. A member that had this key before is replaced: it lost what
   * it knew, and its old number must not be used again.
   *
   * @param wishedName its name, unless another member has it; then with a number behind
   * @param random a cryptographically strong one, for the member's number
   */
  synchronized Member add(
      Pin pin,
      String wishedName,
      String role,
      MachineIdentity machine,
      long nowMillis,
      RandomGenerator random)
      throws IOException {
    List<Member> next = new ArrayList<>(members);
    next.removeIf(member -> member.pin().equals(pin));
    Member added =
        new Member(newId(random), pin, freeName(wishedName, next), role, machine, nowMillis, 0);
    next.add(added);
    replace(next);
    return added;
  }

  private MemberId newId(RandomGenerator random) {
    MemberId id = new MemberId(random.nextLong());
    // 0 is the maker of the root.
    return id.bits() == 0 || byId(id) != null ? newId(random) : id;
  }

  private static String freeName(String wished, List<Member> taken) {
    String base = labelOf(wished);
    String name = base;
    for (int number = 2; isTaken(name, taken); number++) {
      name = base + "-" + number;
    }
    return name;
  }

  private static boolean isTaken(String name, List<Member> taken) {
    return taken.stream().anyMatch(member -> member.name().equals(name));
  }

  /** LIMIT: 64 letters, digits, dots, dashes and underscores: names stand in logs and commands. */
  private static String labelOf(String wished) {
    String cleaned = wished.replaceAll("[^A-Za-z0-9._-]", "-");
    String shortened = cleaned.substring(0, Math.min(64, cleaned.length()));
    return shortened.isEmpty() ? "spoke" : shortened;
  }

  /** Notes that the member has stored this counter; false if it is gone or has a newer one. */
  synchronized boolean confirm(MemberId id, long counter) throws IOException {
    List<Member> next = new ArrayList<>(members);
    for (int i = 0; i < next.size(); i++) {
      Member member = next.get(i);
      if (member.id().equals(id) && counter > member.confirmedCounter()) {
        next.set(i, member.confirmed(counter));
        replace(next);
        return true;
      }
    }
    return false;
  }

  /** Forgets a member; false if it is not known. Its session, if any, goes on: see Sessions. */
  synchronized boolean remove(MemberId id) throws IOException {
    List<Member> next = new ArrayList<>(members);
    boolean found = next.removeIf(member -> member.id().equals(id));
    if (found) {
      replace(next);
    }
    return found;
  }

  private void replace(List<Member> next) throws IOException {
    Encoder out = new Encoder();
    for (Member member : next) {
      int begun = out.begin(1);
      out.fixed64(1, member.id().bits()).bytes(2, member.pin().sha256().shared());
      out.text(3, member.name()).text(4, member.role());
      member.machine().write(out, 5);
      out.unsigned(6, Math.max(0, member.joinedAtMillis()));
      out.unsigned(7, member.confirmedCounter());
      out.end(begun);
    }
    file.write(out.toArray());
    members = List.copyOf(next);
  }

  private static List<Member> read(Decoder in) throws ProtocolViolation {
    List<Member> members = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        members.add(readMember(in.record()));
      } else {
        in.skip();
      }
    }
    return List.copyOf(members);
  }

  private static Member readMember(Decoder in) throws ProtocolViolation {
    long id = 0;
    Bytes pin = Bytes.EMPTY;
    String name = "";
    String role = "";
    MachineIdentity machine = MachineIdentity.UNKNOWN;
    long joinedAt = 0;
    long confirmed = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> id = in.fixed64();
        case 2 -> pin = in.immutableBytes(Pin.LENGTH_BYTES);
        case 3 -> name = in.text(Limits.LABEL_MAX_BYTES);
        case 4 -> role = in.text(Limits.LABEL_MAX_BYTES);
        case 5 -> machine = MachineIdentity.read(in);
        case 6 -> joinedAt = in.seq();
        case 7 -> confirmed = in.seq();
        default -> in.skip();
      }
    }
    return new Member(new MemberId(id), new Pin(pin), name, role, machine, joinedAt, confirmed);
  }
}
