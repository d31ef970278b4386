package io.twohop.daemon;

import io.twohop.apply.StagedContent;

/** A content on its way into a member's stage. */
record StageSink(StagedContent staged) implements ContentSink {
  @Override
  public long receivedBytes() {
    return staged.receivedBytes();
  }

  @Override
  public void write(byte[] piece) {
    staged.write(staged.receivedBytes(), piece, 0, piece.length);
  }

  @Override
  public boolean finish() {
    return staged.finish();
  }

  @Override
  public void discard() {
    staged.discard();
  }

  @Override
  public void close() {
    staged.close();
  }
}
