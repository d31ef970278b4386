package io.twohop.index;

import io.twohop.model.MemberId;
import io.twohop.model.Owner;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small numbers that stand for members and owners in one database, as one connection knows
 * them. A number once committed never means anything else, so what was read once stays right.
 */
final class Interned {
  /** The number of what has none: no row has it. */
  static final long UNKNOWN = -1;

  private final Map<MemberId, Long> numberOfMember = new HashMap<>();
  private final Map<Long, MemberId> memberOfNumber = new HashMap<>();
  private final Map<Owner, Long> numberOfOwner = new HashMap<>();
  private final Map<Long, Owner> ownerOfNumber = new HashMap<>();

  private final Database database;
  private final PreparedStatement memberById;
  private final PreparedStatement memberByNumber;
  private final PreparedStatement ownerByValue;
  private final PreparedStatement ownerByNumber;
  private final @Nullable PreparedStatement addMember;
  private final @Nullable PreparedStatement addOwner;

  /**
   * @param mayAdd whether unknown values get a number, within the transaction that is open; a
   *     reader answers {@link #UNKNOWN}
   */
  Interned(Database database, boolean mayAdd) {
    this.database = database;
    memberById = database.prepare("SELECT number FROM member WHERE id = ?");
    memberByNumber = database.prepare("SELECT id FROM member WHERE number = ?");
    ownerByValue =
        database.prepare(
            "SELECT number FROM owner"
                + " WHERE user_name = ? AND user_id = ? AND group_name = ? AND group_id = ?");
    ownerByNumber =
        database.prepare(
            "SELECT user_name, user_id, group_name, group_id FROM owner WHERE number = ?");
    addMember =
        mayAdd ? database.prepare("INSERT INTO member (id) VALUES (?) RETURNING number") : null;
    addOwner =
        mayAdd
            ? database.prepare(
                "INSERT INTO owner (user_name, user_id, group_name, group_id)"
                    + " VALUES (?, ?, ?, ?) RETURNING number")
            : null;
  }

  /** Forgets everything, after a rollback: numbers may have been given in vain. */
  void forget() {
    numberOfMember.clear();
    memberOfNumber.clear();
    numberOfOwner.clear();
    ownerOfNumber.clear();
  }

  long numberOf(MemberId member) throws SQLException {
    Long known = numberOfMember.get(member);
    if (known != null) {
      return known;
    }
    memberById.setLong(1, member.bits());
    long number = first(memberById);
    if (number == UNKNOWN && addMember != null) {
      addMember.setLong(1, member.bits());
      number = first(addMember);
    }
    if (number != UNKNOWN) {
      numberOfMember.put(member, number);
    }
    return number;
  }

  long numberOf(Owner owner) throws SQLException {
    Long known = numberOfOwner.get(owner);
    if (known != null) {
      return known;
    }
    long number = first(bound(ownerByValue, owner));
    if (number == UNKNOWN && addOwner != null) {
      number = first(bound(addOwner, owner));
    }
    if (number != UNKNOWN) {
      numberOfOwner.put(owner, number);
    }
    return number;
  }

  private static PreparedStatement bound(PreparedStatement statement, Owner owner)
      throws SQLException {
    statement.setString(1, owner.user());
    statement.setLong(2, owner.uid());
    statement.setString(3, owner.group());
    statement.setLong(4, owner.gid());
    return statement;
  }

  private static long first(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : UNKNOWN;
    }
  }

  MemberId member(long number) throws SQLException {
    MemberId known = memberOfNumber.get(number);
    if (known != null) {
      return known;
    }
    memberByNumber.setLong(1, number);
    try (ResultSet rows = memberByNumber.executeQuery()) {
      if (!rows.next()) {
        throw missing("member", number);
      }
      MemberId member = new MemberId(rows.getLong(1));
      memberOfNumber.put(number, member);
      return member;
    }
  }

  Owner owner(long number) throws SQLException {
    Owner known = ownerOfNumber.get(number);
    if (known != null) {
      return known;
    }
    ownerByNumber.setLong(1, number);
    try (ResultSet rows = ownerByNumber.executeQuery()) {
      if (!rows.next()) {
        throw missing("owner", number);
      }
      Owner owner = new Owner(rows.getString(1), rows.getInt(2), rows.getString(3), rows.getInt(4));
      ownerOfNumber.put(number, owner);
      return owner;
    }
  }

  private StoreProblem missing(String table, long number) {
    return new StoreProblem(
        StoreProblem.Kind.DAMAGED, database.file(), "lacks " + table + " " + number, null);
  }
}
