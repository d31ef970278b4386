package io.twohop.transport;

/**
 * Where a hub listens: a host name or an address, and a port; {@code [::1]:7420} for IPv6.
 *
 * @param host without brackets
 * @param port 0 where any free one will do
 */
public record HostPort(String host, int port) {
  public static final int DEFAULT_PORT = 7420;

  /** LIMIT: a domain name has at most 253 characters, RFC 1035. */
  static final int HOST_MAX_BYTES = 255;

  public HostPort {
    if (host.isEmpty() || host.length() > HOST_MAX_BYTES) {
      throw new IllegalArgumentException("not a host: '" + host + "'");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /**
   * Reads {@code HOST}, {@code HOST:PORT}, {@code [ADDRESS]:PORT} or a bare IPv6 address.
   *
   * @throws IllegalArgumentException if it is none of these; the text says what is wrong
   */
  public static HostPort parse(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
        throw new IllegalArgumentException("not [ADDRESS]:PORT: '" + text + "'");
      }
      String port = close + 1 < text.length() ? text.substring(close + 2) : "";
      return new HostPort(text.substring(1, close), portOf(port, text));
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
      return new HostPort(text, DEFAULT_PORT);
    }
    return new HostPort(text.substring(0, colon), portOf(text.substring(colon + 1), text));
  }

  private static int portOf(String digits, String text) {
    if (digits.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port is not a number: '" + text + "'", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
