package io.twohop.wire;

import io.twohop.core.message.Message;

/**
 * A message and the frames that carry it, so that what goes to many members is encoded once. The
 * array is shared and never written again.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Framed(Message message, byte[] frames) {
  /** Content in pieces gives way to everything else. */
  public boolean isBulk() {
    return message instanceof Message.Chunk;
  }
}
