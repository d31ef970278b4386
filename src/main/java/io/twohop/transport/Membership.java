package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spoke's credentials, kept in its state directory: where its hub is, and as whom it goes there.
 * One thread at a time.
 */
public final class Membership implements Credentials {
  /** Its file in the state directory. */
  public static final String FILE_NAME = "membership";

  private final DurableFile file;
  private List<HostPort> hubs = List.of();
  private List<Pin> hubPins = List.of();
  private String site = "";
  private String name = "";
  private @Nullable MemberId member;
  private @Nullable SessionProof proof;
  private @Nullable Joining joining;

  private Membership(DurableFile file) {
    this.file = file;
  }

  /** What is stored in this directory; null if this server has not joined. */
  public static @Nullable Membership load(Path stateDirectory) throws IOException {
    Membership membership = new Membership(new DurableFile(stateDirectory.resolve(FILE_NAME)));
    byte[] bytes = membership.file.read();
    if (bytes == null) {
      return null;
    }
    try {
      membership.read(new Decoder(bytes));
    } catch (ProtocolViolation | IllegalArgumentException e) {
      throw new IOException(membership.file.path() + " is damaged: " + e.getMessage(), e);
    }
    return membership;
  }

  /** A membership that is to be had with this token. Nothing is stored before the hub agrees. */
  public static Membership joining(
      Path stateDirectory, Token token, String name, MachineIdentity machine) {
    Membership membership = new Membership(new DurableFile(stateDirectory.resolve(FILE_NAME)));
    membership.hubs = token.hubs();
    membership.hubPins = List.of(token.hubPin());
    membership.site = token.site();
    membership.joining = new Joining(token.secret(), name, machine);
    return membership;
  }

  /** Forgets the membership that is stored here, if any. */
  public static void forget(Path stateDirectory) throws IOException {
    Files.deleteIfExists(stateDirectory.resolve(FILE_NAME));
  }

  /** The hub has moved: from now on it is looked for here. Stored with the next change. */
  public void useHubs(List<HostPort> addresses) {
    hubs = List.copyOf(addresses);
  }

  /** Its number; null until it has joined. */
  public @Nullable MemberId member() {
    return member;
  }

  public String name() {
    return name;
  }

  @Override
  public List<HostPort> hubs() {
    return hubs;
  }

  @Override
  public List<Pin> hubPins() {
    return hubPins;
  }

  @Override
  public String site() {
    return site;
  }

  @Override
  public @Nullable SessionProof proof() {
    return proof;
  }

  @Override
  public @Nullable Joining joining() {
    return joining;
  }

  @Override
  public void joined(MemberId newMember, String newSite, String newName) throws IOException {
    member = newMember;
    site = newSite;
    name = newName;
    proof = null;
    store();
    joining = null;
  }

  @Override
  public void issued(SessionProof newProof) throws IOException {
    proof = newProof;
    store();
  }

  private void store() throws IOException {
    Encoder out = new Encoder();
    hubs.forEach(hub -> out.text(1, hub.toString()));
    hubPins.forEach(pin -> out.bytes(2, pin.sha256().shared()));
    out.text(3, site).text(4, name);
    MemberId id = member;
    if (id != null) {
      out.fixed64(5, id.bits());
    }
    SessionProof last = proof;
    if (last != null) {
      GreetingCodec.writeProof(out, 6, last);
    }
    file.write(out.toArray());
  }

  private void read(Decoder in) throws ProtocolViolation {
    List<HostPort> readHubs = new ArrayList<>();
    List<Pin> readPins = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> readHubs.add(HostPort.parse(in.text(HostPort.HOST_MAX_BYTES + 8)));
        case 2 -> readPins.add(new Pin(Bytes.owning(in.bytes(Pin.LENGTH_BYTES))));
        case 3 -> site = in.text(Limits.LABEL_MAX_BYTES);
        case 4 -> name = in.text(Limits.LABEL_MAX_BYTES);
        case 5 -> member = new MemberId(in.fixed64());
        case 6 -> proof = GreetingCodec.readProof(in);
        default -> in.skip();
      }
    }
    hubs = List.copyOf(readHubs);
    hubPins = List.copyOf(readPins);
    if (member == null) {
      throw new ProtocolViolation("it names no member");
    }
  }
}
