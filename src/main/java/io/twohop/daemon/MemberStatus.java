package io.twohop.daemon;

import java.util.List;

/**
 * How one member is, as of a moment.
 *
 * @param member its number
 * @param connected to the hub
 * @param ready it has once been caught up since it was started
 * @param visibleSeq all changes up to this one are in its tree, or blocked
 * @param hubSeq the last change that it knows the hub has
 * @param wishes local differences that the hub has not answered yet
 * @param backlog changes received that are not in the tree yet
 * @param blocked what cannot be made so here: path and reason
 * @param held plans that wait for a person's word
 * @param problems what cannot be watched, read or written, and other things that want a look
 * @param notes how it does with less than it could
 */
public record MemberStatus(
    String name,
    String member,
    boolean connected,
    boolean ready,
    long visibleSeq,
    long hubSeq,
    int wishes,
    int backlog,
    List<String> blocked,
    List<String> held,
    List<String> problems,
    List<String> notes) {
  public MemberStatus {
    blocked = List.copyOf(blocked);
    held = List.copyOf(held);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Of a spoke that the hub has not let in yet. */
  static MemberStatus notJoined(String name, List<String> problems) {
    return new MemberStatus(
        name, "", false, false, 0, 0, 0, 0, List.of(), List.of(), problems, List.of());
  }
}
