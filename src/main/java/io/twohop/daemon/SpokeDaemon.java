package io.twohop.daemon;

import java.time.Duration;

/**
 * A spoke, running. Any thread may call it.
 *
 * <p>{@link #start} returns when the tree is being scanned and the hub is being dialled; {@code
 * ready} is said later, when all that the hub has is here.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class SpokeDaemon implements AutoCloseable {
  private final SpokeOptions options;

  private SpokeDaemon(SpokeOptions options) {
    this.options = options;
  }

  /**
   * Starts a spoke, runs it until the process is told to end, and ends it cleanly.
   *
   * @throws UserError if it cannot start, or had to give up
   */
  public static void run(SpokeOptions options, Console console) throws UserError {
    try (SpokeDaemon daemon = start(options, console)) {
      daemon.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts a spoke.
   *
   * @throws UserError if it cannot start; nothing runs and no lock is held then
   */
  public static SpokeDaemon start(SpokeOptions options, Console console) throws UserError {
    throw new UserError(UserError.EXIT_FAILED, "the spoke is not built in yet");
  }

  public MemberStatus status() {
    throw new IllegalStateException("not started: " + options);
  }

  /** Waits until all that happened here before now is visible elsewhere. */
  public BarrierResult barrier(Duration timeout, boolean hubOnly) throws InterruptedException {
    throw new IllegalStateException("not started: " + options);
  }

  /** Waits until it has ended, by {@link #close} or because it had to give up. */
  public void awaitEnd() throws InterruptedException, UserError {
    throw new IllegalStateException("not started: " + options);
  }

  /** Ends it: sessions are closed, what is visible is made durable. Returns when all is done. */
  @Override
  public void close() {
    throw new IllegalStateException("not started: " + options);
  }
}
