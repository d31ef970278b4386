package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.keep.KeepKind;
import io.twohop.model.Name;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path base;

  @Test
  void whatASpokeOverwroteAndRemoved_canBeHadBackOnTheHub() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Path spoke = cluster.tree(1);
      Files.createDirectories(spoke.resolve("d/e"));
      Files.writeString(spoke.resolve("d/e/deep"), "deep");
      Files.writeString(spoke.resolve("d/f"), "first");
      cluster.awaitEqual("d/e/deep", true);
      cluster.awaitEqual("d/f", true);
      Files.writeString(spoke.resolve("d/f"), "second");
      cluster.until("written", () -> read(cluster.tree(0).resolve("d/f")).equals("second"));
      removeAll(spoke.resolve("d"));
      cluster.awaitEqual("d", false);

      History history = cluster.hub().history();
      List<Name> f = List.of(Name.of("d"), Name.of("f"));
      cluster.until("both are remembered", () -> history.of(f).size() == 2);
      History.Version overwritten = history.of(f).getLast();
      assertThat(overwritten.kind()).isEqualTo(KeepKind.OVERWRITTEN);
      assertThat(overwritten.by()).isEqualTo("s1");
      assertThat(history.find(overwritten.id())).isEqualTo(overwritten);

      History.Version directory = history.of(List.of(Name.of("d"))).getFirst();
      assertThat(restore(cluster, history.of(List.of()).getFirst())).isEqualTo("d");
      assertThat(directory.kind()).isEqualTo(KeepKind.REMOVED);
      cluster.awaitEqual("d/e/deep", true);
      assertThat(spoke.resolve("d/f")).hasContent("second");

      assertThat(restore(cluster, overwritten)).isEqualTo("d/f.restored");
      cluster.awaitEqual("d/f.restored", true);
      assertThat(spoke.resolve("d/f.restored")).hasContent("first");
      assertThat(cluster.hub().keep().list()).isEmpty();
    }
  }

  private static String restore(Cluster cluster, History.Version version) {
    HubDaemon hub = cluster.hub();
    return hub.keep().restore(hub.history(), version, hub.site());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException missing) {
      return "";
    }
  }

  private static void removeAll(Path directory) throws java.io.IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
