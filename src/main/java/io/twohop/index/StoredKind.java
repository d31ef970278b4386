package io.twohop.index;

/** The numbers in the column {@code kind}. */
final class StoredKind {
  static final int FILE = 0;
  static final int DIRECTORY = 1;
  static final int LINK = 2;

  private StoredKind() {}
}
