package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.Report;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShortcomingsTest {
  private static final String NOT_OWNED = "owner: operation not permitted";

  private final TreeMap<NodeId, String> onDisk = new TreeMap<>();
  private final Shortcomings shortcomings = new Shortcomings(onDisk::get, true);

  private static NodeId node(int number) {
    return new NodeId(new MemberId(1), number);
  }

  private void done(int number, String refused) {
    onDisk.putIfAbsent(node(number), "f" + number);
    Report.Done done = new Report.Done(node(number), null, refused);
    shortcomings.applied(new Report(1, List.of(done), null));
  }

  @Test
  void notes_ofWhatCouldNotBeSet_countAndNameIt() {
    done(1, "");
    assertThat(shortcomings.notes()).isEmpty();
    done(1, NOT_OWNED);
    done(2, NOT_OWNED);
    assertThat(shortcomings.notes())
        .singleElement()
        .asString()
        .startsWith("2 files or directories")
        .endsWith("f1 (" + NOT_OWNED + "), f2 (" + NOT_OWNED + ")");
    done(3, NOT_OWNED);
    done(4, NOT_OWNED);
    assertThat(shortcomings.notes().getFirst())
        .startsWith("4 ")
        .doesNotContain("f4")
        .endsWith(" …");
  }

  @Test
  void notes_ofWhatWasSetLaterOrIsGone_areOver() {
    done(1, NOT_OWNED);
    done(2, NOT_OWNED);
    done(1, "");
    onDisk.remove(node(2));
    assertThat(shortcomings.notes()).isEmpty();
  }

  @Test
  void notes_ofVeryMany_sayThatThereAreMore() {
    for (int i = 0; i < 1_500; i++) {
      done(i, NOT_OWNED);
    }
    assertThat(shortcomings.notes()).singleElement().asString().startsWith("more than 1000 ");
  }

  @Test
  void notes_whereNamesCannotBeExchanged_sayWhatThatMeans() {
    assertThat(new Shortcomings(node -> null, false).notes())
        .singleElement()
        .asString()
        .contains("cannot exchange two names");
  }
}
