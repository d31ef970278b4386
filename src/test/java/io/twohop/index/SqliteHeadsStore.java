package io.twohop.index;

import io.twohop.core.hub.Heads;
import java.nio.file.Path;

/** SQLite heads in a file; a crash closes them without a settlement. */
final class SqliteHeadsStore implements HeadsContract.Store {
  private final Path file;
  private SqliteHeads heads;

  SqliteHeadsStore(Path file) {
    this.file = file;
    heads = SqliteHeads.open(file);
  }

  @Override
  public Heads heads() {
    return heads;
  }

  SqliteHeads.Settlement begin() {
    return heads.begin();
  }

  @Override
  public void settle() {
    SqliteHeads.Settlement settlement = heads.begin();
    settlement.commit();
    settlement.finish();
  }

  @Override
  public void crash() {
    heads.close();
    heads = SqliteHeads.open(file);
  }

  @Override
  public void close() {
    heads.close();
  }
}
