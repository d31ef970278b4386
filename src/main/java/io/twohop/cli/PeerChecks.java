package io.twohop.cli;

import io.twohop.config.HostPort;
import io.twohop.config.Reasons;
import io.twohop.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** What {@code twohop doctor} sees of the others, by the status of the running daemon. */
final class PeerChecks {
  private static final int CONNECT_MILLIS = 3_000;

  private final Checkup checkup;
  private final Json.Fields status;

  PeerChecks(Checkup checkup, Json.Fields status) {
    this.checkup = checkup;
    this.status = status;
  }

  void all() {
    if (status.text("role").filter("spoke"::equals).isPresent()) {
      hub();
    } else {
      listening();
    }
    status.texts("notes").forEach(checkup::fine);
    lines("blocked", "fix:  mend what stands there; it is tried again by itself");
    lines("problems", "fix:  mend what stands there; it leaves  twohop status  when it is solved");
    for (Json.Fields held : status.rows("held")) {
      checkup.wrong(
          "held: " + held.text("what").orElse("a plan"),
          "fix:  twohop approve or twohop reject " + held.text("digest").orElse("DIGEST"));
    }
  }

  private void lines(String field, String advice) {
    status.texts(field).stream().limit(10).forEach(line -> checkup.wrong(line, advice));
  }

  private void hub() {
    if (status.flag("connected")) {
      checkup.fine("the hub is connected");
      return;
    }
    String address = status.text("hub").orElse("");
    checkup.wrong(
        "the hub is not connected" + reach(address),
        "changes wait here and nothing is lost",
        "fix:  is the hub running, its port open in the firewall, its name right?");
  }

  private static String reach(String address) {
    if (address.isEmpty()) {
      return "";
    }
    HostPort hub = HostPort.parse(address);
    String trouble = "no address";
    try {
      for (InetAddress each : InetAddress.getAllByName(hub.host())) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(each, hub.port()), CONNECT_MILLIS);
          return ", though something answers at " + address;
        } catch (IOException e) {
          trouble = Reasons.of(e);
        }
      }
    } catch (UnknownHostException e) {
      trouble = "this name is not known";
    }
    return ": " + address + ": " + trouble;
  }

  private void listening() {
    checkup.fine("listening at " + String.join(", ", status.texts("listening")));
    long away = status.rows("members").stream().filter(member -> !member.flag("connected")).count();
    if (away > 0) {
      checkup.wrong(
          away + " members are not connected",
          "what they miss waits for them",
          "fix:  twohop status  names them; twohop members remove NAME  for one that is gone");
    }
  }
}
