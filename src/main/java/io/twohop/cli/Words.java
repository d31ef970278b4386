package io.twohop.cli;

import java.util.Locale;
import java.util.Optional;

/** The words that the program knows, in the order of its help. */
enum Words {
  DEMO,
  HUB,
  TOKEN,
  SPOKE,
  STATUS,
  WAIT,
  CONFLICTS,
  HISTORY,
  APPROVE,
  REJECT,
  MEMBERS,
  DRAIN,
  LEAVE,
  DOCTOR,
  COMPLETION;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it runs until it is told to end. */
  boolean isDaemon() {
    return switch (this) {
      case DEMO, HUB, SPOKE -> true;
      case TOKEN, STATUS, WAIT, CONFLICTS, HISTORY, APPROVE, REJECT -> false;
      case MEMBERS, DRAIN, LEAVE, DOCTOR, COMPLETION -> false;
    };
  }

  Subcommand command() {
    return switch (this) {
      case DEMO -> new DemoCommand();
      case HUB -> new HubCommand();
      case TOKEN -> new TokenCommand();
      case SPOKE -> new SpokeCommand();
      case STATUS -> new StatusCommand();
      case WAIT -> new WaitCommand();
      case CONFLICTS -> new ConflictsCommand();
      case HISTORY -> new HistoryCommand();
      case APPROVE -> new ApproveCommand();
      case REJECT -> new RejectCommand();
      case MEMBERS -> new MembersCommand();
      case DRAIN -> new DrainCommand();
      case LEAVE -> new LeaveCommand();
      case DOCTOR -> new DoctorCommand();
      case COMPLETION -> new CompletionCommand();
    };
  }

  static Optional<Words> of(String text) {
    // WHY: a loop, here and on the way to every command: the first lambda costs a tenth of a
    // second.
    for (Words word : values()) {
      if (word.word().equals(text)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
