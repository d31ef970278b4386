package io.twohop.cli;

import io.twohop.config.ConfigException;
import io.twohop.config.Reasons;
import io.twohop.control.Refusal;
import io.twohop.daemon.UserError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program as its user sees it: arguments in, an exit code out. */
public final class Twohop {
  private Twohop() {}

  /**
   * Runs one command to its end. Everything it has to say is printed; nothing is thrown at people.
   *
   * @param args the command and its options
   */
  public static ExitCode run(String[] args, Terminal terminal) {
    try {
      return dispatch(args, terminal);
    } catch (ParameterException e) {
      return wrongUsage(e, terminal);
    } catch (ConfigException e) {
      return fail(terminal, ExitCode.USAGE, e.mistakes().stream().map(String::valueOf).toList());
    } catch (UserMistake e) {
      return fail(terminal, e.exitCode(), e.lines());
    } catch (UserError e) {
      return fail(terminal, exitCode(e), e.lines());
    } catch (Refusal e) {
      return fail(terminal, ExitCode.of(e.trouble()), e.lines());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    } catch (IOException e) {
      return fail(terminal, ExitCode.UNUSABLE, List.of(Reasons.of(e)));
    } catch (RuntimeException e) {
      return internal(e, terminal);
    }
  }

  /** Whether this command becomes a daemon, and threads other than the caller's matter. */
  public static boolean isDaemon(String[] args) {
    Optional<Words> word = args.length > 0 ? Words.of(args[0]) : Optional.empty();
    return word.isPresent() && word.get().isDaemon();
  }

  private static ExitCode dispatch(String[] given, Terminal terminal)
      throws UserMistake, UserError, Refusal, ConfigException, IOException, InterruptedException {
    String[] args = withoutHelp(given);
    Optional<Words> word = args.length == 0 ? Optional.empty() : Words.of(args[0]);
    if (word.isEmpty() && args.length > 0 && !args[0].startsWith("-")) {
      throw noSuchWord(args[0]);
    }
    CommandLine line = new CommandLine(word.isPresent() ? alone(word.get()) : everything());
    line.setUsageHelpWidth(100);
    ParseResult parsed = line.parseArgs(args);
    if (parsed.isVersionHelpRequested()) {
      terminal.say("twohop " + Version.OF_PROGRAM);
      return ExitCode.OK;
    }
    List<CommandLine> chain = parsed.asCommandLineList();
    CommandLine last = chain.getLast();
    if (last.isUsageHelpRequested() || word.isEmpty()) {
      last.usage(terminal.out());
      terminal.out().flush();
      return ExitCode.OK;
    }
    return word.get().command().run(parsed.subcommand(), terminal);
  }

  /** {@code help} and {@code help WORD …}, which people try first, as {@code WORD … --help}. */
  private static String[] withoutHelp(String[] args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
    asked[args.length - 1] = "--help";
    return asked;
  }

  private static UserMistake noSuchWord(String word) {
    List<String> near =
        Arrays.stream(Words.values())
            .map(Words::word)
            .filter(known -> known.startsWith(word) || word.startsWith(known))
            .toList();
    return new UserMistake(
        ExitCode.USAGE,
        "there is no command '" + word + "'",
        near.isEmpty()
            ? "fix:  twohop --help  lists them"
            : "fix:  did you mean  twohop " + String.join("  or  twohop ", near) + " ?");
  }

  /** The program with the one command that is about to run. */
  private static CommandSpec alone(Words word) {
    return root().addSubcommand(word.word(), word.command().spec());
  }

  /** The program with all its commands, for help, completion and words that are none. */
  static CommandSpec everything() {
    CommandSpec root = root();
    Flags.ends(root, ExitCode.values());
    for (Words word : Words.values()) {
      root.addSubcommand(word.word(), word.command().spec());
    }
    return root;
  }

  private static CommandSpec root() {
    CommandSpec root = Flags.described("Keeps one directory tree the same on many Linux servers.");
    root.name("twohop");
    root.addOption(Flags.version());
    root.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "Start with  twohop demo , or on the hub with  twohop hub --dir /var/www/site .",
            "'twohop help COMMAND' says more about each.");
    return root;
  }

  private static ExitCode wrongUsage(ParameterException e, Terminal terminal) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    return fail(
        terminal,
        ExitCode.USAGE,
        List.of(
            String.valueOf(e.getMessage()).replace("\n", " "),
            "fix:  " + name + " --help  says what it takes"));
  }

  private static ExitCode exitCode(UserError e) {
    for (ExitCode code : ExitCode.values()) {
      if (code.number() == e.exitCode()) {
        return code;
      }
    }
    return ExitCode.INTERNAL;
  }

  private static ExitCode fail(Terminal terminal, ExitCode code, List<String> lines) {
    terminal.out().flush();
    boolean first = true;
    for (String line : lines) {
      terminal.err().println((first ? "error: " : "  ") + Shown.line(line));
      first = false;
    }
    return code;
  }

  /** One line; the frames help only who has the sources, and are shown on request. */
  private static ExitCode internal(RuntimeException e, Terminal terminal) {
    if (terminal.environment().containsKey("TWOHOP_TRACE")) {
      e.printStackTrace(terminal.err());
    }
    return fail(
        terminal,
        ExitCode.INTERNAL,
        List.of(
            "internal error: " + e,
            "this is a mistake in Twohop, not in what you did; nothing of yours was changed by it",
            "fix:  please report it with the daemon's log; TWOHOP_TRACE=1 shows where it happened"));
  }
}
