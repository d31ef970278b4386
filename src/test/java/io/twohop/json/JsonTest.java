package io.twohop.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String DAMAGE = "{}[]\",:\\u0-1 x";

  @Test
  void line_ofEveryKind_isOneLineThatReadsBack() throws JsonMistake {
    Json value =
        new JsonObject()
            .put("text", "a\"\\\n\u0001é\ud83d\ude00\ud800\u0085")
            .put("whole", Long.MIN_VALUE)
            .put("flag", true)
            .put("nothing", new Json.Nothing())
            .put(
                "items",
                List.of(new Json.Whole(0), Json.texts(List.of()), new JsonObject().build()))
            .build();
    assertThat(value.line()).doesNotContain("\n").startsWith("{\"text\":\"a\\\"\\\\\\n\\u0001é");
    assertThat(JsonReader.read(value.line())).isEqualTo(value);
    assertThat(JsonReader.read(value.indented())).isEqualTo(value);
  }

  @Test
  void read_ofGeneratedValues_givesThemBack() throws JsonMistake {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      Json value = generate(random, 4);
      assertThat(JsonReader.read(value.line())).isEqualTo(value);
      assertThat(JsonReader.read(value.indented())).isEqualTo(value);
    }
  }

  @Test
  void read_ofDamagedText_neverThrowsAnythingElse() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(generate(random, 3).line());
      for (int n = random.nextInt(4); n >= 0 && !text.isEmpty(); n--) {
        text.setCharAt(
            random.nextInt(text.length()), DAMAGE.charAt(random.nextInt(DAMAGE.length())));
      }
      try {
        assertThat(JsonReader.read(text.toString())).isNotNull();
      } catch (JsonMistake e) {
        assertThat(e.getMessage()).contains("at character");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "01",
        "-",
        "1.5",
        "1e3",
        "tru",
        "nul",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "1 2",
        "{\"a\":1,\"a\":2}",
        "9223372036854775808",
        "'a'",
        "[1 2]",
        "+1",
        "NaN"
      })
  void read_notJson_isAMistake(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonMistake.class);
  }

  @Test
  void read_nestedTooDeeply_isAMistakeAndNoOverflow() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(1_000_000)))
        .isInstanceOf(JsonMistake.class)
        .hasMessageContaining("deeply");
  }

  private static Json generate(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> new Json.Text(text(random));
      case 1 -> new Json.Whole(random.nextLong() >> random.nextInt(64));
      case 2 -> new Json.Flag(random.nextBoolean());
      case 3 -> new Json.Nothing();
      case 4 ->
          new Json.Items(
              random
                  .ints(random.nextInt(4), 0, 9)
                  .mapToObj(i -> generate(random, depth - 1))
                  .toList());
      default -> {
        JsonObject object = new JsonObject();
        for (int n = random.nextInt(4); n > 0; n--) {
          object.put(text(random), generate(random, depth - 1));
        }
        yield object.build();
      }
    };
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(12); n > 0; n--) {
      text.append(
          random.nextInt(3) == 0
              ? (char) random.nextInt(0x10000)
              : (char) random.nextInt(' ', 0x7f));
    }
    return text.toString();
  }
}
