package io.twohop.daemon;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a daemon says. */
final class RecordingConsole implements Console {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void log(int level, String text) {
    lines.add("<" + level + ">" + text);
  }

  @Override
  public void say(String line) {
    lines.add(line);
  }

  boolean isReady() {
    return lines.contains("ready");
  }
}
