package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.posix.FfmSyscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, a real SIGKILL: nothing in the dying process gets to clean up. */
@Tag("kernel")
class KilledProcessTest {
  private static final int KILLED = 128 + 9;

  @TempDir Path scratch;

  /** The process that dies between the exchange and the look at what came out. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) {
      Site site = new Site(new FfmSyscalls(), arguments[0]);
      site.write("f", "old");
      Action.Put put = site.replace("f", site.file("new", 0644));
      site.bodySeqs.put(put.node(), 12L);
      Hooked hooked =
          new Hooked(site.sys)
              .before("exchange", () -> site.write("f", "raced"))
              .after("exchange", Victim::killMyself);
      site.through(hooked).apply(put);
    }

    private static void killMyself() {
      try {
        String me = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-9", me).start().waitFor();
        throw new IllegalStateException("survived");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void sigkillBetweenSwapAndLook_theEditThatRacedTheSwapSurvives() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(victim.waitFor()).isEqualTo(KILLED);

    try (Site again = new Site(new FfmSyscalls(), scratch.toString())) {
      assertThat(again.read("f")).isEqualTo("new");
      List<Raced> edits = again.applier.examineLeftovers(0);
      assertThat(edits).hasSize(1);
      assertThat(edits.getFirst().baseSeq()).isEqualTo(12);
      assertThat(edits.getFirst().content()).hasToString("raced");

      again.applier.release(edits.getFirst().stageName());
      assertThat(again.stage.list()).isEmpty();
    }
  }
}
