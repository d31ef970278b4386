package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twohop.model.Operation;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is not carried, what is carried by name, and trees at the limits of the kernel. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddFilesTest {
  /** Components of 200 bytes; with their slashes and a last one this is a path of 4,095 bytes. */
  private static final int DEEP = 20;

  private Cluster cluster;

  @BeforeAll
  void start(@TempDir Path base) throws Exception {
    cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  @Test
  void pipesAndSockets_areSkippedAndSaidOnce() throws Exception {
    Path tree = cluster.tree(1);
    int before = cluster.consoles.get(1).lines.size();
    Shell.run(tree, "mkdir odd; mkfifo odd/pipe; echo beside > odd/file");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.resolve("odd/socket")));
    }
    cluster.until("the file beside them", () -> Files.exists(cluster.tree(2).resolve("odd/file")));
    Shell.run(tree, "chmod 600 odd/pipe odd/socket; touch odd/pipe; echo again > odd/file");
    cluster.until("the second version", () -> sizeOf(cluster.tree(2).resolve("odd/file")) == 6);

    for (int other : List.of(0, 2)) {
      assertThat(cluster.tree(other).resolve("odd")).isDirectoryContaining("glob:**file");
      assertThat(cluster.tree(other).resolve("odd/pipe")).doesNotExist();
      assertThat(cluster.tree(other).resolve("odd/socket")).doesNotExist();
    }
    List<String> said = cluster.consoles.get(1).lines.subList(before, consoleSize());
    assertThat(said).filteredOn(line -> line.contains("odd/pipe")).hasSize(1);
    assertThat(said).filteredOn(line -> line.contains("odd/socket")).hasSize(1);
    Shell.run(tree, "rm -r odd");
    cluster.awaitRest();
    assertThat(cluster.tree(2).resolve("odd")).doesNotExist();
  }

  private int consoleSize() {
    return cluster.consoles.get(1).lines.size();
  }

  @Test
  void aFile_thatBecomesAPipe_goesElsewhere() throws Exception {
    Files.writeString(cluster.tree(1).resolve("becomes"), "a file");
    cluster.awaitRest();
    Shell.run(cluster.tree(1), "rm becomes; mkfifo becomes");
    cluster.until(
        "gone elsewhere",
        () ->
            !Files.exists(cluster.tree(0).resolve("becomes"))
                && !Files.exists(cluster.tree(2).resolve("becomes")));
    Shell.run(cluster.tree(1), "rm becomes");
    cluster.awaitRest();
  }

  @Test
  void setuid_isNotCarriedAndDoesNotBounce() throws Exception {
    Shell.run(cluster.tree(1), "echo x > tool; chmod 4755 tool; mkdir shared; chmod 2775 shared");
    cluster.awaitRest();

    assertThat(mode(1, "tool")).isEqualTo("4755");
    assertThat(mode(2, "tool")).isEqualTo("755");
    assertThat(mode(1, "shared")).isEqualTo("2775");
    assertThat(mode(0, "shared")).isEqualTo("775");
    JournalSince journal = cluster.journal();
    Shell.run(cluster.tree(1), "chmod u-s tool; chmod 6755 tool");
    cluster.awaitRest();
    assertThat(journal.entries()).as("%s", journal).isEmpty();
  }

  @Test
  void owners_areCarriedByNameOrNumber() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may give files away");
    Shell.run(
        cluster.tree(1),
        "echo x > www; chown www-data:www-data www; echo y > nobodys; chown 61234:61235 nobodys;"
            + " ln -s www link; chown -h www-data link; mkdir dir; chown www-data dir");
    cluster.awaitRest();

    for (String name : List.of("www", "nobodys", "link", "dir")) {
      String wanted = Shell.run(cluster.tree(1), "stat -c %U:%G:%u:%g " + name);
      for (int other : List.of(0, 2)) {
        assertThat(Shell.run(cluster.tree(other), "stat -c %U:%G:%u:%g " + name)).isEqualTo(wanted);
      }
    }
  }

  @Test
  void hardLinks_areFilesOfTheirOwnElsewhere() throws Exception {
    Shell.run(cluster.tree(1), "echo both > one; ln one two");
    cluster.awaitRest();
    assertThat(Shell.run(cluster.tree(2), "stat -c %h one two")).isEqualTo("1\n1\n");

    Shell.run(cluster.tree(1), "echo more >> two");
    cluster.awaitRest();
    assertThat(cluster.tree(2).resolve("one")).hasContent("both\nmore\n");

    Shell.run(cluster.tree(2), "echo apart > one");
    cluster.awaitRest();
    assertThat(cluster.tree(1).resolve("one")).hasContent("apart\n");
    assertThat(cluster.tree(1).resolve("two")).hasContent("both\nmore\n");
  }

  @Test
  void aPath_of4095Bytes_isCarriedEditedAndRemoved() throws Exception {
    String name = "d".repeat(200);
    String down = "for i in {1.." + DEEP + "}; do cd " + name + "; done; ";
    String file = "f".repeat(4095 - DEEP * 201);
    Shell.run(
        cluster.tree(1),
        "for i in {1.."
            + DEEP
            + "}; do mkdir "
            + name
            + "; cd "
            + name
            + "; done; echo 1 > "
            + file);
    untilHolds(down, file, "1\n");
    Shell.run(cluster.tree(2), down + "echo changed > " + file);
    untilHolds(down, file, "changed\n");
    JournalSince journal = cluster.journal();
    Shell.run(cluster.tree(1), "mv " + name + " short");
    cluster.until("renamed", () -> Files.exists(cluster.tree(2).resolve("short")));
    assertThat(journal.operations().map(Operation::getClass)).containsExactly(Operation.Move.class);

    Shell.run(cluster.tree(1), "rm -rf short");
    cluster.awaitRest();
    assertThat(cluster.tree(2).resolve("short")).doesNotExist();
  }

  private void untilHolds(String down, String file, String text) {
    cluster.until(
        "the deep file holds " + text,
        () ->
            contentOf(0, down + "cat " + file).equals(text)
                && contentOf(2, down + "cat " + file).equals(text));
  }

  private String contentOf(int member, String script) {
    try {
      return Shell.run(cluster.tree(member), script);
    } catch (IOException | AssertionError notYet) {
      return "";
    }
  }

  private String mode(int member, String name) throws IOException {
    return Shell.run(cluster.tree(member), "stat -c %a " + name).strip();
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException missing) {
      return -1;
    }
  }
}
