package io.twohop.cli;

import io.twohop.config.Command;
import io.twohop.config.ConfigException;
import io.twohop.config.HostPort;
import io.twohop.config.SpokeConfig;
import io.twohop.daemon.Services;
import io.twohop.daemon.SpokeControl;
import io.twohop.daemon.SpokeDaemon;
import io.twohop.daemon.SpokeOptions;
import io.twohop.daemon.UserError;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop spoke}: becomes a member of a site. */
final class SpokeCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.described(
            "Be a spoke: keep a directory the same as the hub's. Runs until it is told to end.");
    Flags.ends(spec, ExitCode.HUB_UNREACHABLE, ExitCode.REFUSED_BY_HUB, ExitCode.UNUSABLE);
    DaemonFlags.addTo(spec, Command.SPOKE);
    spec.usageMessage()
        .footer(
            "",
            "Example:  twohop spoke --dir /var/www/html --hub master.example:7420 --token TOKEN",
            "Started again with the same --state it needs no token.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserError, ConfigException, InterruptedException {
    SpokeConfig config =
        SpokeConfig.from(
            DaemonFlags.given(parsed, Command.SPOKE, terminal),
            DaemonFlags.file(parsed, terminal),
            Surrounding.of(terminal));
    LogConsole console = new LogConsole(terminal);
    SpokeOptions options = options(config);
    try (SpokeDaemon spoke = SpokeDaemon.start(options, console)) {
      SpokeControl control = new SpokeControl(spoke, options, Version.OF_PROGRAM);
      try (Services services =
          Services.open(
              config.state(),
              config.site().orElse("main"),
              control,
              config.http(),
              config.health(),
              console)) {
        Ending ending = Ending.when(services, spoke);
        try {
          spoke.awaitEnd();
        } finally {
          ending.over();
        }
      }
    }
    return ExitCode.OK;
  }

  static SpokeOptions options(SpokeConfig config) {
    return new SpokeOptions(
        config.dir(),
        config.state(),
        config.site(),
        config.hub().map(HostPort::toString),
        config.token(),
        config.name(),
        config.firstContact().map(SpokeCommand::contact),
        config.stage(),
        config.excludes());
  }

  private static SpokeOptions.FirstContact contact(io.twohop.config.FirstContact asked) {
    return switch (asked) {
      case MERGE -> SpokeOptions.FirstContact.MERGE;
      case MIRROR -> SpokeOptions.FirstContact.MIRROR;
    };
  }
}
