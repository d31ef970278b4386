package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Name;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".photo.jpg.Ab3_x9",
        "sedQx81Zz",
        "CuNVg2MA",
        "site.db-journal",
        "4913",
        "notes~",
        ".notes.swp",
        ".#notes",
        "#notes#",
        "film.part",
        "index.lock",
        "tmp_obj_a1B2c3",
        "Template.php8GhJk2",
        "a.tmp",
        ".nfs0001"
      })
  void usual_temporaryName_isOne(String name) {
    assertThat(TemporaryNames.usual().test(Name.of(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.jpg",
        ".htaccess",
        "sed",
        "sedation.txt",
        "Current",
        "journal",
        "index.php",
        "wp-config.php",
        "notes#",
        ".photo.jpg.Ab3-x9",
        "49130",
        "part"
      })
  void usual_ordinaryName_isNone(String name) {
    assertThat(TemporaryNames.usual().test(Name.of(name))).isFalse();
  }

  @Test
  void own_patterns_areWholeNames() {
    TemporaryNames own = new TemporaryNames(List.of("up-*-?", "a*b*c"));
    assertThat(own.test(Name.of("up-1-x"))).isTrue();
    assertThat(own.test(Name.of("up-1-xy"))).isFalse();
    assertThat(own.test(Name.of("aXbYbZc"))).isTrue();
    assertThat(own.test(Name.of("aXbYbZ"))).isFalse();
  }

  @Test
  void kernelRelease_multigrainSince613() {
    assertThat(Freshness.isAtLeast("6.13.0", 6, 13)).isTrue();
    assertThat(Freshness.isAtLeast("6.12.9-amd64", 6, 13)).isFalse();
    assertThat(Freshness.isAtLeast("7.0-rc1", 6, 13)).isTrue();
    assertThat(Freshness.isAtLeast("strange", 6, 13)).isFalse();
  }
}
