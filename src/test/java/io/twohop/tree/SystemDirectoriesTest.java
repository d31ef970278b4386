package io.twohop.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemDirectoriesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/home",
        "/usr",
        "/var",
        "/proc",
        "/proc/1",
        "/sys/fs",
        "/dev",
        "/run",
        "/root",
        "/var/lib",
        "/tmp"
      })
  void includes_whereTheSystemLives_isTrue(String path) {
    assertThat(SystemDirectories.includes(path.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv",
        "/srv/www",
        "/var/www",
        "/var/www/html",
        "/home/anna",
        "/etc/nginx",
        "/tmp/x",
        "/usr/share/nginx/html",
        "/var/lib/app/data",
        "/dev/shm",
        "/procedure"
      })
  void includes_whatPeopleSync_isFalse(String path) {
    assertThat(SystemDirectories.includes(path.getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
