package io.twohop.config;

import java.net.Inet6Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen at or to dial.
 *
 * @param host a name, an IPv4 address or an IPv6 address without its brackets; not resolved
 * @param port 0 to 65535; 0 lets the kernel choose a port to listen at
 */
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** Names and IPv4 without a colon, IPv6 in brackets, possibly with a zone. */
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+(?:%[\\w.-]+)?)]|([\\w.-]+)):([0-9]{1,5})");

  /**
   * Reads {@code HOST:PORT} or {@code [IPv6]:PORT}.
   *
   * @throws IllegalArgumentException with what is wrong, without the text itself
   */
  public static HostPort parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(help(text));
    }
    int port = Integer.parseInt(form.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("a port is at most " + MAX_PORT);
    }
    String six = form.group(1);
    if (six != null) {
      requireSix(six);
    }
    return new HostPort(six != null ? six : form.group(2), port);
  }

  private static String help(String text) {
    if (text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\\w.-]+)?")) {
      return "an IPv6 address needs brackets and a port, as [2001:db8::1]:7420";
    }
    if (text.matches("\\[[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w-]*]|\\w[\\w.-]*[A-Za-z][\\w.-]*")) {
      return "the port is missing; write HOST:PORT, as " + text + ":7420";
    }
    return "write HOST:PORT, as hub.example:7420, 10.0.0.1:7420 or [::]:7420";
  }

  private static void requireSix(String address) {
    int zone = address.indexOf('%');
    try {
      var _ = Inet6Address.ofLiteral(zone < 0 ? address : address.substring(0, zone));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "what stands in brackets is not an IPv6 address, as [2001:db8::1]:7420", e);
    }
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
