package io.twohop.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** A JSON value. Equality is by value; the order of fields does not count. */
public sealed interface Json {
  /** A string. */
  record Text(String value) implements Json {}

  /** A number without a fraction, within 64 bits. */
  record Whole(long value) implements Json {}

  /** {@code true} or {@code false}. */
  record Flag(boolean value) implements Json {}

  /** {@code null}. */
  record Nothing() implements Json {}

  /** An array. */
  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object; fields stay in the order in which they were given. */
  record Fields(SequencedMap<String, Json> values) implements Json {
    public Fields {
      values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    public Optional<Json> get(String name) {
      return Optional.ofNullable(values.get(name));
    }

    /** The string of that name; empty if there is none or it is something else. */
    public Optional<String> text(String name) {
      return values.get(name) instanceof Text(String text) ? Optional.of(text) : Optional.empty();
    }

    /** The number of that name; empty if there is none or it is something else. */
    public Optional<Long> whole(String name) {
      return values.get(name) instanceof Whole(long whole) ? Optional.of(whole) : Optional.empty();
    }

    /** Whether the field of that name is {@code true}. */
    public boolean flag(String name) {
      return values.get(name) instanceof Flag(boolean value) && value;
    }

    /** The array of that name; empty if there is none or it is something else. */
    public List<Json> items(String name) {
      return values.get(name) instanceof Items(List<Json> items) ? items : List.of();
    }

    /** The objects in the array of that name. */
    public List<Fields> rows(String name) {
      List<Fields> rows = new ArrayList<>();
      for (Json item : items(name)) {
        if (item instanceof Fields fields) {
          rows.add(fields);
        }
      }
      return rows;
    }

    /** The strings in the array of that name. */
    public List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      for (Json item : items(name)) {
        if (item instanceof Text(String text)) {
          texts.add(text);
        }
      }
      return texts;
    }
  }

  /** The object of one field. */
  static Fields object(String name, Json value) {
    return new JsonObject().put(name, value).build();
  }

  /** An array of strings. */
  static Items texts(List<String> values) {
    List<Json> items = new ArrayList<>(values.size());
    for (String value : values) {
      items.add(new Text(value));
    }
    return new Items(items);
  }

  /** One line of JSON text, without the line's end. */
  default String line() {
    return JsonWriter.line(this);
  }

  /** The same over several lines, for people. */
  default String indented() {
    return JsonWriter.indented(this);
  }
}
