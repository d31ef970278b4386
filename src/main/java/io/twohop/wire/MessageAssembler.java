package io.twohop.wire;

import io.twohop.core.message.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of a message together and reads it. Nothing may come between two fragments of
 * one message.
 */
public final class MessageAssembler {
  private final FrameType.Sender peer;
  private @Nullable FrameType type;
  private byte[] held = new byte[0];
  private int size;

  /** Reads what {@code peer} sends. */
  public MessageAssembler(FrameType.Sender peer) {
    this.peer = peer;
  }

  /** The message that this frame completes, or null if more of it must follow. */
  public @Nullable Message accept(Frame frame) throws ProtocolViolation {
    FrameType arriving = FrameType.ofCode(frame.type());
    if (!arriving.mayComeFrom(peer)) {
      throw new ProtocolViolation(arriving + " is not for the other side to send");
    }
    if (type != null && type != arriving) {
      throw new ProtocolViolation(arriving + " between the fragments of " + type);
    }
    byte[] payload = frame.payload();
    if (payload.length > arriving.maxBytes() - size) {
      throw new ProtocolViolation(arriving + " has more than " + arriving.maxBytes() + " bytes");
    }
    if (type == null && !frame.moreFollows()) {
      return MessageCodec.decode(arriving, payload, 0, payload.length);
    }
    if (payload.length == 0) {
      throw new ProtocolViolation("an empty fragment of " + arriving);
    }
    append(payload, arriving.maxBytes());
    if (frame.moreFollows()) {
      type = arriving;
      return null;
    }
    byte[] whole = held;
    int length = size;
    type = null;
    held = new byte[0];
    size = 0;
    return MessageCodec.decode(arriving, whole, 0, length);
  }

  private void append(byte[] payload, int maxBytes) {
    int wanted = size + payload.length;
    if (wanted > held.length) {
      held = Arrays.copyOf(held, Math.min(maxBytes, Math.max(wanted, 2 * held.length)));
    }
    System.arraycopy(payload, 0, held, size, payload.length);
    size = wanted;
  }
}
