package io.twohop.transport;

import io.twohop.model.MemberId;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who comes in: looks the key up after every handshake, resumed or not, lets strangers do
 * nothing but join, and lets only the newest holder of a member's key on.
 *
 * <p>The counter: each session is issued the next {@link SessionProof} and must confirm that it is
 * stored. Next time the member presents the last it stored. That is the last issued, or the last
 * confirmed if it stopped in between; a copy of the machine presents an older one. A proof newer
 * than this hub remembers is genuine all the same, since only this hub's key makes them: the hub
 * was restored from a backup.
 */
public final class HubGreeting {
  private final String site;
  private final SessionProof.Key proofs;
  private final MemberTable members;
  private final TokenStore tokens;
  private final LongSupplier nowMillis;
  private final RandomGenerator random;
  private final Map<MemberId, Long> lastIssued = new HashMap<>();

  /**
   * Greets for one site.
   *
   * @param nowMillis since 1970; only tokens look at it
   * @param random a cryptographically strong one
   */
  public HubGreeting(
      String site,
      Identity hub,
      MemberTable members,
      TokenStore tokens,
      LongSupplier nowMillis,
      RandomGenerator random) {
    this.site = site;
    this.proofs = SessionProof.Key.of(hub);
    this.members = members;
    this.tokens = tokens;
    this.nowMillis = nowMillis;
    this.random = random;
  }

  /**
   * Greets a peer that has proved its key.
   *
   * @throws RefusedException after the peer was told; the connection is of no use any more
   */
  Peer greet(GreetingChannel channel, Pin pin, InetAddress address, String addressText)
      throws IOException, ProtocolViolation, RefusedException {
    try {
      return greetOrRefuse(channel, pin, address, addressText);
    } catch (RefusedException e) {
      channel.say(new Greeting.Refused(e.refusal(), e.text()));
      throw e;
    }
  }

  private Peer greetOrRefuse(
      GreetingChannel channel, Pin pin, InetAddress address, String addressText)
      throws IOException, ProtocolViolation, RefusedException {
    Greeting.ClientHello hello = channel.expect(Greeting.ClientHello.class);
    if (hello.protocol() != Greeting.PROTOCOL) {
      throw new RefusedException(
          Refusal.PROTOCOL,
          "the hub speaks protocol " + Greeting.PROTOCOL + ", this spoke " + hello.protocol());
    }
    if (!hello.site().isEmpty() && !hello.site().equals(site)) {
      throw new RefusedException(Refusal.UNKNOWN_SITE, "this hub does not serve that site");
    }
    MemberTable.Member member =
        hello.joins() ? join(channel, pin, address) : known(pin, hello.proof());
    SessionProof proof = issue(member, hello.proof());
    channel.say(
        new Greeting.ServerHello(
            Greeting.PROTOCOL, Greeting.FEATURES, member.id(), site, member.name(), proof));
    Greeting.Confirm confirm = channel.expect(Greeting.Confirm.class);
    if (confirm.counter() != proof.counter()) {
      throw new ProtocolViolation("confirms " + confirm.counter() + ", not " + proof.counter());
    }
    if (!members.confirm(member.id(), proof.counter())) {
      throw stale(member);
    }
    return new Peer(
        member.id(), member.name(), member.role(), pin, addressText, common(hello.features()));
  }

  private MemberTable.Member join(GreetingChannel channel, Pin pin, InetAddress address)
      throws IOException, ProtocolViolation, RefusedException {
    Greeting.Join join = channel.expect(Greeting.Join.class);
    MemberTable.Member member = members.byPin(pin);
    // It may have joined without hearing of it: the token is used then, and so it is told again.
    if (member == null || member.confirmedCounter() > 0) {
      String role = tokens.redeem(join.secret(), address, nowMillis.getAsLong());
      member = members.add(pin, join.name(), role, join.machine(), nowMillis.getAsLong(), random);
    }
    channel.say(new Greeting.Joined(member.id(), site, member.name()));
    return member;
  }

  private MemberTable.Member known(Pin pin, @Nullable SessionProof proof) throws RefusedException {
    MemberTable.Member member = members.byPin(pin);
    if (member == null) {
      throw new RefusedException(
          Refusal.UNKNOWN_KEY,
          "the hub does not know this server: it has not joined, or it was removed");
    }
    long presented = proof == null ? 0 : proof.counter();
    boolean genuine = proof == null || proofs.issued(member.id(), proof);
    if (!genuine || presented < member.confirmedCounter()) {
      throw stale(member);
    }
    return member;
  }

  private static RefusedException stale(MemberTable.Member member) {
    return new RefusedException(
        Refusal.STALE,
        "another machine has been here as "
            + member.name()
            + " since: this one is a copy, or was restored from an image");
  }

  private synchronized SessionProof issue(
      MemberTable.Member member, @Nullable SessionProof presented) {
    long known = Math.max(member.confirmedCounter(), presented == null ? 0 : presented.counter());
    long counter = Math.max(known, lastIssued.getOrDefault(member.id(), 0L)) + 1;
    lastIssued.put(member.id(), counter);
    return proofs.issue(member.id(), counter);
  }

  static List<String> common(List<String> theirs) {
    return Greeting.FEATURES.stream().filter(theirs::contains).toList();
  }
}
