package io.twohop.cli;

import io.twohop.config.Command;
import io.twohop.config.ConfigException;
import io.twohop.config.HostPort;
import io.twohop.config.HubConfig;
import io.twohop.daemon.HubControl;
import io.twohop.daemon.HubDaemon;
import io.twohop.daemon.HubOptions;
import io.twohop.daemon.Services;
import io.twohop.daemon.UserError;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop hub}: becomes the hub of a site. */
final class HubCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.described(
            "Be the hub: the machine that orders all changes. Runs until it is told to end.");
    Flags.ends(spec, ExitCode.UNUSABLE);
    DaemonFlags.addTo(spec, Command.HUB);
    spec.usageMessage()
        .footer("", "Example:  twohop hub --dir /var/www/html --advertise master.example:7420");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserError, ConfigException, InterruptedException {
    HubConfig config =
        HubConfig.from(
            DaemonFlags.given(parsed, Command.HUB, terminal),
            DaemonFlags.file(parsed, terminal),
            Surrounding.of(terminal));
    LogConsole console = new LogConsole(terminal);
    HubOptions options = options(config);
    try (HubDaemon hub = HubDaemon.start(options, console)) {
      HubControl control = new HubControl(hub, options, Version.OF_PROGRAM);
      try (Services services =
          Services.open(
              config.state(), config.site(), control, config.http(), config.health(), console)) {
        Ending ending = Ending.when(services, hub);
        try {
          hub.awaitEnd();
        } finally {
          ending.over();
        }
      }
    }
    return ExitCode.OK;
  }

  static HubOptions options(HubConfig config) {
    return new HubOptions(
        config.dir(),
        config.state(),
        config.site(),
        texts(config.listen()),
        texts(config.advertise()),
        config.stage(),
        config.excludes());
  }

  private static List<String> texts(List<HostPort> addresses) {
    return addresses.stream().map(HostPort::toString).toList();
  }
}
