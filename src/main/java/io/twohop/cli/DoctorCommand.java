package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.control.Trouble;
import io.twohop.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop doctor}: what of this machine is in the way, and what to do about it. */
final class DoctorCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "Check this machine: limits, file system, permissions, places, addresses; with what to"
                + " do for each. Changes nothing but a probe in the state directory.");
    Flags.ends(spec, ExitCode.PROBLEMS, ExitCode.UNUSABLE);
    spec.addOption(Flags.value("--dir", "DIR", "The tree; default: that of the daemon that runs."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws UserMistake, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    Checkup checkup = new Checkup();
    Optional<Json.Fields> status = status(daemon, checkup);
    MachineChecks machine = new MachineChecks(checkup);
    machine.kernel();
    Optional<Path> tree = tree(parsed, terminal, status);
    if (tree.isEmpty()) {
      checkup.wrong(
          "no tree to look at: no daemon has answered and --dir is not given",
          "most of what matters is a property of where the tree is",
          "fix:  twohop doctor --dir DIR");
    } else if (!Files.isDirectory(tree.get())) {
      checkup.wrong(tree.get() + " is no directory", "fix:  make it, or name another with --dir");
    } else {
      machine.watches(tree.get());
      machine.openFiles();
      new PlaceChecks(checkup, tree.get().toRealPath(), daemon.state()).all();
    }
    status.ifPresent(fields -> new PeerChecks(checkup, fields).all());
    checkup.fine("clocks need not agree: no clock decides anything between members");
    terminal.say(checkup.text());
    return checkup.allFine() ? ExitCode.OK : ExitCode.PROBLEMS;
  }

  private static Optional<Json.Fields> status(Daemon daemon, Checkup checkup) throws IOException {
    try {
      Json.Fields status = daemon.ask(daemon.request("status"));
      checkup.fine(
          "the %s of %s is running and %s"
              .formatted(
                  status.text("role").orElse("daemon"),
                  daemon.state(),
                  status.text("phase").orElse("?")));
      return Optional.of(status);
    } catch (Refusal e) {
      List<String> lines =
          e.trouble() == Trouble.NOT_RUNNING
              ? List.of(e.lines().getFirst(), "fix:  start it, or name its directory with --state")
              : e.lines();
      checkup.wrong(lines.getFirst(), lines.subList(1, lines.size()).toArray(String[]::new));
      return Optional.empty();
    }
  }

  private static Optional<Path> tree(
      ParseResult parsed, Terminal terminal, Optional<Json.Fields> status) {
    if (parsed.hasMatchedOption("--dir")) {
      return Optional.of(terminal.path(parsed.matchedOptionValue("--dir", "")));
    }
    return status.flatMap(fields -> fields.text("dir")).map(Path::of);
  }
}
