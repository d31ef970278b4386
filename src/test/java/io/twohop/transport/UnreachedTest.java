package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of those who are no hub. */
class UnreachedTest {
  @TempDir Path state;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void dial_whereNobodyListens_saysSo() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertThat(dial(port)).endsWith("connection refused, so no program listens there");
  }

  @Test
  void dial_whoDoesNotSpeakTls_saysSo() throws Exception {
    assertThat(dialled("HTTP/1.1 400 Bad Request\r\n\r\n")).contains("does not speak TLS");
  }

  @Test
  void dial_whoHangsUp_saysSo() throws Exception {
    assertThat(dialled(null)).contains("ends the connection before it says who it is");
  }

  /** Dials somebody who says this, or nothing, and hangs up. */
  private String dialled(@Nullable String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> {
        try (Socket caller = server.accept()) {
          if (answer != null) {
            caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            caller.getOutputStream().flush();
            caller.getInputStream().readAllBytes();
          }
        } catch (IOException e) {
          // The other one went first.
        }
      });
      return dial(server.getLocalPort());
    }
  }

  private String dial(int port) throws Exception {
    Identity hub = Identity.create();
    Token token =
        new Token(
            List.of(new HostPort("127.0.0.1", port)),
            hub.pin(),
            "main",
            Bytes.owning(new byte[32]));
    Membership joining = Membership.joining(state, token, "web1", MachineIdentity.UNKNOWN);
    Dialer dialer = new Dialer(Identity.create(), joining, TransportLimits.USUAL, threads);
    DialOutcome outcome =
        dialer.dial(session -> {
          throw new AssertionError("nobody was there");
        });
    return String.join("; ", ((DialOutcome.Unreachable) outcome).reasons());
  }
}
