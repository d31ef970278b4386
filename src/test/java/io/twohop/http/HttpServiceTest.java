package io.twohop.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.control.Phase;
import io.twohop.control.RecordedCommands;
import io.twohop.json.Json;
import io.twohop.json.JsonReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServiceTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Throwable> internal = new CopyOnWriteArrayList<>();
  private final RecordedCommands commands = new RecordedCommands();
  private HttpService service;
  private HttpService healthAlone;

  @BeforeEach
  void open() throws IOException {
    service = HttpService.open("127.0.0.1", 0, Pages.all(commands), threads, internal::add);
    healthAlone = HttpService.open("::1", 0, Pages.healthAlone(commands), threads, internal::add);
  }

  @AfterEach
  void close() throws IOException {
    service.close();
    healthAlone.close();
    threads.shutdownNow();
    assertThat(internal).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void ready_inEveryPhase_saysWhetherToSendTraffic(Phase phase) throws Exception {
    commands.phase = phase;
    String answer = ask(service, "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer).startsWith(phase == Phase.READY ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 ");
    Json.Fields body = (Json.Fields) JsonReader.read(bodyOf(answer));
    assertThat(body.text("phase")).contains(phase.word());
    assertThat(body.whole("lag")).contains(3L);
  }

  @Test
  void health_saysCountsButNoPaths() throws Exception {
    String answer = ask(service, "GET /health?x=1 HTTP/1.0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("permission");
    Json.Fields body = (Json.Fields) JsonReader.read(bodyOf(answer));
    assertThat(body.whole("blocked")).contains(1L);
  }

  @Test
  void metrics_everyLine_isPrometheusText() throws Exception {
    String answer = ask(service, "GET /metrics HTTP/1.1\r\n\r\n");
    Pattern sample =
        Pattern.compile("[a-z_]+(\\{([a-z]+=\"([^\"\\\\\\n]|\\\\.)*\",?)+})? -?[0-9]+");
    assertThat(bodyOf(answer).lines())
        .allMatch(line -> line.startsWith("# ") || sample.matcher(line).matches())
        .contains(
            "twohop_lag_changes 3", "twohop_member_lag_changes{member=\"web\\\"1\",id=\"m1\"} 1");
  }

  @Test
  void healthAlone_hasNoMetrics() throws Exception {
    assertThat(ask(healthAlone, "GET /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404");
    assertThat(ask(healthAlone, "GET /ready HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void head_hasNoBodyButItsLength() throws Exception {
    String answer = ask(service, "HEAD /ready HTTP/1.1\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").containsPattern("Content-Length: [1-9]");
    assertThat(bodyOf(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /ready\r\n\r\n",
        "GET ready HTTP/1.1\r\n\r\n",
        "\r\n\r\n"
      })
  void request_malformed_is400(String request) throws Exception {
    assertThat(ask(service, request)).startsWith("HTTP/1.1 400");
  }

  @Test
  void request_otherMethod_is405() throws Exception {
    assertThat(ask(service, "POST /ready HTTP/1.1\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void request_endlessHead_isCutOffAndOthersAreServed() throws Exception {
    assertThat(ask(service, "GET /ready HTTP/1.1\r\n" + "a: b\r\n".repeat(20_000)))
        .doesNotContain("200 OK");
    assertThat(ask(service, "GET /ready HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void callers_thatSayNothing_keepNobodyOut() throws Exception {
    try (Socket silent = new Socket(service.address(), service.port())) {
      assertThat(ask(service, "GET /ready HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(silent.isConnected()).isTrue();
    }
  }

  private static String ask(HttpService service, String request) throws IOException {
    try (Socket socket = new Socket(service.address(), service.port())) {
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException cutOff) {
        return "";
      }
    }
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
