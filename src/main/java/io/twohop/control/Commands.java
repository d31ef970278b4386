package io.twohop.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a running daemon can be asked. Any thread may call; every method may block, for as long as
 * it says.
 *
 * <p>{@link Refusal} always means that nothing was changed.
 */
public interface Commands {
  /** How it is, as of now; never blocks for long. */
  Status status();

  /**
   * The barrier: waits until all that happened here before now is visible elsewhere.
   *
   * @param hubOnly on the hub only, else on every live member
   */
  Waited await(Duration timeout, boolean hubOnly) throws Refusal, InterruptedException;

  /** What is in the keep, the newest first. */
  List<Kept> kept() throws Refusal;

  /**
   * Copies all files of all items into an existing directory, with an index beside them. What the
   * daemon's own user may not write is refused.
   *
   * @param directory absolute
   * @return how many files were written
   */
  int exportKept(Path directory) throws Refusal;

  /**
   * Puts an item back into the tree, where it becomes an ordinary change; what stands there now
   * goes to the keep itself.
   *
   * @return where it is now, escaped
   */
  String restoreKept(String id) throws Refusal;

  /**
   * Versions that were at a path of the tree, or directly in the directory there, and are not any
   * more; the newest first. Their ids are for {@link #restoreKept}.
   */
  List<Past> history(String path) throws Refusal;

  /** Forgets an item for good. */
  void dropKept(String id) throws Refusal;

  /**
   * Lets a held plan pass.
   *
   * @return what passes
   */
  String approve(String digest) throws Refusal;

  /**
   * Puts the member that has a held plan back to the hub's state.
   *
   * @return what is undone
   */
  String reject(String digest) throws Refusal;

  /**
   * Removes a member: its key is forgotten and its session ended before this returns.
   *
   * @param name its name, or its number where two have the same name
   */
  void removeMember(String name) throws Refusal;

  /** Stops being ready, for good until the next start; what is here goes on to be synced. */
  void drain() throws Refusal;

  /** Leaves the site: the hub forgets this member, the daemon ends, its tree stays as it is. */
  void leave() throws Refusal;

  /** Makes an invitation. */
  NewToken createToken(TokenWish wish) throws Refusal;

  /** The invitations that can still be used. */
  List<TokenLine> tokens() throws Refusal;

  /** Makes an invitation worthless; members that came by it stay. */
  void revokeToken(String id) throws Refusal;
}
