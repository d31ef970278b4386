package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.posix.FfmSyscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubStoresTest {
  @TempDir Path directory;

  @Test
  void open_withoutTheJournalThatTheHeadsRestOn_isRefused() throws Exception {
    try (StateDirectory state =
        StateDirectory.open(new FfmSyscalls(), directory, StateDirectory.Of.HUB)) {
      try (HubStores stores = open(state)) {
        stores.heads().advance(3);
        var settlement = stores.heads().begin();
        settlement.commit();
        settlement.finish();
      }

      Path journal = state.site("main", "hub/journal");
      try (var segments = Files.list(journal)) {
        for (Path segment : segments.toList()) {
          Files.delete(segment);
        }
      }

      assertThatThrownBy(() -> open(state))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("ends at change 0, but the hub had accepted 3");
    }
  }

  private static HubStores open(StateDirectory state) throws UserError {
    return HubStores.open(new FfmSyscalls(), state, "main", new Random(1));
  }
}
