package io.twohop.wire;

/** Puts payloads into frames: u32 length of what follows (big endian), u8 type, payload. */
public final class FrameEncoder {
  static final int HEADER_BYTES = 5;

  private FrameEncoder() {}

  /**
   * One payload as one frame, or as fragments of {@link Limits#FRAGMENT_BYTES} where it is larger
   * than that.
   *
   * @param type 0 to 127
   */
  public static byte[] frames(int type, byte[] payload, int length) {
    int fragments = Math.max(1, Math.ceilDiv(length, Limits.FRAGMENT_BYTES));
    byte[] out = new byte[length + fragments * HEADER_BYTES];
    int to = 0;
    int from = 0;
    for (int left = fragments; left > 0; left--) {
      int part = Math.min(Limits.FRAGMENT_BYTES, length - from);
      int size = part + 1;
      out[to++] = (byte) (size >>> 24);
      out[to++] = (byte) (size >>> 16);
      out[to++] = (byte) (size >>> 8);
      out[to++] = (byte) size;
      out[to++] = (byte) (left > 1 ? type | FrameType.MORE_FOLLOWS : type);
      System.arraycopy(payload, from, out, to, part);
      from += part;
      to += part;
    }
    return out;
  }

  public static byte[] frames(int type, Encoder payload) {
    return frames(type, payload.shared(), payload.size());
  }
}
