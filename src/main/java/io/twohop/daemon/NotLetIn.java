package io.twohop.daemon;

import io.twohop.transport.DialOutcome;
import io.twohop.transport.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is said to the person whose spoke the hub does not let in, or has removed. */
final class NotLetIn {
  private NotLetIn() {}

  /** The hub's refusal, with what helps against it. */
  static UserError refused(DialOutcome.Refused answer, Path state) {
    List<String> lines = new ArrayList<>();
    lines.add("the hub does not let this spoke in: " + answer.text());
    lines.add("its directory and its state stay as they are" + unlessToken(answer.refusal()));
    lines.addAll(advice(answer.refusal(), state));
    return new UserError(UserError.EXIT_REFUSED_BY_HUB, lines.toArray(String[]::new));
  }

  private static String unlessToken(Refusal refusal) {
    return isOver(refusal) ? "; a token is not used by a server that has joined before" : "";
  }

  /** Whether the membership that is stored here is worth nothing any more. */
  private static boolean isOver(Refusal refusal) {
    return refusal == Refusal.UNKNOWN_KEY || refusal == Refusal.STALE;
  }

  private static List<String> advice(Refusal refusal, Path state) {
    return switch (refusal) {
      case UNKNOWN_KEY, STALE -> joinAgain(state);
      case TOKEN_UNKNOWN, TOKEN_EXPIRED, TOKEN_USED_UP ->
          List.of("fix:  'twohop token' on the hub makes a new token; start this once with it");
      case TOKEN_NOT_FROM_HERE ->
          List.of(
              "fix:  'twohop token' on the hub makes one for any address, and with --from CIDR for"
                  + " those of a range");
      case PROTOCOL -> List.of("fix:  run the same version of Twohop here and on the hub");
      case UNKNOWN_SITE ->
          List.of("fix:  is the hub's --site the same as ever? A token of this hub names its site");
    };
  }

  /** What a command is told while the daemon of a server that was removed still runs. */
  static UserError removed(Path state) {
    List<String> lines = new ArrayList<>();
    lines.add("the hub removed this server: nothing is synced any more");
    lines.add("its directory and its state stay as they are");
    lines.addAll(joinAgain(state));
    return new UserError(UserError.EXIT_REFUSED_BY_HUB, lines.toArray(String[]::new));
  }

  /** How a server becomes a new member whose old membership is over. */
  static List<String> joinAgain(Path state) {
    return List.of(
        "fix:  to join again, as a new member: stop this daemon, then  mv "
            + state
            + " "
            + aside(state),
        "      and start it with a new token ('twohop token' on the hub) and --first-contact merge,"
            + " or mirror");
  }

  /** What helps where somebody else answers at the hub's address. */
  static List<String> otherHub(Path state) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "nothing was sent to it; is the address still the hub's? --hub HOST:PORT overrules it");
    lines.add("if the hub was installed anew, it knows none of its spokes any more:");
    lines.addAll(joinAgain(state));
    return List.copyOf(lines);
  }

  private static Path aside(Path state) {
    return state.resolveSibling(state.getFileName() + ".old");
  }
}
