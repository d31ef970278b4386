package io.twohop.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** Why nobody was reached at an address, in words of people who do not know TLS. */
final class Unreached {
  private static final String NO_HUB = "; that may be no hub, or something stands in between";

  private Unreached() {}

  /** No connection came about. */
  static String connecting(IOException e) {
    return switch (e) {
      case ConnectException refused when said(refused).contains("refused") ->
          "connection refused, so no program listens there";
      case SocketTimeoutException late ->
          "no answer; a firewall stands in between, or that machine is off";
      case IOException other -> said(other);
    };
  }

  /** A connection came about, and then the greeting failed. */
  static String greeting(IOException e) {
    if (!(e instanceof SSLException)) {
      return "the connection ended before the greeting did (" + said(e) + ")";
    }
    String text = said(e);
    if (text.contains("unrecognized SSL message") || text.contains("plaintext")) {
      return "what answers there does not speak TLS" + NO_HUB;
    }
    if (text.contains("terminated the handshake")) {
      return "what answers there ends the connection before it says who it is" + NO_HUB;
    }
    return "what answers there does not agree on TLS 1.3 (" + text + ")" + NO_HUB;
  }

  private static String said(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
