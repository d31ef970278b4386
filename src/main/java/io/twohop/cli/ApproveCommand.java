package io.twohop.cli;

/** {@code twohop approve}. */
final class ApproveCommand extends VerdictCommand {
  ApproveCommand() {
    super("approve", "Let a plan pass that is held because it removes or changes so much.");
  }
}
