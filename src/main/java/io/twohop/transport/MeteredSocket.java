package io.twohop.transport;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;

/**
 * The plain socket under the TLS one: counts what passes, and before the peer is known lets only so
 * much in, the handshake included.
 */
final class MeteredSocket extends Socket {
  /**
   * LIMIT: at rest a dead peer is noticed after 30 s + 3 * 10 s of silence, see tcp(7); with data
   * on the way to it by {@link SignsOfLife}.
   */
  private static final int KEEP_ALIVE_IDLE_SECONDS = 30;

  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEP_ALIVE_PROBES = 3;

  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private volatile long readLimitBytes = Long.MAX_VALUE;

  long receivedBytes() {
    return received.get();
  }

  long sentBytes() {
    return sent.get();
  }

  /** Fails reads once this many bytes have come, counted from the beginning. */
  void limitReads(long limitBytes) {
    readLimitBytes = limitBytes;
  }

  void configure() throws IOException {
    setTcpNoDelay(true);
    setKeepAlive(true);
    setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
    setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
    setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
  }

  /** Closes and does not care: there is nothing that a caller could do. */
  void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // The descriptor is gone in any case, see close(2).
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        long left = readLimitBytes - received.get();
        if (left <= 0) {
          throw new IOException("the peer sent too much before it was known");
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count > 0) {
          received.addAndGet(count);
        }
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sent.addAndGet(length);
      }
    };
  }

  /** Accepts metered sockets. */
  static final class Server extends ServerSocket {
    Server(SocketAddress address) throws IOException {
      try {
        bind(address, 128);
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    @Override
    public MeteredSocket accept() throws IOException {
      MeteredSocket socket = new MeteredSocket();
      try {
        implAccept(socket);
      } catch (IOException e) {
        socket.closeQuietly();
        throw e;
      }
      return socket;
    }
  }
}
