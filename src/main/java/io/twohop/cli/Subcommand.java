package io.twohop.cli;

import io.twohop.config.ConfigException;
import io.twohop.control.Refusal;
import io.twohop.daemon.UserError;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One word of the command line. */
interface Subcommand {
  /** Its options and its help; the name is the caller's business. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @throws IOException if what it read or wrote for the user could not be; the message says which
   */
  ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, UserError, Refusal, ConfigException, IOException, InterruptedException;
}
