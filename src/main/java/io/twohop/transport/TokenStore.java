package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a hub has given out, as hashes: who reads this file cannot join with it. Any
 * thread may call it; every change is durable when the call returns.
 */
public final class TokenStore {
  /** Its file in the state directory. */
  public static final String FILE_NAME = "tokens";

  public static final int UNLIMITED = -1;
  public static final long NEVER_MILLIS = 0;
  private static final int SECRET_BYTES = 32;

  /** LIMIT: a script that makes tokens in a loop should be told, not filled. */
  private static final int TOKENS_MAX = 10_000;

  private final DurableFile file;
  private List<Entry> entries;

  private TokenStore(DurableFile file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** One token, as it may be shown. Times are milliseconds since 1970. */
  public record Issued(
      String id, String role, long expiresAtMillis, int usesLeft, @Nullable Cidr from) {
    boolean isExpired(long nowMillis) {
      return expiresAtMillis != NEVER_MILLIS && nowMillis >= expiresAtMillis;
    }
  }

  /** A new token: its id, and the secret, which is nowhere else. */
  public record Minted(String id, Bytes secret) {}

  private record Entry(Issued issued, Bytes secretHash) {}

  public static TokenStore load(Path stateDirectory) throws IOException {
    DurableFile file = new DurableFile(stateDirectory.resolve(FILE_NAME));
    byte[] bytes = file.read();
    try {
      return new TokenStore(file, bytes == null ? List.of() : read(new Decoder(bytes)));
    } catch (ProtocolViolation | IllegalArgumentException e) {
      throw new IOException(file.path() + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Makes a token.
   *
   * @param role what its bearer may do, empty by default
   * @param expiresAtMillis {@link #NEVER_MILLIS} for no end
   * @param uses how many may join with it; {@link #UNLIMITED}
   * @param from the addresses it may be used from; null: any
   * @param random a cryptographically strong one
   */
  public synchronized Minted mint(
      String role,
      long expiresAtMillis,
      int uses,
      @Nullable Cidr from,
      long nowMillis,
      RandomGenerator random)
      throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    byte[] hash = Pin.sha256(secret);
    String id = HexFormat.of().formatHex(hash, 0, 4);
    List<Entry> next = living(nowMillis);
    if (next.size() >= TOKENS_MAX) {
      throw new IOException("there are " + TOKENS_MAX + " tokens already; revoke some");
    }
    next.add(new Entry(new Issued(id, role, expiresAtMillis, uses, from), Bytes.owning(hash)));
    replace(next);
    return new Minted(id, Bytes.owning(secret));
  }

  /**
   * Uses a token once.
   *
   * @return the role that it gives
   * @throws RefusedException if it does not let its bearer in; nothing has changed then
   */
  synchronized String redeem(Bytes secret, InetAddress from, long nowMillis)
      throws RefusedException, IOException {
    byte[] hash = Pin.sha256(secret.shared());
    int found = -1;
    for (int i = 0; i < entries.size(); i++) {
      // All are compared, each in constant time: how long it takes says nothing.
      if (MessageDigest.isEqual(entries.get(i).secretHash().shared(), hash)) {
        found = i;
      }
    }
    if (found < 0) {
      throw new RefusedException(
          Refusal.TOKEN_UNKNOWN, "the hub does not know this token; it may have been revoked");
    }
    Issued issued = entries.get(found).issued();
    if (issued.isExpired(nowMillis)) {
      throw new RefusedException(Refusal.TOKEN_EXPIRED, "the token has expired");
    }
    if (issued.usesLeft() == 0) {
      throw new RefusedException(Refusal.TOKEN_USED_UP, "the token has been used");
    }
    Cidr range = issued.from();
    if (range != null && !range.contains(from)) {
      throw new RefusedException(
          Refusal.TOKEN_NOT_FROM_HERE, "the token is only for addresses in " + range);
    }
    if (issued.usesLeft() > 0) {
      List<Entry> next = new ArrayList<>(entries);
      next.set(found, usedOnce(next.get(found)));
      replace(next);
    }
    return issued.role();
  }

  private static Entry usedOnce(Entry entry) {
    Issued i = entry.issued();
    return new Entry(
        new Issued(i.id(), i.role(), i.expiresAtMillis(), i.usesLeft() - 1, i.from()),
        entry.secretHash());
  }

  /** All that still let somebody in, oldest first. */
  public synchronized List<Issued> list(long nowMillis) {
    return living(nowMillis).stream()
        .map(Entry::issued)
        .filter(issued -> issued.usesLeft() != 0 && !issued.isExpired(nowMillis))
        .toList();
  }

  /** Ends a token; false if there is none with this id. */
  public synchronized boolean revoke(String id) throws IOException {
    List<Entry> next = new ArrayList<>(entries);
    boolean found = next.removeIf(entry -> entry.issued().id().equals(id));
    if (found) {
      replace(next);
    }
    return found;
  }

  /** Used and expired ones are remembered for a day, to tell their bearers what is wrong. */
  private List<Entry> living(long nowMillis) {
    long dayMillis = 24 * 3_600_000L;
    List<Entry> living = new ArrayList<>(entries);
    living.removeIf(entry ->
        entry.issued().expiresAtMillis() != NEVER_MILLIS
            && nowMillis - entry.issued().expiresAtMillis() > dayMillis);
    return living;
  }

  private void replace(List<Entry> next) throws IOException {
    Encoder out = new Encoder();
    for (Entry entry : next) {
      Issued issued = entry.issued();
      int begun = out.begin(1);
      out.text(1, issued.id()).text(2, issued.role()).unsigned(3, issued.expiresAtMillis());
      out.signed(4, issued.usesLeft()).bytes(6, entry.secretHash().shared());
      Cidr from = issued.from();
      if (from != null) {
        out.text(5, from.toString());
      }
      out.end(begun);
    }
    file.write(out.toArray());
    entries = List.copyOf(next);
  }

  private static List<Entry> read(Decoder in) throws ProtocolViolation {
    List<Entry> entries = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        entries.add(readEntry(in.record()));
      } else {
        in.skip();
      }
    }
    return List.copyOf(entries);
  }

  private static Entry readEntry(Decoder in) throws ProtocolViolation {
    String id = "";
    String role = "";
    long expires = 0;
    long uses = 0;
    Cidr from = null;
    Bytes hash = Bytes.EMPTY;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> id = in.text(Limits.LABEL_MAX_BYTES);
        case 2 -> role = in.text(Limits.LABEL_MAX_BYTES);
        case 3 -> expires = in.seq();
        case 4 -> uses = in.signed();
        case 5 -> from = Cidr.parse(in.text(Limits.LABEL_MAX_BYTES));
        case 6 -> hash = in.immutableBytes(Pin.LENGTH_BYTES);
        default -> in.skip();
      }
    }
    if (hash.length() != Pin.LENGTH_BYTES) {
      throw new ProtocolViolation("a token without its hash");
    }
    return new Entry(new Issued(id, role, expires, (int) uses, from), hash);
  }
}
