package io.twohop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small WordPress on which everything happens at once that its administrators do: a plugin is
 * updated as wp-admin does it, {@code .htaccess} rewritten in place, images uploaded and rotated on
 * one server, a theme edited on the other. The large one is {@code bench/wordpress.sh}.
 */
@Timeout(300)
class PluginUpdateIT {
  private static final int PLUGIN_FILES = 120;
  private static final int UPDATES = 5;
  private static final int IMAGES = 40;

  /** As {@code move_dir} in wp-admin/includes/file.php does after its rename. */
  private static final long WORDPRESS_SLEEP_NANOS = 200_000_000;

  @TempDir Path scratch;

  @Test
  void plugin_updatedOnOneServer_isNeverHalfThereOnTheOther() throws Exception {
    Path config = scratch.resolve("site.yaml");
    Files.writeString(
        config,
        """
        exclude:
          - /wp-content/upgrade/
          - /wp-content/upgrade-temp-backup/
        """);
    try (Site site = new Site(scratch, "--config", config)) {
      site.addSpoke("");
      site.addSpoke("");
      Path one = site.tree(1);
      Files.createDirectories(one.resolve("wp-content/plugins"));
      Files.createDirectories(one.resolve("wp-content/themes/theme"));
      Files.createDirectories(one.resolve("wp-content/uploads/2026/11"));
      Files.createDirectories(one.resolve("wp-content/upgrade"));
      Files.createDirectories(one.resolve("wp-content/upgrade-temp-backup/plugins"));
      Files.writeString(one.resolve(".htaccess"), "# BEGIN WordPress\n# END WordPress\n");
      Files.writeString(one.resolve("wp-content/themes/theme/style.css"), "/* 0 */\n");
      unpack(one, 0);
      Files.move(one.resolve("wp-content/upgrade/gallery"), plugin(one));
      Path two = site.tree(2);
      Launched.await(() -> Files.exists(plugin(two)), "the plugin at web2");

      Reader reader = new Reader(plugin(two));
      Thread polling = Thread.ofPlatform().daemon().start(reader);
      for (int version = 1; version <= UPDATES; version++) {
        update(one, version);
        rewriteInPlace(one.resolve(".htaccess"), "# version " + version + "\n");
        upload(one.resolve("wp-content/uploads/2026/11"), version);
        Files.writeString(
            two.resolve("wp-content/themes/theme/style.css"), "/* " + version + " */\n");
        int wanted = version;
        Launched.await(
            () -> reader.newest.get() == wanted || reader.broken.get() != null,
            "version " + version + " at web2");
        assertThat(reader.broken.get()).as("what a reader at web2 saw").isNull();
      }
      reader.ends.set(true);
      polling.join();
      assertThat(reader.broken.get()).as("what a reader at web2 saw").isNull();
      assertThat(reader.polls).hasPositiveValue();
      // Excluded directories are each server's own.
      for (int number = 0; number < site.size(); number++) {
        deleteAll(site.tree(number).resolve("wp-content/upgrade"));
        deleteAll(site.tree(number).resolve("wp-content/upgrade-temp-backup"));
      }
      site.awaitEqual();
      assertThat(site.tree(0).resolve("wp-content/themes/theme/style.css"))
          .hasContent("/* " + UPDATES + " */\n");
      assertThat(site.tree(2).resolve(".htaccess")).content().contains("version " + UPDATES);
    }
  }

  private static Path plugin(Path tree) {
    return tree.resolve("wp-content/plugins/gallery");
  }

  /** Every file of the plugin names its version; so does a reader tell them apart. */
  private static void unpack(Path tree, int version) throws IOException {
    Path to = tree.resolve("wp-content/upgrade/gallery");
    for (int i = 0; i < PLUGIN_FILES; i++) {
      Path file = to.resolve("part" + i % 7).resolve("file" + i + ".php");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "<?php // version " + version + "\n" + "x".repeat(i * 31));
    }
  }

  /** As WP_Upgrader: the old directory goes aside, the new one comes in, each by one rename. */
  private static void update(Path tree, int version) throws IOException {
    unpack(tree, version);
    Path backup = tree.resolve("wp-content/upgrade-temp-backup/plugins/gallery");
    deleteAll(backup);
    Files.move(plugin(tree), backup);
    LockSupport.parkNanos(WORDPRESS_SLEEP_NANOS);
    Files.move(tree.resolve("wp-content/upgrade/gallery"), plugin(tree));
  }

  private static void rewriteInPlace(Path file, String text) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      channel.truncate(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      lock.release();
    }
  }

  /** Uploads images with their thumbnails, and rotates one: written anew under its name. */
  private static void upload(Path directory, int version) throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      String name = "image-" + version + "-" + i;
      Files.write(directory.resolve(name + ".jpg"), new byte[3_000 + i]);
      Files.write(directory.resolve(name + "-150x150.jpg"), new byte[500 + i]);
    }
    Files.write(directory.resolve("image-" + version + "-0.jpg"), new byte[3_333]);
  }

  private static void deleteAll(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var walk = Files.walk(directory)) {
        for (Path path : walk.toList().reversed()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Reads the plugin's directory again and again, as a web server does. */
  private static final class Reader implements Runnable {
    private final Path plugin;
    final AtomicBoolean ends = new AtomicBoolean();
    final AtomicInteger newest = new AtomicInteger(-1);
    final AtomicInteger polls = new AtomicInteger();
    final AtomicReference<String> broken = new AtomicReference<>();

    Reader(Path plugin) {
      this.plugin = plugin;
    }

    @Override
    public void run() {
      while (!ends.get() && broken.get() == null) {
        try {
          look();
          polls.incrementAndGet();
        } catch (IOException e) {
          broken.set(e.toString());
        }
      }
    }

    /** One listing, and what each file in it says; counts if no other directory came meanwhile. */
    private void look() throws IOException {
      int files = 0;
      int lowest = Integer.MAX_VALUE;
      int highest = -1;
      Object before = Files.getAttribute(plugin, "unix:ino");
      String gone = "";
      try {
        for (int part = 0; part < 7; part++) {
          Path directory = plugin.resolve("part" + part);
          try (var listing = Files.newDirectoryStream(directory)) {
            for (Path file : listing) {
              int version = versionIn(file);
              lowest = Math.min(lowest, version);
              highest = Math.max(highest, version);
              files++;
            }
          }
        }
      } catch (NoSuchFileException e) {
        gone = ", not there: " + e.getMessage();
      }
      Object after = Files.getAttribute(plugin, "unix:ino");
      if (!before.equals(after)) {
        return;
      }
      if (files != PLUGIN_FILES || lowest != highest || !gone.isEmpty()) {
        broken.set(files + " files of versions " + lowest + " to " + highest + gone);
      }
      newest.set(highest);
    }

    private static int versionIn(Path file) throws IOException {
      String text = Files.readString(file);
      return Integer.parseInt(text.lines().findFirst().orElse("").replaceAll("\\D+", ""));
    }
  }
}
