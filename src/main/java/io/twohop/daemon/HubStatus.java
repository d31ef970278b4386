package io.twohop.daemon;

import io.twohop.core.message.Condition;
import java.util.List;

/**
 * How the hub is, as of a moment.
 *
 * @param lastSeq the last change that is durable
 * @param listening the addresses, with their real ports
 * @param own the hub's own directory
 * @param problems of its own directory, and of the hub
 * @param members the spokes that ever joined and were not removed
 */
public record HubStatus(
    String site,
    long lastSeq,
    List<String> listening,
    MemberStatus own,
    List<String> problems,
    List<Spoke> members) {
  public HubStatus {
    listening = List.copyOf(listening);
    problems = List.copyOf(problems);
    members = List.copyOf(members);
  }

  /**
   * A spoke as the hub sees it.
   *
   * @param address of its session, empty while it is not connected
   * @param visibleSeq what it last said of itself
   * @param queuedBytes waiting to be sent to it
   * @param condition what it last said of itself
   */
  public record Spoke(
      String name,
      String member,
      String role,
      boolean connected,
      String address,
      long visibleSeq,
      long settledSeq,
      long queuedBytes,
      Condition condition) {
    /** Changes that it does not have yet, of those that the hub has. */
    public long lag(long lastSeq) {
      return Math.max(0, lastSeq - visibleSeq);
    }
  }
}
