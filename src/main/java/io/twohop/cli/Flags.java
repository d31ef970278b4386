package io.twohop.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The forms that options and help have here. */
final class Flags {
  private Flags() {}

  /** A command with {@code --help}, and in it the exit codes that every command has. */
  static CommandSpec described(String... description) {
    CommandSpec spec = CommandSpec.create();
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("Print this help.")
            .build());
    spec.usageMessage()
        .description(description)
        .sortOptions(false)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(ExitCode.list());
    return spec;
  }

  /** Says with what a command can end besides. */
  static void ends(CommandSpec spec, ExitCode... codes) {
    spec.usageMessage().exitCodeList(ExitCode.list(codes));
  }

  /** As {@link #described}, for commands that ask a daemon. */
  static CommandSpec asking(String... description) {
    CommandSpec spec = described(description);
    ends(spec, ExitCode.NOT_RUNNING, ExitCode.UNUSABLE);
    spec.addOption(
        value(
            "--state",
            "DIR",
            "The daemon's directory; default /var/lib/twohop for root, else"
                + " $XDG_STATE_HOME/twohop."));
    spec.addOption(value("--site", "NAME", "The site; default: the only one."));
    return spec;
  }

  static OptionSpec version() {
    return OptionSpec.builder("--version")
        .type(boolean.class)
        .versionHelp(true)
        .description("Print the version.")
        .build();
  }

  /** An option with a value. A label as {@code all|hub} says which there are. */
  static OptionSpec value(String name, String label, String description) {
    OptionSpec.Builder option =
        OptionSpec.builder(name).type(String.class).paramLabel(label).description(description);
    if (label.indexOf('|') > 0) {
      option.completionCandidates(List.of(label.split("\\|", -1)));
    }
    return option.build();
  }

  static OptionSpec values(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description + " May be repeated.")
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  static PositionalParamSpec argument(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }
}
