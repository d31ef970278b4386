package io.twohop.index;

import io.twohop.core.hub.Heads.Answered;
import io.twohop.core.hub.Heads.Body;
import io.twohop.core.hub.Heads.Removed;
import io.twohop.core.message.TermEnd;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The committed heads, through the connection of the hub's thread. */
final class HeadsReader implements AutoCloseable {
  /** LIMIT: nodes of which it is remembered whether they were united with another. */
  private static final int WINNERS = 2_048;

  private final Database database;
  private final Interned interned;
  private final NodeTable<NodeState> live;
  private final NodeTable<Removed> removed;
  private final PreparedStatement bodies;
  private final PreparedStatement alias;
  private final PreparedStatement answer;
  private final Meta meta;
  private final Remembered<NodeId, NodeId> winners = new Remembered<>(WINNERS);

  HeadsReader(Database database) {
    this.database = database;
    interned = new Interned(database, false);
    live = new NodeTable<>(database, interned, "live", Shapes.STATE);
    removed = new NodeTable<>(database, interned, "removed", Shapes.REMOVED);
    bodies =
        database.prepare(
            "SELECT body_seq, "
                + Columns.ENTRY
                + " FROM body WHERE maker = ? AND counter = ? ORDER BY body_seq");
    alias =
        database.prepare(
            "SELECT winner_maker, winner_counter FROM alias"
                + " WHERE loser_maker = ? AND loser_counter = ?");
    answer =
        database.prepare(
            "SELECT digest, seq, verdicts FROM answer WHERE author = ? AND number = ?");
    meta = new Meta(database);
  }

  /** A commit has changed rows. */
  void changed() {
    live.forget();
    removed.forget();
    winners.clear();
  }

  NodeTable<NodeState> live() {
    return live;
  }

  @Nullable Removed removed(NodeId node) {
    return removed.get(node);
  }

  /** Walks over all removed nodes until {@code goOn} says no. */
  void forEachRemoved(Predicate<Removed> goOn) {
    removed.forEach(goOn);
  }

  /** The bodies that were replaced, oldest first. */
  List<Body> pastBodies(NodeId node) {
    List<Body> found = new ArrayList<>();
    try {
      new Binder(bodies, interned).node(node);
      try (ResultSet rows = bodies.executeQuery()) {
        while (rows.next()) {
          Columns columns = new Columns(rows, interned);
          long seq = columns.number();
          found.add(new Body(seq, columns.entry()));
        }
      }
    } catch (SQLException e) {
      throw database.problem(e);
    } catch (IllegalArgumentException e) {
      throw impossible(e);
    }
    return found;
  }

  @Nullable NodeId winner(NodeId loser) {
    return winners.get(loser, this::readWinner);
  }

  private @Nullable NodeId readWinner(NodeId loser) {
    try {
      new Binder(alias, interned).node(loser);
      try (ResultSet rows = alias.executeQuery()) {
        return rows.next() ? new Columns(rows, interned).node() : null;
      }
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  @Nullable Answered answer(MemberId author, long number) {
    try {
      new Binder(answer, interned).number(interned.numberOf(author)).number(number);
      try (ResultSet rows = answer.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        Columns columns = new Columns(rows, interned);
        ContentHash digest = ContentHash.of(columns.bytes());
        long seq = columns.number();
        return new Answered(digest, seq, StoredVerdicts.decode(columns.bytes()));
      }
    } catch (SQLException e) {
      throw database.problem(e);
    } catch (IllegalArgumentException e) {
      throw impossible(e);
    }
  }

  private StoreProblem impossible(IllegalArgumentException e) {
    return new StoreProblem(
        StoreProblem.Kind.DAMAGED, database.file(), "holds a row that cannot be", e);
  }

  long lastSeq() {
    try {
      return meta.number("last_seq");
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  List<TermEnd> terms() {
    return Terms.read(database);
  }

  @Override
  public void close() {
    database.close();
  }
}
