package io.twohop.index;

import static java.util.Objects.requireNonNull;

import io.twohop.core.spoke.Index;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An SQLite index in a file; a crash closes it without a settlement. */
final class SqliteIndexStore implements IndexContract.Store {
  private final Path file;
  private SqliteIndex index;
  private SqliteIndex.@Nullable Settlement settlement;

  SqliteIndexStore(Path file) {
    this.file = file;
    index = SqliteIndex.open(file);
  }

  @Override
  public Index index() {
    return index;
  }

  @Override
  public Runnable begin() {
    settlement = index.begin();
    return settlement::commit;
  }

  @Override
  public void finish() {
    requireNonNull(settlement).finish();
    settlement = null;
  }

  @Override
  public void crash() {
    index.close();
    index = SqliteIndex.open(file);
  }

  @Override
  public void close() {
    index.close();
  }
}
