package io.twohop.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** An object in the making, field after field. */
public final class JsonObject {
  private final SequencedMap<String, Json> fields = new LinkedHashMap<>();

  public JsonObject put(String name, Json value) {
    fields.put(name, value);
    return this;
  }

  public JsonObject put(String name, String value) {
    return put(name, new Json.Text(value));
  }

  public JsonObject put(String name, long value) {
    return put(name, new Json.Whole(value));
  }

  public JsonObject put(String name, boolean value) {
    return put(name, new Json.Flag(value));
  }

  public JsonObject put(String name, List<? extends Json> values) {
    return put(name, new Json.Items(List.copyOf(values)));
  }

  /** Leaves the field out if there is no value. */
  public JsonObject putIfPresent(String name, Optional<String> value) {
    return value.isPresent() ? put(name, value.get()) : this;
  }

  public Json.Fields build() {
    return new Json.Fields(fields);
  }
}
