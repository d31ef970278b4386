package io.twohop.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as people write them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code
 * 7d}.
 */
final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  static Duration parse(String flag, String text) throws UserMistake {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UserMistake(
          ExitCode.USAGE,
          flag + " '" + text + "' is no length of time",
          "fix:  write a number and its unit without a space: 500ms, 30s, 10m, 1h, 7d");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
