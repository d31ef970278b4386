package io.twohop.cli;

import io.twohop.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The status for people: the most important first, and nothing that is empty. */
final class StatusText {
  private final Json.Fields status;
  private final StringBuilder out = new StringBuilder();

  StatusText(Json.Fields status) {
    this.status = status;
  }

  String text() {
    boolean hub = word("role").equals("hub");
    out.append(
        "%s %s of site %s: %s%n".formatted(word("role"), word("name"), word("site"), standing()));
    line("directory", word("dir"));
    line("state", word("state"));
    line("running since", word("started") + ", version " + word("version"));
    if (hub) {
      line("listening at", String.join(", ", status.texts("listening")));
    } else {
      line(
          "hub",
          status.text("hub").orElse("not known")
              + (status.flag("connected") ? "" : ", NOT CONNECTED; changes wait here"));
    }
    line("change", change());
    if (number("pending") + number("backlog") > 0) {
      line(
          "on the way",
          "%d from here without an answer, %d to here"
              .formatted(number("pending"), number("backlog")));
    }
    members();
    held();
    list("blocked here (tried again by itself)", status.texts("blocked"));
    list("problems", status.texts("problems"));
    list("notes", status.texts("notes"));
    if (number("conflicts") > 0) {
      out.append("%n%d lost to another change: twohop conflicts%n".formatted(number("conflicts")));
    }
    return out.toString().stripTrailing();
  }

  private String standing() {
    return switch (word("phase")) {
      case "starting" -> "starting, looking at the tree";
      case "catching-up" -> "catching up, not ready";
      case "draining" -> "draining, takes no traffic";
      case "removed" -> "removed by the hub, syncs nothing";
      case String other -> other;
    };
  }

  private String change() {
    long lag = number("lag");
    return number("seq") + (lag > 0 ? ", %d behind the hub".formatted(lag) : "");
  }

  private void members() {
    List<Json.Fields> members = status.rows("members");
    if (members.isEmpty()) {
      return;
    }
    Table table =
        new Table("MEMBER", "CONNECTED", "CHANGE", "LAG", "PENDING", "BLOCKED", "HELD", "PROBLEMS");
    for (Json.Fields member : sorted(members)) {
      table.row(
          member.text("name").orElse("?"),
          member.flag("connected") ? member.text("address").orElse("here") : "no",
          of(member, "seq"),
          of(member, "lag"),
          of(member, "pending"),
          of(member, "blocked"),
          of(member, "held"),
          of(member, "problems"));
    }
    out.append('\n').append(table.text()).append('\n');
  }

  /** The hub first, then by name. */
  private static List<Json.Fields> sorted(List<Json.Fields> members) {
    List<Json.Fields> sorted = new ArrayList<>(members);
    sorted.sort(
        Comparator.comparing(
                (Json.Fields member) -> !member.text("role").equals(Optional.of("hub")))
            .thenComparing(member -> member.text("name").orElse("")));
    return sorted;
  }

  private void held() {
    List<Json.Fields> held = status.rows("held");
    if (!held.isEmpty()) {
      out.append("\nheld until you decide:\n");
    }
    for (Json.Fields plan : held) {
      String digest = plan.text("digest").orElse("?");
      out.append("  ").append(plan.text("what").orElse("?")).append('\n');
      out.append("    let it pass: twohop approve ").append(digest);
      out.append("    undo it: twohop reject ").append(digest).append('\n');
    }
  }

  private void list(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      out.append('\n').append(heading).append(":\n");
      lines.forEach(line -> out.append("  ").append(line).append('\n'));
    }
  }

  private void line(String label, String value) {
    out.append("  %-14s %s%n".formatted(label, value));
  }

  private String word(String name) {
    return status.text(name).orElse("?");
  }

  private long number(String name) {
    return status.whole(name).orElse(0L);
  }

  private static String of(Json.Fields member, String name) {
    return member.whole(name).map(String::valueOf).orElse("-");
  }
}
