package io.twohop.cli;

import java.util.Optional;

/** Which program this is. */
final class Version {
  /** From the jar's manifest; there is none when classes run from a directory. */
  static final String OF_PROGRAM =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("unpackaged");

  private Version() {}
}
