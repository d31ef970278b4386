package io.twohop.daemon;

/** Where a content that is being fetched goes. One thread uses it. */
interface ContentSink extends AutoCloseable {
  /** How much is here already, from the beginning. */
  long receivedBytes();

  /**
   * Adds the next piece.
   *
   * @throws io.twohop.posix.ErrnoException no space, also if there is none for the rest,
   *     input/output error: the piece is not counted
   */
  void write(byte[] piece);

  /** Verifies it and makes it durable; false if it is another content, which is then deleted. */
  boolean finish();

  /** Deletes what is here; for the worker that gives up. */
  void discard();

  /** What is here stays for another attempt, unless it is finished. */
  @Override
  void close();
}
