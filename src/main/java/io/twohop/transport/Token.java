package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * All that a new server needs in one word: where the hub is, which key it has, which site, and a
 * secret that lets one in.
 */
public record Token(List<HostPort> hubs, Pin hubPin, String site, Bytes secret) {
  private static final String PREFIX = "twohop1.";
  private static final int HUBS_MAX = 32;

  /** LIMIT: what a shell and a person can take. */
  private static final int TEXT_MAX_CHARS = 8_192;

  public Token {
    hubs = List.copyOf(hubs);
  }

  /** The word: the prefix and base64url without padding, RFC 4648. */
  public String text() {
    Encoder out = new Encoder();
    hubs.forEach(hub -> out.text(1, hub.toString()));
    out.bytes(2, hubPin.sha256().shared()).text(3, site).bytes(4, secret.shared());
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toArray());
  }

  /**
   * Reads the word.
   *
   * @throws IllegalArgumentException if it is not a token; the text says what to do, and does not
   *     repeat the token
   */
  public static Token parse(String text) {
    if (!text.startsWith(PREFIX) || text.length() > TEXT_MAX_CHARS) {
      throw new IllegalArgumentException(
          "this is not a token: one starts with '"
              + PREFIX
              + "'; 'twohop token' on the hub prints a new one");
    }
    try {
      byte[] bytes =
          Base64.getUrlDecoder()
              .decode(text.substring(PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1));
      return read(new Decoder(bytes));
    } catch (IllegalArgumentException | ProtocolViolation e) {
      throw new IllegalArgumentException(
          "the token is damaged, probably cut off when it was copied: " + e.getMessage(), e);
    }
  }

  private static Token read(Decoder in) throws ProtocolViolation {
    List<HostPort> hubs = new ArrayList<>();
    Bytes pin = Bytes.EMPTY;
    String site = "";
    Bytes secret = Bytes.EMPTY;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          if (hubs.size() == HUBS_MAX) {
            throw new ProtocolViolation("more than " + HUBS_MAX + " addresses");
          }
          hubs.add(HostPort.parse(in.text(HostPort.HOST_MAX_BYTES + 8)));
        }
        case 2 -> pin = in.immutableBytes(Pin.LENGTH_BYTES);
        case 3 -> site = in.text(Limits.LABEL_MAX_BYTES);
        case 4 -> secret = in.immutableBytes(Greeting.SECRET_MAX_BYTES);
        default -> in.skip();
      }
    }
    if (hubs.isEmpty() || secret.length() < 16) {
      throw new ProtocolViolation("it lacks the hub's address or the secret");
    }
    return new Token(hubs, new Pin(pin), site, secret);
  }

  /** Without the secret, so that it may be logged. */
  @Override
  public String toString() {
    return "token for " + site + " at " + hubs;
  }
}
