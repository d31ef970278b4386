package io.twohop.control;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where the socket of a state directory is.
 *
 * <p>LIMIT: the kernel takes 107 bytes (unix(7), {@code sun_path}), so a longer path is refused.
 */
final class ControlAddress {
  static final String NAME = "control.sock";
  static final int MAX_BYTES = 107;

  private ControlAddress() {}

  static UnixDomainSocketAddress of(Path state) throws Refusal {
    Path file = state.resolve(NAME);
    if (file.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new Refusal(
          Trouble.UNUSABLE,
          "the path of the state directory is too long for a socket in it: " + state,
          "a socket's path has at most " + MAX_BYTES + " bytes",
          "fix:  use a shorter --state, up to " + (MAX_BYTES - NAME.length() - 1) + " bytes");
    }
    return UnixDomainSocketAddress.of(file);
  }
}
