package io.twohop.index;

import io.twohop.core.hub.Heads.Answered;
import io.twohop.core.hub.Heads.Removed;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The one connection that changes the heads; its methods exclude each other. */
final class HeadsWriter implements AutoCloseable {
  private final Database database;
  private final Interned interned;
  private final Meta meta;
  private final NodeTable.Writes<NodeState> live;
  private final NodeTable.Writes<Removed> removed;
  private final PreparedStatement addBody;
  private final PreparedStatement addAlias;
  private final PreparedStatement addAnswer;
  private final PreparedStatement forgetAnswers;
  private final PreparedStatement addTerm;

  HeadsWriter(Database database) {
    this.database = database;
    interned = new Interned(database, true);
    meta = new Meta(database);
    live = new NodeTable.Writes<>(database, interned, "live", Shapes.STATE);
    removed = new NodeTable.Writes<>(database, interned, "removed", Shapes.REMOVED);
    addBody =
        database.prepare(
            "INSERT OR REPLACE INTO body (maker, counter, body_seq, "
                + Columns.ENTRY
                + ", until_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    addAlias = database.prepare("INSERT OR REPLACE INTO alias VALUES (?, ?, ?, ?)");
    addAnswer = database.prepare("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)");
    forgetAnswers = database.prepare("DELETE FROM answer WHERE author = ? AND number <= ?");
    addTerm = database.prepare("INSERT INTO term (position, term, last_seq) VALUES (?, ?, ?)");
  }

  synchronized void commit(HeadsBatch batch) {
    change(() -> write(batch));
  }

  private interface Step {
    void run() throws SQLException;
  }

  private void change(Step step) {
    try (Database.Transaction transaction = database.begin()) {
      step.run();
      transaction.commit();
    } catch (SQLException e) {
      interned.forget();
      throw database.problem(e);
    } catch (StoreProblem e) {
      interned.forget();
      throw e;
    }
  }

  private void write(HeadsBatch batch) throws SQLException {
    writeNodes(batch);
    for (Pending.Taken<HeadsBatch.BodyKey, HeadsBatch.Past> body : batch.bodies()) {
      new Binder(addBody, interned)
          .node(body.key().node())
          .number(body.key().seq())
          .entry(body.value().entry())
          .number(body.value().untilSeq());
      addBody.executeUpdate();
    }
    for (Pending.Taken<NodeId, NodeId> alias : batch.aliases()) {
      new Binder(addAlias, interned).node(alias.key()).node(alias.value());
      addAlias.executeUpdate();
    }
    for (Pending.Taken<HeadsBatch.AnswerKey, HeadsBatch.Confirmed> confirmed : batch.confirmed()) {
      forgetAnswers.setLong(1, interned.numberOf(confirmed.key().author()));
      forgetAnswers.setLong(2, confirmed.key().number());
      forgetAnswers.executeUpdate();
    }
    for (Pending.Taken<HeadsBatch.AnswerKey, Answered> answer : batch.answers()) {
      new Binder(addAnswer, interned)
          .number(interned.numberOf(answer.key().author()))
          .number(answer.key().number())
          .bytes(answer.value().digest().toArray())
          .number(answer.value().seq())
          .bytes(StoredVerdicts.encode(answer.value().verdicts()));
      addAnswer.executeUpdate();
    }
    Terms.write(database, addTerm, batch.terms());
    meta.put("last_seq", batch.lastSeq());
  }

  /** WHY: all changed rows go before any comes, so that nodes may swap their unique places. */
  private void writeNodes(HeadsBatch batch) throws SQLException {
    for (Pending.Taken<NodeId, HeadsBatch.Fate> change : batch.nodes()) {
      live.delete(change.key());
      removed.delete(change.key());
    }
    for (Pending.Taken<NodeId, HeadsBatch.Fate> change : batch.nodes()) {
      NodeState lives = change.value().live();
      Removed gone = change.value().removed();
      if (lives != null) {
        live.insert(lives);
      } else if (gone != null) {
        removed.insert(gone);
      }
    }
  }

  @Override
  public synchronized void close() {
    database.close();
  }
}
