package io.twohop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CursorTest {
  @Test
  void told_ofMoreThanAMessageLists_isLess_butNotWrong() {
    List<Long> above = LongStream.rangeClosed(3, Cursor.ABOVE_MAX + 10).boxed().toList();

    Cursor told = new Cursor(1, above).told();

    assertThat(told.low()).isEqualTo(1);
    assertThat(told.above())
        .hasSize(Cursor.ABOVE_MAX)
        .isEqualTo(above.subList(0, Cursor.ABOVE_MAX));
  }

  @Test
  void told_ofWhatAMessageLists_isAllOfIt() {
    Cursor cursor = new Cursor(1, List.of(3L, 5L));

    assertThat(cursor.told()).isSameAs(cursor);
  }
}
