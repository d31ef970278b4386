package io.twohop.control;

import io.twohop.json.Json;
import io.twohop.json.JsonMistake;
import io.twohop.json.JsonObject;
import io.twohop.json.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * The daemon's end of the control socket.
 *
 * <p>The socket belongs to the group {@code twohop} where that exists, and has mode 0660; the state
 * directory then lets that group pass (0710). Who is of the group and not the owner may ask for the
 * status and wait, no more.
 */
public final class ControlServer implements AutoCloseable {
  static final String GROUP = "twohop";

  /** LIMIT: a request names at most a path or an id. */
  static final int MAX_REQUEST_BYTES = 64 * 1024;

  /** LIMIT: callers at once; guests may hold half of it, so that the owner always gets through. */
  private static final int MAX_CALLERS = 64;

  /** LIMIT: at the end, for answers that are being written; 'leave' is one of them. */
  private static final long LAST_ANSWERS_MILLIS = 500;

  private static final long RETRY_ACCEPT_NANOS = 1_000_000_000L;

  private final ServerSocketChannel socket;
  private final Path file;
  private final UserPrincipal owner;
  private final Requests requests;
  private final Executor executor;
  private final Consumer<Throwable> onInternal;
  private final Semaphore callers = new Semaphore(MAX_CALLERS);
  private final Semaphore guests = new Semaphore(MAX_CALLERS / 2);

  private ControlServer(
      ServerSocketChannel socket,
      Path file,
      UserPrincipal owner,
      Requests requests,
      Executor executor,
      Consumer<Throwable> onInternal) {
    this.socket = socket;
    this.file = file;
    this.owner = owner;
    this.requests = requests;
    this.executor = executor;
    this.onInternal = onInternal;
  }

  /**
   * Makes the socket. The caller holds the lock of the state directory, so what a daemon that was
   * killed left there is removed.
   *
   * @param executor runs the accepting loop and one task for each caller; tasks block
   * @param onInternal told of mistakes of the program, for the log
   * @throws Refusal if the path is too long
   * @throws IOException if it cannot be made; nothing is left behind then
   */
  public static ControlServer open(
      Path state, String site, Commands commands, Executor executor, Consumer<Throwable> onInternal)
      throws IOException, Refusal {
    UnixDomainSocketAddress address = ControlAddress.of(state);
    Path file = address.getPath();
    Files.deleteIfExists(file);
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.bind(address);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
      admitGroup(state, file);
      ControlServer server =
          new ControlServer(
              socket,
              file,
              Files.getOwner(file),
              new Requests(commands, site),
              executor,
              onInternal);
      executor.execute(server::accept);
      return server;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Best effort: a daemon without root may not be allowed to give files to the group. */
  private static void admitGroup(Path state, Path file) {
    try {
      GroupPrincipal group =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
      Files.getFileAttributeView(state, PosixFileAttributeView.class).setGroup(group);
      Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx--x---"));
    } catch (UserPrincipalNotFoundException e) {
      // There is no such group: only the owner and root can ask.
    } catch (IOException e) {
      onlyOwner(file);
    }
  }

  private static void onlyOwner(Path file) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void accept() {
    while (true) {
      SocketChannel caller;
      try {
        caller = socket.accept();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        onInternal.accept(e);
        // Out of descriptors, most likely: asking again at once would only burn the processor.
        LockSupport.parkNanos(RETRY_ACCEPT_NANOS);
        continue;
      }
      if (callers.tryAcquire()) {
        executor.execute(() -> serve(caller));
      } else {
        end(caller);
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      boolean own = user.equals(owner) || user.getName().equals("root");
      if (own) {
        answer(channel, Caller.OWNER);
      } else if (guests.tryAcquire()) {
        try {
          answer(channel, Caller.GUEST);
        } finally {
          guests.release();
        }
      }
    } catch (IOException e) {
      // The caller went away; whoever asks no more needs no answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      callers.release();
    }
  }

  private void answer(SocketChannel channel, Caller caller)
      throws IOException, InterruptedException {
    Lines lines = new Lines(Channels.newInputStream(channel), MAX_REQUEST_BYTES);
    OutputStream out = Channels.newOutputStream(channel);
    Json.Fields last;
    try {
      if (!(JsonReader.read(lines.next()) instanceof Json.Fields request)) {
        throw new Refusal(Trouble.USAGE, "a request is a JSON object");
      }
      Json.Fields done =
          requests.perform(request, caller, item -> write(out, Json.object("item", item)));
      last = Json.object("done", done);
    } catch (JsonMistake e) {
      last = refusal(Trouble.USAGE, Json.texts(java.util.List.of("not JSON: " + e.getMessage())));
    } catch (Refusal e) {
      last = refusal(e.trouble(), Json.texts(e.lines()));
    } catch (RuntimeException e) {
      onInternal.accept(e);
      last =
          refusal(
              Trouble.INTERNAL,
              Json.texts(
                  java.util.List.of(
                      "the daemon made a mistake: " + e.getClass().getSimpleName(),
                      "its log says more")));
    }
    write(out, last);
  }

  private static Json.Fields refusal(Trouble trouble, Json lines) {
    return new JsonObject().put("trouble", trouble.word()).put("lines", lines).build();
  }

  private static void write(OutputStream out, Json line) throws IOException {
    out.write((line.line() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** Ends accepting and removes the socket; who is being answered has a moment to be told. */
  @Override
  public void close() throws IOException {
    socket.close();
    Files.deleteIfExists(file);
    try {
      var _ = callers.tryAcquire(MAX_CALLERS, LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
