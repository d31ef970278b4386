package io.twohop.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names under which something comes back into a tree whose own name may be taken. */
public final class RestoredName {
  private RestoredName() {}

  /**
   * The wanted name for 0, then {@code photo.restored.jpg}, {@code photo.restored-2.jpg} …; a stem
   * that would make it too long is cut.
   */
  public static Name of(Name wanted, int number) {
    if (number == 0) {
      return wanted;
    }
    byte[] name = wanted.toArray();
    int dot = name.length;
    for (int i = name.length - 1; i > 0; i--) {
      if (name[i] == '.') {
        dot = i;
        break;
      }
    }
    String mark = number == 1 ? ".restored" : ".restored-" + number;
    byte[] middle = mark.getBytes(StandardCharsets.US_ASCII);
    byte[] extension = Arrays.copyOfRange(name, dot, name.length);
    if (extension.length + middle.length >= Name.MAX_BYTES) {
      extension = new byte[0];
    }
    int stem = Math.min(dot, Name.MAX_BYTES - middle.length - extension.length);
    byte[] joined = Arrays.copyOf(name, stem + middle.length + extension.length);
    System.arraycopy(middle, 0, joined, stem, middle.length);
    System.arraycopy(extension, 0, joined, stem + middle.length, extension.length);
    return Name.of(joined);
  }
}
