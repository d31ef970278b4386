package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.Frame;
import io.twohop.wire.FrameEncoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Greetings as frames; the fields are in {@code docs/protocol.md}. */
final class GreetingCodec {
  private static final int CLIENT_HELLO = 1;
  private static final int JOIN = 2;
  private static final int JOINED = 3;
  private static final int SERVER_HELLO = 4;
  private static final int CONFIRM = 5;
  private static final int REFUSED = 6;

  private GreetingCodec() {}

  static byte[] frame(Greeting greeting) {
    return FrameEncoder.frames(typeOf(greeting), fields(greeting));
  }

  private static int typeOf(Greeting greeting) {
    return switch (greeting) {
      case Greeting.ClientHello g -> CLIENT_HELLO;
      case Greeting.Join g -> JOIN;
      case Greeting.Joined g -> JOINED;
      case Greeting.ServerHello g -> SERVER_HELLO;
      case Greeting.Confirm g -> CONFIRM;
      case Greeting.Refused g -> REFUSED;
    };
  }

  private static Encoder fields(Greeting greeting) {
    Encoder out = new Encoder();
    switch (greeting) {
      case Greeting.ClientHello g -> {
        out.unsigned(1, g.protocol());
        g.features().forEach(feature -> out.text(2, feature));
        out.text(3, g.site());
        SessionProof proof = g.proof();
        if (proof != null) {
          writeProof(out, 4, proof);
        }
        out.flag(5, g.joins());
      }
      case Greeting.Join g -> {
        out.bytes(1, g.secret().shared()).text(2, g.name());
        g.machine().write(out, 3);
      }
      case Greeting.Joined g ->
          out.fixed64(1, g.member().bits()).text(2, g.site()).text(3, g.name());
      case Greeting.ServerHello g -> {
        out.unsigned(1, g.protocol());
        g.features().forEach(feature -> out.text(2, feature));
        out.fixed64(3, g.member().bits()).text(4, g.site()).text(5, g.name());
        writeProof(out, 6, g.proof());
      }
      case Greeting.Confirm g -> out.unsigned(1, g.counter());
      case Greeting.Refused g -> out.unsigned(1, g.code().code()).text(2, g.text());
    }
    return out;
  }

  static Greeting read(Frame frame) throws ProtocolViolation {
    if (frame.moreFollows()) {
      throw new ProtocolViolation("a greeting in fragments");
    }
    Decoder in = new Decoder(frame.payload());
    return switch (frame.type()) {
      case CLIENT_HELLO -> clientHello(in);
      case JOIN -> join(in);
      case JOINED -> joined(in);
      case SERVER_HELLO -> serverHello(in);
      case CONFIRM -> confirm(in);
      case REFUSED -> refused(in);
      default -> throw new ProtocolViolation("no greeting: type " + frame.type());
    };
  }

  private static Greeting clientHello(Decoder in) throws ProtocolViolation {
    int protocol = 0;
    List<String> features = new ArrayList<>();
    String site = "";
    SessionProof proof = null;
    boolean joins = false;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> protocol = in.smallUpTo(Integer.MAX_VALUE);
        case 2 -> addFeature(features, in);
        case 3 -> site = in.text(Limits.LABEL_MAX_BYTES);
        case 4 -> proof = readProof(in);
        case 5 -> joins = in.flag();
        default -> in.skip();
      }
    }
    return new Greeting.ClientHello(protocol, features, site, proof, joins);
  }

  private static Greeting join(Decoder in) throws ProtocolViolation {
    Bytes secret = Bytes.EMPTY;
    String name = "";
    MachineIdentity machine = MachineIdentity.UNKNOWN;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> secret = in.immutableBytes(Greeting.SECRET_MAX_BYTES);
        case 2 -> name = in.text(Limits.LABEL_MAX_BYTES);
        case 3 -> machine = MachineIdentity.read(in);
        default -> in.skip();
      }
    }
    return new Greeting.Join(secret, name, machine);
  }

  private static Greeting joined(Decoder in) throws ProtocolViolation {
    long member = 0;
    String site = "";
    String name = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> member = in.fixed64();
        case 2 -> site = in.text(Limits.LABEL_MAX_BYTES);
        case 3 -> name = in.text(Limits.LABEL_MAX_BYTES);
        default -> in.skip();
      }
    }
    return new Greeting.Joined(new MemberId(member), site, name);
  }

  private static Greeting serverHello(Decoder in) throws ProtocolViolation {
    int protocol = 0;
    List<String> features = new ArrayList<>();
    long member = 0;
    String site = "";
    String name = "";
    SessionProof proof = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> protocol = in.smallUpTo(Integer.MAX_VALUE);
        case 2 -> addFeature(features, in);
        case 3 -> member = in.fixed64();
        case 4 -> site = in.text(Limits.LABEL_MAX_BYTES);
        case 5 -> name = in.text(Limits.LABEL_MAX_BYTES);
        case 6 -> proof = readProof(in);
        default -> in.skip();
      }
    }
    if (proof == null) {
      throw new ProtocolViolation("a server's hello without a proof");
    }
    return new Greeting.ServerHello(protocol, features, new MemberId(member), site, name, proof);
  }

  private static Greeting confirm(Decoder in) throws ProtocolViolation {
    long counter = 0;
    while (in.next()) {
      if (in.field() == 1) {
        counter = in.seq();
      } else {
        in.skip();
      }
    }
    return new Greeting.Confirm(counter);
  }

  private static Greeting refused(Decoder in) throws ProtocolViolation {
    int code = 0;
    String text = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> code = in.smallUpTo(255);
        case 2 -> text = in.text(Greeting.TEXT_MAX_BYTES);
        default -> in.skip();
      }
    }
    for (Refusal refusal : Refusal.values()) {
      if (refusal.code() == code) {
        return new Greeting.Refused(refusal, text);
      }
    }
    throw new ProtocolViolation("refused for no known reason: " + code + " " + text);
  }

  private static void addFeature(List<String> features, Decoder in) throws ProtocolViolation {
    if (features.size() == Greeting.FEATURES_MAX) {
      throw new ProtocolViolation("more than " + Greeting.FEATURES_MAX + " features");
    }
    features.add(in.text(Limits.LABEL_MAX_BYTES));
  }

  static void writeProof(Encoder out, int field, SessionProof proof) {
    int begun = out.begin(field);
    out.unsigned(1, proof.counter()).bytes(2, proof.mac().shared());
    out.end(begun);
  }

  static @Nullable SessionProof readProof(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    long counter = 0;
    Bytes mac = Bytes.EMPTY;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> counter = inner.seq();
        case 2 -> mac = inner.immutableBytes(SessionProof.MAC_BYTES);
        default -> inner.skip();
      }
    }
    if (counter == 0 || counter == Long.MAX_VALUE || mac.length() != SessionProof.MAC_BYTES) {
      throw new ProtocolViolation("not a proof");
    }
    return new SessionProof(counter, mac);
  }
}
