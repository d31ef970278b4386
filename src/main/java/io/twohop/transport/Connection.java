package io.twohop.transport;

import io.twohop.wire.Frame;
import io.twohop.wire.FrameDecoder;
import io.twohop.wire.Limits;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Frames over one TLS connection, read by one thread and written by one.
 *
 * <p>WHY: it is ended by closing the plain socket. Closing the TLS one wants to say good-bye first
 * and can wait for a write that a stalled peer holds up.
 */
final class Connection {
  private final MeteredSocket plain;
  private final InputStream in;
  private final OutputStream out;
  private final FrameDecoder decoder = new FrameDecoder(Limits.GREETING_MAX_BYTES);
  private final byte[] arriving = new byte[16 * 1024];

  Connection(MeteredSocket plain, SSLSocket tls) throws IOException {
    this.plain = plain;
    this.in = tls.getInputStream();
    this.out = tls.getOutputStream();
  }

  /** The peer is known: from now on it may send large frames, and as much as it likes. */
  void liftLimits() {
    plain.limitReads(Long.MAX_VALUE);
    decoder.limit(Limits.FRAME_MAX_BYTES);
  }

  /** The next frame, null if the peer closed; {@code heard} is run when bytes came. */
  @Nullable Frame read(Runnable heard) throws IOException, ProtocolViolation {
    while (true) {
      Frame frame = decoder.next();
      if (frame != null) {
        return frame;
      }
      int count = in.read(arriving, 0, arriving.length);
      if (count < 0) {
        return null;
      }
      heard.run();
      decoder.feed(arriving, 0, count);
    }
  }

  void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    out.flush();
  }

  /** Says that nothing more comes from here; what the peer still sends can be read. */
  void endOutput() throws IOException {
    plain.shutdownOutput();
  }

  void close() {
    plain.closeQuietly();
  }

  long receivedBytes() {
    return plain.receivedBytes();
  }

  long sentBytes() {
    return plain.sentBytes();
  }
}
