package io.twohop.cli;

import io.twohop.control.Trouble;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a command ends with: a contract with scripts. */
public enum ExitCode {
  OK(0, "done"),
  INTERNAL(1, "an internal error; please report it with the log"),
  USAGE(2, "wrong usage, or a mistake in the configuration"),
  PROBLEMS(3, "some paths or settings have problems (listed)"),
  TIME_RAN_OUT(4, "time ran out (the members that are behind are named)"),
  CONFLICT(5, "some changes were refused or lost to a conflict (paths named)"),
  NOT_RUNNING(10, "the daemon is not running"),
  HUB_UNREACHABLE(11, "the hub cannot be reached"),
  REFUSED_BY_HUB(12, "refused by the hub: token wrong, used or expired; or removed"),
  UNUSABLE(13, "a directory, the state or an address cannot be used"),
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  static ExitCode of(Trouble trouble) {
    return switch (trouble) {
      case INTERNAL -> INTERNAL;
      case USAGE -> USAGE;
      case NOT_RUNNING -> NOT_RUNNING;
      case HUB_UNREACHABLE -> HUB_UNREACHABLE;
      case REFUSED_BY_HUB -> REFUSED_BY_HUB;
      case UNUSABLE -> UNUSABLE;
    };
  }

  /** Numbers and meanings for a command's help, in order: those of any command, and these. */
  static Map<String, String> list(ExitCode... more) {
    Set<ExitCode> codes = EnumSet.of(OK, INTERNAL, USAGE, INTERRUPTED);
    codes.addAll(Arrays.asList(more));
    Map<String, String> list = new LinkedHashMap<>();
    for (ExitCode code : codes) {
      String number = Integer.toString(code.number);
      list.put(" ".repeat(4 - number.length()) + number, code.meaning);
    }
    return list;
  }
}
