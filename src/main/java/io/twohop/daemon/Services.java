package io.twohop.daemon;

import io.twohop.config.HostPort;
import io.twohop.control.Commands;
import io.twohop.control.ControlServer;
import io.twohop.control.Refusal;
import io.twohop.http.HttpService;
import io.twohop.http.Pages;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * What others can ask a running daemon through: the control socket and the HTTP addresses. One
 * thread for each caller; at rest only those that accept are there, asleep in the kernel.
 */
public final class Services implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ExecutorService threads = TaskThreads.open();
  private final Console console;

  private Services(Console console) {
    this.console = console;
  }

  /**
   * Opens all of them, and says where HTTP listens.
   *
   * @param http for everything; port 0 takes any free one
   * @param health for {@code /ready} and {@code /health} alone
   * @throws UserError if an address or the socket cannot be had; nothing is open then
   */
  public static Services open(
      Path state,
      String site,
      Commands commands,
      HostPort http,
      Optional<HostPort> health,
      Console console)
      throws UserError {
    Services services = new Services(console);
    try {
      services.open.add(
          ControlServer.open(state, site, commands, services.threads, services::internal));
      services.listen("http", http, Pages.all(commands));
      if (health.isPresent()) {
        services.listen("health", health.get(), Pages.healthAlone(commands));
      }
      return services;
    } catch (Refusal e) {
      services.close();
      throw new UserError(UserError.EXIT_UNUSABLE, e.lines().toArray(String[]::new));
    } catch (IOException e) {
      services.close();
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "the control socket cannot be made in " + state + ": " + e.getMessage(),
          "without it no other command can reach this daemon",
          "fix:  make the directory writable for this user, or name another with --state");
    } catch (UserError e) {
      services.close();
      throw e;
    }
  }

  private void listen(String flag, HostPort address, Pages pages) throws UserError {
    try {
      HttpService service =
          HttpService.open(address.host(), address.port(), pages, threads, this::internal);
      open.add(service);
      console.log(6, flag + " at http://" + new HostPort(address.host(), service.port()));
    } catch (BindException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "cannot listen at " + address + " for --" + flag + ": " + e.getMessage(),
          "another program, or another daemon of ours, has that port",
          "fix:  choose another with --%s HOST:PORT; port 0 takes any free one".formatted(flag));
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "cannot listen at " + address + " for --" + flag + ": " + e.getMessage(),
          "fix:  name an address of this machine with --%s HOST:PORT".formatted(flag));
    }
  }

  private void internal(Throwable mistake) {
    console.log(3, "internal error in a request: " + mistake);
  }

  /** Nobody is let in any more; who is being answered is cut off. */
  @Override
  public void close() {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        console.log(4, "closing: " + e);
      }
    }
    threads.shutdownNow();
  }
}
