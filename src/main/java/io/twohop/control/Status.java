package io.twohop.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a daemon is, as of a moment. Texts are escaped and safe to print.
 *
 * @param hub whether this is the hub
 * @param name of this member
 * @param dir the tree's root
 * @param stateDir the daemon's directory
 * @param hubAddress where a spoke has met the hub, else where it dials; empty on the hub
 * @param connected to the hub; always true on the hub
 * @param listening where spokes dial in, with real ports; empty on a spoke
 * @param seq all changes up to this one are visible here or blocked
 * @param hubSeq the last change that this member knows the hub has
 * @param pending local changes that the hub has not answered yet
 * @param backlog changes received that are not visible here yet
 * @param blocked what cannot be made so here: path and reason
 * @param held plans that wait for a person
 * @param problems other things that want a look
 * @param notes how this machine does with less than it could, such as no exchange of names
 * @param conflicts items in the keep that lost to another change
 * @param members on the hub: every member that joined and was not removed; else empty
 */
public record Status(
    boolean hub,
    String version,
    Instant startedAt,
    String site,
    String name,
    String dir,
    String stateDir,
    Phase phase,
    Optional<String> hubAddress,
    boolean connected,
    List<String> listening,
    long seq,
    long hubSeq,
    long pending,
    long backlog,
    List<String> blocked,
    List<Held> held,
    List<String> problems,
    List<String> notes,
    long conflicts,
    List<Member> members) {
  public Status {
    listening = List.copyOf(listening);
    blocked = List.copyOf(blocked);
    held = List.copyOf(held);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
    members = List.copyOf(members);
  }

  /** Changes that the hub has and this member does not show yet. */
  public long lag() {
    return Math.max(0, hubSeq - seq);
  }

  /**
   * A plan that a brake holds.
   *
   * @param digest the word that approves or rejects exactly this plan
   */
  public record Held(String digest, String what) {}

  /**
   * A member as the hub sees it.
   *
   * @param id its number
   * @param address of its session; empty while it is not connected
   * @param pending unanswered proposals of it
   * @param queuedBytes waiting to be sent to it
   */
  public record Member(
      String name,
      String id,
      String role,
      boolean connected,
      String address,
      long seq,
      long settledSeq,
      long lag,
      long pending,
      long blocked,
      long held,
      long problems,
      long queuedBytes) {}
}
