package io.twohop.http;

import io.twohop.control.Commands;
import io.twohop.control.Phase;
import io.twohop.control.Status;
import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What can be asked at an address.
 *
 * <ul>
 *   <li>{@code /ready}: may this server start, or must it stop, taking traffic? 200 or 503. 503
 *       until it is caught up for the first time, while draining and after removal; once 200 it
 *       stays 200 when the hub is away or the lag grows, because a web server that shows a file of
 *       a minute ago is better than none.
 *   <li>{@code /health}: does the daemon work? 200 with what is in its way, 503 after removal.
 *   <li>{@code /metrics}: numbers, in Prometheus' text format; names in docs/metrics.md.
 * </ul>
 */
public final class Pages {
  private final Map<String, Supplier<Reply>> pages = new LinkedHashMap<>();

  private Pages() {}

  public static Pages all(Commands commands) {
    Pages pages = healthAlone(commands);
    pages.pages.put("/metrics", () -> metrics(commands.status()));
    return pages;
  }

  /** For an address that machines of others can reach. */
  public static Pages healthAlone(Commands commands) {
    Pages pages = new Pages();
    pages.pages.put("/ready", () -> ready(commands.status()));
    pages.pages.put("/health", () -> health(commands.status()));
    return pages;
  }

  Reply get(String path) {
    Supplier<Reply> page = pages.get(path);
    if (page == null) {
      return Reply.text(404, "there is " + String.join(", ", pages.keySet()) + "\n");
    }
    return page.get();
  }

  private static Reply ready(Status status) {
    Json body =
        new JsonObject()
            .put("ready", status.phase().takesTraffic())
            .put("phase", status.phase().word())
            .put("connected", status.connected())
            .put("seq", status.seq())
            .put("lag", status.lag())
            .build();
    return Reply.json(status.phase().takesTraffic() ? 200 : 503, body);
  }

  /** Counts only: paths and names of members are for who may use the control socket. */
  private static Reply health(Status status) {
    boolean well = status.phase() != Phase.REMOVED;
    Json body =
        new JsonObject()
            .put("healthy", well)
            .put("phase", status.phase().word())
            .put("connected", status.connected())
            .put("lag", status.lag())
            .put("pending", status.pending())
            .put("backlog", status.backlog())
            .put("blocked", status.blocked().size())
            .put("held", status.held().size())
            .put("problems", status.problems().size())
            .put("conflicts", status.conflicts())
            .build();
    return Reply.json(well ? 200 : 503, body);
  }

  private static Reply metrics(Status status) {
    return new Reply(200, "text/plain; version=0.0.4; charset=utf-8", Metrics.text(status));
  }
}
