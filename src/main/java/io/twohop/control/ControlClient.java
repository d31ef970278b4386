package io.twohop.control;

import io.twohop.json.Json;
import io.twohop.json.JsonMistake;
import io.twohop.json.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A command's end of the control socket: one request, one answer, then it is over. */
public final class ControlClient {
  /** LIMIT: a status that lists all its problems is far below this. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  private ControlClient() {}

  /**
   * Asks the daemon of a state directory.
   *
   * @param items gets what the lines before the last one say
   * @return what the last line says
   * @throws Refusal if no daemon is there, or it refuses
   */
  public static Json.Fields ask(Path state, Json.Fields request, List<Json.Fields> items)
      throws Refusal, IOException {
    try (SocketChannel channel = connect(state)) {
      Lines lines = new Lines(Channels.newInputStream(channel), MAX_LINE_BYTES);
      try {
        OutputStream out = Channels.newOutputStream(channel);
        out.write((request.line() + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw ended();
      }
      while (true) {
        Json.Fields line = read(lines);
        if (line.get("item").orElse(null) instanceof Json.Fields item) {
          items.add(item);
        } else if (line.get("done").orElse(null) instanceof Json.Fields done) {
          return done;
        } else {
          throw new Refusal(
              line.text("trouble").flatMap(Trouble::ofWord).orElse(Trouble.INTERNAL),
              line.texts("lines"));
        }
      }
    }
  }

  private static Json.Fields read(Lines lines) throws Refusal {
    try {
      if (JsonReader.read(lines.next()) instanceof Json.Fields line) {
        return line;
      }
      throw notUnderstood("it is no JSON object");
    } catch (JsonMistake e) {
      throw notUnderstood(String.valueOf(e.getMessage()));
    } catch (EOFException | SocketException e) {
      throw ended();
    } catch (IOException e) {
      throw notUnderstood(reason(e));
    }
  }

  private static Refusal notUnderstood(String why) {
    return new Refusal(
        Trouble.INTERNAL,
        "the daemon's answer is not understood: " + why,
        "the running daemon is of another version than this command",
        "fix:  restart the daemon");
  }

  private static Refusal ended() {
    return new Refusal(
        Trouble.NOT_RUNNING,
        "the daemon ended, or has too many callers, while it was asked",
        "fix:  look at its log, and try again");
  }

  private static SocketChannel connect(Path state) throws Refusal {
    var address = ControlAddress.of(state);
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(address);
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (ConnectException e) {
      throw notRunning(state, "the daemon of " + state + " is not running");
    } catch (IOException e) {
      throw unreachable(state, address.getPath(), e);
    }
  }

  private static Refusal unreachable(Path state, Path socket, IOException cause) {
    if (Files.exists(state) && !Files.isDirectory(state)) {
      return new Refusal(
          Trouble.UNUSABLE,
          state + " is not a directory",
          "a daemon has a directory of its own, and is reached through it",
          "fix:  name that with --state; leave --state out for the usual one");
    }
    if (Files.exists(socket) || (!Files.isExecutable(state) && Files.exists(state))) {
      return new Refusal(
          Trouble.UNUSABLE,
          "the daemon's socket cannot be opened: " + socket + ": " + reason(cause),
          "it belongs to the daemon's user and the group twohop",
          "fix:  run the same command with sudo, or as a member of that group");
    }
    return notRunning(
        state,
        Files.isDirectory(state)
            ? "no daemon is running with the state directory " + state
            : "there is no state directory " + state + ", so no daemon is running with it");
  }

  private static Refusal notRunning(Path state, String what) {
    return new Refusal(
        Trouble.NOT_RUNNING,
        List.of(
            what,
            "fix:  start it (twohop hub --state " + state + " …, or twohop spoke …),",
            "      or name the directory of the one that runs with --state DIR"));
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
