package io.twohop.daemon;

import java.time.Duration;
import java.util.List;

/**
 * A hub with its own directory, running. Any thread may call it.
 *
 * <p>{@link #start} returns when spokes can dial in; {@code ready} is said later, when the tree has
 * been scanned.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class HubDaemon implements AutoCloseable {
  private final HubOptions options;

  private HubDaemon(HubOptions options) {
    this.options = options;
  }

  /**
   * Starts a hub, runs it until the process is told to end, and ends it cleanly.
   *
   * @throws UserError if it cannot start, or had to give up
   */
  public static void run(HubOptions options, Console console) throws UserError {
    try (HubDaemon daemon = start(options, console)) {
      daemon.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts a hub.
   *
   * @throws UserError if it cannot start; nothing runs and no lock is held then
   */
  public static HubDaemon start(HubOptions options, Console console) throws UserError {
    throw new UserError(UserError.EXIT_FAILED, "the hub is not built in yet");
  }

  public HubStatus status() {
    throw new IllegalStateException("not started: " + options);
  }

  /** The addresses where it listens, with their real ports. */
  public List<String> listening() {
    throw new IllegalStateException("not started: " + options);
  }

  /**
   * A new invitation.
   *
   * @param uses how often it can be used, {@link Integer#MAX_VALUE} for any number of times
   * @throws UserError if it cannot be stored
   */
  public String token(String role, Duration lifetime, int uses) throws UserError {
    throw new UserError(UserError.EXIT_FAILED, "tokens are not built in yet");
  }

  /** Waits until all that happened in the hub's directory before now is visible elsewhere. */
  public BarrierResult barrier(Duration timeout, boolean hubOnly) throws InterruptedException {
    throw new IllegalStateException("not started: " + options);
  }

  /** Waits until the hub has ended, by {@link #close} or because it had to give up. */
  public void awaitEnd() throws InterruptedException, UserError {
    throw new IllegalStateException("not started: " + options);
  }

  /** Ends it: sessions are closed, what is visible is made durable. Returns when all is done. */
  @Override
  public void close() {
    throw new IllegalStateException("not started: " + options);
  }
}
