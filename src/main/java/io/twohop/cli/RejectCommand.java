package io.twohop.cli;

/** {@code twohop reject}. */
final class RejectCommand extends VerdictCommand {
  RejectCommand() {
    super(
        "reject",
        "Undo a plan that is held: this member goes back to the hub's state, or keeps what the hub lacks.");
  }
}
