package io.twohop.transport;

import io.twohop.wire.ProtocolViolation;
import java.io.IOException;

/** The spoke's side of the greeting. */
final class SpokeGreeting {
  private SpokeGreeting() {}

  /**
   * Greets a hub that has proved one of its pins.
   *
   * @return the hub, with the number, name and features of this session
   * @throws RefusedException what the hub said
   * @throws IOException also if the credentials could not be stored
   */
  static Peer greet(GreetingChannel channel, Credentials credentials, Pin hub, String address)
      throws IOException, ProtocolViolation, RefusedException {
    Credentials.Joining joining = credentials.joining();
    channel.say(
        new Greeting.ClientHello(
            Greeting.PROTOCOL,
            Greeting.FEATURES,
            credentials.site(),
            joining == null ? credentials.proof() : null,
            joining != null));
    if (joining != null) {
      channel.say(new Greeting.Join(joining.secret(), joining.name(), joining.machine()));
      Greeting.Joined joined = channel.expect(Greeting.Joined.class);
      stored(() -> credentials.joined(joined.member(), joined.site(), joined.name()));
    }
    Greeting.ServerHello hello = channel.expect(Greeting.ServerHello.class);
    if (hello.protocol() != Greeting.PROTOCOL) {
      throw new ProtocolViolation("the hub answers in protocol " + hello.protocol());
    }
    stored(() -> credentials.issued(hello.proof()));
    channel.say(new Greeting.Confirm(hello.proof().counter()));
    return new Peer(
        hello.member(), hello.name(), "", hub, address, HubGreeting.common(hello.features()));
  }

  private static void stored(Storing storing) throws Dialer.NotStoredException {
    try {
      storing.run();
    } catch (IOException e) {
      throw new Dialer.NotStoredException(e);
    }
  }

  @FunctionalInterface
  private interface Storing {
    void run() throws IOException;
  }
}
