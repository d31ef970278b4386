package io.twohop.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames.
 *
 * <p>The length is checked as soon as its four bytes are there, and the buffer grows with what has
 * arrived: a length alone allocates nothing.
 */
public final class FrameDecoder {
  private static final int LENGTH_BYTES = 4;

  private byte[] pending = new byte[1024];
  private int from;
  private int to;
  private int maxFrameBytes;

  /** Accepts frames of up to {@code maxFrameBytes} bytes of type and payload. */
  public FrameDecoder(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Changes the limit for the frames not yet taken. */
  public void limit(int newMaxFrameBytes) {
    maxFrameBytes = newMaxFrameBytes;
  }

  /** Adds bytes that arrived; they are copied. */
  public void feed(byte[] bytes, int offset, int length) {
    if (pending.length - to < length) {
      int held = to - from;
      int wanted = Math.addExact(held, length);
      byte[] target =
          wanted > pending.length ? new byte[Math.max(wanted, 2 * pending.length)] : pending;
      System.arraycopy(pending, from, target, 0, held);
      pending = target;
      from = 0;
      to = held;
    }
    System.arraycopy(bytes, offset, pending, to, length);
    to += length;
  }

  /** The next whole frame, or null until more has arrived. */
  public @Nullable Frame next() throws ProtocolViolation {
    if (to - from < LENGTH_BYTES) {
      return null;
    }
    long length =
        (pending[from] & 0xffL) << 24
            | (pending[from + 1] & 0xffL) << 16
            | (pending[from + 2] & 0xffL) << 8
            | (pending[from + 3] & 0xffL);
    if (length < 1 || length > maxFrameBytes) {
      throw new ProtocolViolation(
          "a frame of " + length + " bytes; 1 to " + maxFrameBytes + " are allowed");
    }
    if (to - from - LENGTH_BYTES < length) {
      return null;
    }
    int start = from + LENGTH_BYTES;
    int end = start + (int) length;
    int type = pending[start] & 0xff;
    byte[] payload = Arrays.copyOfRange(pending, start + 1, end);
    from = end;
    if (from == to) {
      from = 0;
      to = 0;
      shrink();
    }
    return new Frame(type & ~FrameType.MORE_FOLLOWS, (type & FrameType.MORE_FOLLOWS) != 0, payload);
  }

  private void shrink() {
    // A session that once carried a large frame should not hold its buffer for days.
    if (pending.length > 64 * 1024) {
      pending = new byte[1024];
    }
  }
}
