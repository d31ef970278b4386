package io.twohop.control;

import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The status as {@code twohop status --json} prints it: names in it are a contract. */
public final class StatusJson {
  private StatusJson() {}

  public static Json.Fields of(Status status) {
    return new JsonObject()
        .put("role", status.hub() ? "hub" : "spoke")
        .put("version", status.version())
        .put("started", status.startedAt().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("site", status.site())
        .put("name", status.name())
        .put("dir", status.dir())
        .put("state", status.stateDir())
        .put("phase", status.phase().word())
        .put("ready", status.phase().takesTraffic())
        .putIfPresent("hub", status.hubAddress())
        .put("connected", status.connected())
        .put("listening", Json.texts(status.listening()))
        .put("seq", status.seq())
        .put("hubSeq", status.hubSeq())
        .put("lag", status.lag())
        .put("pending", status.pending())
        .put("backlog", status.backlog())
        .put("conflicts", status.conflicts())
        .put("blocked", Json.texts(status.blocked()))
        .put("held", status.held().stream().map(StatusJson::held).toList())
        .put("problems", Json.texts(status.problems()))
        .put("notes", Json.texts(status.notes()))
        .put("members", status.members().stream().map(StatusJson::member).toList())
        .build();
  }

  private static Json held(Status.Held held) {
    return new JsonObject().put("digest", held.digest()).put("what", held.what()).build();
  }

  private static Json member(Status.Member member) {
    return new JsonObject()
        .put("name", member.name())
        .put("id", member.id())
        .put("role", member.role())
        .put("connected", member.connected())
        .putIfPresent(
            "address", Optional.of(member.address()).filter(address -> !address.isEmpty()))
        .put("seq", member.seq())
        .put("settledSeq", member.settledSeq())
        .put("lag", member.lag())
        .put("pending", member.pending())
        .put("blocked", member.blocked())
        .put("held", member.held())
        .put("problems", member.problems())
        .put("queuedBytes", member.queuedBytes())
        .build();
  }
}
