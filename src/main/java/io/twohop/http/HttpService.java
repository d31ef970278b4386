package io.twohop.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One HTTP address. Every caller is answered once and then let go. */
public final class HttpService implements AutoCloseable {
  /** LIMIT: what a request may say before it is answered; a browser with cookies stays below. */
  static final int MAX_HEAD_BYTES = 8 * 1024;

  /** LIMIT: time for a whole request head, however slowly it drips. */
  private static final int HEAD_MILLIS = 5_000;

  /** LIMIT: callers at once; further ones are let go without an answer. */
  private static final int MAX_CALLERS = 128;

  private static final long RETRY_ACCEPT_NANOS = 1_000_000_000L;

  private final ServerSocket socket;
  private final Pages pages;
  private final Executor executor;
  private final Consumer<Throwable> onInternal;
  private final Semaphore callers = new Semaphore(MAX_CALLERS);

  private HttpService(
      ServerSocket socket, Pages pages, Executor executor, Consumer<Throwable> onInternal) {
    this.socket = socket;
    this.pages = pages;
    this.executor = executor;
    this.onInternal = onInternal;
  }

  /**
   * Listens.
   *
   * @param port 0 takes any free one, see {@link #port}
   * @param onInternal told of mistakes of the program, for the log
   * @throws java.net.BindException if the port is taken or the address is not of this machine
   */
  public static HttpService open(
      String host, int port, Pages pages, Executor executor, Consumer<Throwable> onInternal)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      HttpService service = new HttpService(socket, pages, executor, onInternal);
      executor.execute(service::accept);
      return service;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The port it listens at. */
  public int port() {
    return socket.getLocalPort();
  }

  /** The address it listens at. */
  InetAddress address() {
    return socket.getInetAddress();
  }

  private void accept() {
    while (true) {
      Socket caller;
      try {
        caller = socket.accept();
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
        onInternal.accept(e);
        // Out of descriptors, most likely: asking again at once would only burn the processor.
        LockSupport.parkNanos(RETRY_ACCEPT_NANOS);
        continue;
      }
      if (callers.tryAcquire()) {
        executor.execute(() -> serve(caller));
      } else {
        end(caller);
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      RequestHead head = read(caller);
      Reply reply = reply(head);
      send(caller.getOutputStream(), reply, !head.method().equals("HEAD"));
    } catch (SocketTimeoutException e) {
      // Too slow: nothing it could be told would be read.
    } catch (IOException e) {
      // The caller went away.
    } finally {
      callers.release();
    }
  }

  private Reply reply(RequestHead head) {
    if (head.mistake() != 0) {
      return Reply.text(head.mistake(), "not understood\n");
    }
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      return Reply.text(405, "only GET and HEAD\n");
    }
    try {
      return pages.get(head.path());
    } catch (RuntimeException e) {
      onInternal.accept(e);
      return Reply.text(500, "internal error, see the log\n");
    }
  }

  private static RequestHead read(Socket caller) throws IOException {
    InputStream in = caller.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] buffer = new byte[1024];
    long deadlineNanos = System.nanoTime() + HEAD_MILLIS * 1_000_000L;
    while (true) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new SocketTimeoutException("a request head came too slowly");
      }
      caller.setSoTimeout((int) leftMillis);
      int n = in.read(buffer);
      if (n < 0) {
        throw new SocketException("ended before its request did");
      }
      head.write(buffer, 0, n);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
        return RequestHead.parse(text);
      }
      if (head.size() > MAX_HEAD_BYTES) {
        return RequestHead.mistaken(431);
      }
    }
  }

  private static void send(OutputStream out, Reply reply, boolean withBody) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                .formatted(reply.status(), reply.reason(), reply.type(), body.length)
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head.getBytes(StandardCharsets.ISO_8859_1));
    if (withBody) {
      all.write(body);
    }
    all.writeTo(out);
  }

  private static void end(Socket caller) {
    try {
      caller.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
