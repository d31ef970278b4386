package io.twohop.http;

import io.twohop.control.Phase;
import io.twohop.control.Status;
import java.util.function.ToLongFunction;

/** The status as numbers, in the text format of Prometheus 0.0.4. Names: docs/metrics.md. */
final class Metrics {
  private final StringBuilder out = new StringBuilder();

  private Metrics() {}

  static String text(Status status) {
    Metrics metrics = new Metrics();
    metrics.member(status);
    metrics.phases(status);
    metrics.members(status);
    return metrics.out.toString();
  }

  private void member(Status status) {
    type("twohop_info", "gauge", "Always 1; what runs here is in the labels.");
    out.append(
        "twohop_info{version=\"%s\",site=\"%s\",name=\"%s\",role=\"%s\"} 1\n"
            .formatted(
                label(status.version()),
                label(status.site()),
                label(status.name()),
                status.hub() ? "hub" : "spoke"));
    gauge("twohop_ready", "1 if /ready answers 200.", status.phase().takesTraffic() ? 1 : 0);
    gauge("twohop_connected", "1 if the hub is connected.", status.connected() ? 1 : 0);
    gauge("twohop_start_time_seconds", "When it started.", status.startedAt().getEpochSecond());
    gauge("twohop_seq", "All changes up to this one are visible here, or blocked.", status.seq());
    gauge("twohop_hub_seq", "The last change that the hub is known to have.", status.hubSeq());
    gauge("twohop_lag_changes", "Changes that the hub has and that are not here.", status.lag());
    gauge("twohop_pending", "Local changes without an answer of the hub.", status.pending());
    gauge("twohop_backlog", "Changes received that are not visible yet.", status.backlog());
    gauge("twohop_blocked", "Changes that cannot be made here.", status.blocked().size());
    gauge("twohop_held", "Plans that wait for approve or reject.", status.held().size());
    gauge("twohop_problems", "Other things that want a look.", status.problems().size());
    gauge("twohop_conflicts", "Items in the keep that lost to another change.", status.conflicts());
  }

  private void phases(Status status) {
    type("twohop_phase", "gauge", "1 for the phase that it is in.");
    for (Phase phase : Phase.values()) {
      out.append(
          "twohop_phase{phase=\"%s\"} %d\n"
              .formatted(phase.word(), phase == status.phase() ? 1 : 0));
    }
  }

  private void members(Status status) {
    if (!status.hub()) {
      return;
    }
    ofMembers(status, "twohop_member_connected", "1 if connected.", m -> m.connected() ? 1 : 0);
    ofMembers(
        status, "twohop_member_lag_changes", "Changes not visible there yet.", Status.Member::lag);
    ofMembers(status, "twohop_member_blocked", "Changes blocked there.", Status.Member::blocked);
    ofMembers(
        status, "twohop_member_queued_bytes", "Waiting to be sent.", Status.Member::queuedBytes);
  }

  private void ofMembers(
      Status status, String name, String help, ToLongFunction<Status.Member> value) {
    type(name, "gauge", help);
    for (Status.Member member : status.members()) {
      out.append(
          "%s{member=\"%s\",id=\"%s\"} %d\n"
              .formatted(
                  name, label(member.name()), label(member.id()), value.applyAsLong(member)));
    }
  }

  private void gauge(String name, String help, long value) {
    type(name, "gauge", help);
    out.append(name).append(' ').append(value).append('\n');
  }

  private void type(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String label(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
