package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
  private static final Bytes FIRST = text("first");
  private static final Bytes SECOND = text("other");
  private static final Bytes THIRD = text("third");

  @TempDir Path directory;
  private final FfmSyscalls syscalls = new FfmSyscalls();
  private ContentStore store;

  @BeforeEach
  void open() {
    byte[] path = directory.toString().getBytes(StandardCharsets.UTF_8);
    Fd fd = syscalls.open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    store = new ContentStore(syscalls, fd);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void condemn_sparesWhatIsNeeded_andTakesWhatWasWantedLongestAgo() {
    ContentHash first = receive(FIRST);
    ContentHash second = receive(SECOND);
    ContentHash third = receive(THIRD);
    assertThat(store.has(second)).isTrue();

    assertThat(store.condemn(10, Set.of(first))).containsExactly(third);

    assertThat(store.has(first)).isTrue();
    assertThat(store.has(second)).isTrue();
    assertThat(store.has(third)).isFalse();
    assertThat(store.openOrNull(third)).isNull();
    assertThat(store.totalBytes()).isEqualTo(10);
  }

  @Test
  void condemn_ofWhatIsAllNeeded_takesNothing() {
    ContentHash first = receive(FIRST);

    assertThat(store.condemn(0, Set.of(first))).isEmpty();
    assertThat(store.has(first)).isTrue();
  }

  @Test
  void deleteCondemned_afterTheContentIsBack_leavesIt() throws Exception {
    ContentHash first = receive(FIRST);
    var condemned = store.condemn(0, Set.of());
    receive(FIRST);

    store.deleteCondemned(condemned);

    assertThat(store.has(first)).isTrue();
    assertThat(names()).containsExactly(first.hex());
  }

  @Test
  void open_knowsWhatIsThere_andDeletesWhatWasCondemnedBefore() throws Exception {
    ContentHash first = receive(FIRST);
    receive(SECOND);
    store.condemn(5, Set.of(ContentHash.ofContent(SECOND)));
    assertThat(names()).hasSize(2);

    store.close();
    open();

    assertThat(store.has(first)).isFalse();
    assertThat(store.has(ContentHash.ofContent(SECOND))).isTrue();
    assertThat(store.totalBytes()).isEqualTo(5);
    assertThat(names()).hasSize(1);
  }

  @Test
  void receive_ofWhatIsThereAlready_countsItOnce() {
    receive(FIRST);
    receive(FIRST);

    assertThat(store.totalBytes()).isEqualTo(5);
  }

  private ContentHash receive(Bytes content) {
    ContentHash hash = ContentHash.ofContent(content);
    try (ContentSink sink = store.receive(hash, content.length())) {
      sink.write(content.shared());
      assertThat(sink.finish()).isTrue();
    }
    return hash;
  }

  private String[] names() throws Exception {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
