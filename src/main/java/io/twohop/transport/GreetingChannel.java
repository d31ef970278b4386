package io.twohop.transport;

import io.twohop.wire.Frame;
import io.twohop.wire.ProtocolViolation;
import java.io.EOFException;
import java.io.IOException;

/** Greetings over a connection, one after the other. */
final class GreetingChannel {
  private final Connection connection;

  GreetingChannel(Connection connection) {
    this.connection = connection;
  }

  void say(Greeting greeting) throws IOException {
    byte[] frame = GreetingCodec.frame(greeting);
    connection.write(frame, frame.length);
  }

  /**
   * The next greeting, which must be of this type.
   *
   * @throws RefusedException if the hub refuses instead
   */
  <G extends Greeting> G expect(Class<G> type)
      throws IOException, ProtocolViolation, RefusedException {
    Frame frame = connection.read(() -> {});
    if (frame == null) {
      throw new EOFException("the peer closed the connection while greeting");
    }
    Greeting greeting = GreetingCodec.read(frame);
    if (greeting instanceof Greeting.Refused refused) {
      throw new RefusedException(refused.code(), refused.text());
    }
    if (!type.isInstance(greeting)) {
      throw new ProtocolViolation("not the greeting that was expected: " + greeting);
    }
    return type.cast(greeting);
  }
}
