package io.twohop.model.exclude;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A compiled wildcard pattern over bytes in which a slash is matched only by a slash and by {@code
 * **}.
 *
 * <p>Matching never backtracks further than to the last {@code *} of the present name and to the
 * last {@code **}, so it takes at most (length of the pattern) × (length of the path) steps.
 */
final class Glob {
  /** One element of a pattern. */
  private sealed interface Piece {
    /** One byte out of a set, by unsigned value. */
    record One(BitSet set) implements Piece {}

    /** {@code *}: any number of bytes but slashes. */
    record Run() implements Piece {}

    /** {@code **}{@code /}: nothing, or any number of whole directories with their slashes. */
    record Directories() implements Piece {}

    /** {@code **} as the last part: whatever follows. */
    record Everything() implements Piece {}
  }

  private static final int NOWHERE = -1;

  private final Piece[] pieces;

  private Glob(Piece[] pieces) {
    this.pieces = pieces;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException for a set without its end, an unknown class and a backslash at
   *     the end
   */
  static Glob compile(byte[] pattern) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < pattern.length) {
      byte b = pattern[at];
      switch (b) {
        case '*' -> {
          int end = at;
          while (end < pattern.length && pattern[end] == '*') {
            end++;
          }
          boolean whole =
              end - at >= 2
                  && (at == 0 || pattern[at - 1] == '/')
                  && (end == pattern.length || pattern[end] == '/');
          if (!whole) {
            pieces.add(new Piece.Run());
          } else if (end == pattern.length) {
            pieces.add(new Piece.Everything());
          } else {
            pieces.add(new Piece.Directories());
            end++;
          }
          at = end;
        }
        case '?' -> {
          pieces.add(new Piece.One(ByteSet.allButSlash()));
          at++;
        }
        case '[' -> {
          ByteSet.Parsed set = ByteSet.parse(pattern, at);
          pieces.add(new Piece.One(set.bytes()));
          at = set.end();
        }
        case '\\' -> {
          if (at + 1 == pattern.length) {
            throw new IllegalArgumentException("ends in a backslash that escapes nothing");
          }
          pieces.add(new Piece.One(ByteSet.only(pattern[at + 1])));
          at += 2;
        }
        default -> {
          pieces.add(new Piece.One(ByteSet.only(b)));
          at++;
        }
      }
    }
    return new Glob(pieces.toArray(Piece[]::new));
  }

  /** Whether the bytes from {@code start} to {@code end} are what the whole pattern describes. */
  boolean matches(byte[] text, int start, int end) {
    int at = start;
    int piece = 0;
    int runPiece = NOWHERE;
    int runAt = NOWHERE;
    int treePiece = NOWHERE;
    int treeAt = NOWHERE;
    while (true) {
      if (piece == pieces.length) {
        if (at == end) {
          return true;
        }
      } else {
        switch (pieces[piece]) {
          case Piece.Everything _ -> {
            return true;
          }
          case Piece.Directories _ -> {
            treePiece = piece;
            treeAt = at;
            runPiece = NOWHERE;
            piece++;
            continue;
          }
          case Piece.Run _ -> {
            runPiece = piece;
            runAt = at;
            piece++;
            continue;
          }
          case Piece.One one -> {
            if (at < end && one.set().get(text[at] & 0xff)) {
              at++;
              piece++;
              continue;
            }
          }
        }
      }
      if (runPiece != NOWHERE && runAt < end && text[runAt] != '/') {
        runAt++;
        at = runAt;
        piece = runPiece + 1;
        continue;
      }
      // The run cannot grow: the directories before it take one more.
      runPiece = NOWHERE;
      if (treePiece == NOWHERE) {
        return false;
      }
      while (treeAt < end && text[treeAt] != '/') {
        treeAt++;
      }
      if (treeAt == end) {
        return false;
      }
      treeAt++;
      at = treeAt;
      piece = treePiece + 1;
    }
  }
}
