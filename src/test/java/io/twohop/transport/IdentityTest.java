package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  @TempDir Path directory;

  @Test
  void certificate_isWellFormed_signedByItsOwnKey_andNeverEnds() throws Exception {
    Identity identity = Identity.create();
    identity.certificate().verify(identity.certificate().getPublicKey());
    assertThat(identity.certificate().getNotAfter().toInstant())
        .isAfter(Instant.parse("9000-01-01T00:00:00Z"));
    assertThat(identity.certificate().getVersion()).isEqualTo(3);
    assertThat(identity.pin()).isEqualTo(Pin.of(identity.certificate().getPublicKey()));
  }

  @Test
  void identity_isMadeOnce_private_andTheSameAfterwards() throws Exception {
    Identity made = Identity.loadOrCreate(directory);
    assertThat(Identity.loadOrCreate(directory).pin()).isEqualTo(made.pin());
    Path file = directory.resolve(Identity.FILE_NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Identity.create().pin()).isNotEqualTo(made.pin());
  }

  @Test
  void identity_damaged_isSaidAndNotReplaced() throws Exception {
    Identity.loadOrCreate(directory);
    Path file = directory.resolve(Identity.FILE_NAME);
    String pem = Files.readString(file);
    for (String damaged : new String[] {"", "x", pem.substring(0, 150), pem.replace('A', 'B')}) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> Identity.loadOrCreate(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("identity.pem is damaged");
      assertThat(file).hasContent(damaged);
    }
  }

  @Test
  void identity_withTheCertificateOfAnother_isDamaged() throws Exception {
    Identity.loadOrCreate(directory);
    Path elsewhere = Files.createDirectory(directory.resolve("other"));
    Identity.loadOrCreate(elsewhere);
    String key = Files.readString(directory.resolve(Identity.FILE_NAME));
    String other = Files.readString(elsewhere.resolve(Identity.FILE_NAME));
    String begin = "-----BEGIN CERTIFICATE";
    Files.writeString(
        directory.resolve(Identity.FILE_NAME),
        key.substring(0, key.indexOf(begin)) + other.substring(other.indexOf(begin)));
    assertThatThrownBy(() -> Identity.loadOrCreate(directory)).hasMessageContaining("another key");
  }

  @Test
  void machine_copiedElsewhere_isNoticed_andOneThatLearnsMoreIsNot() throws Exception {
    Path here = Files.createDirectories(directory.resolve("here/etc"));
    Files.writeString(here.resolve("machine-id"), "0123\n");
    MachineIdentity first = MachineIdentity.read(directory.resolve("here"), "");
    Path state = Files.createDirectory(directory.resolve("state"));
    assertThat(first.bind(state)).isEqualTo(MachineIdentity.Binding.NEW);
    assertThat(first.bind(state)).isEqualTo(MachineIdentity.Binding.SAME);

    MachineIdentity withDisk = MachineIdentity.read(directory.resolve("here"), "uuid-1");
    assertThat(withDisk.bind(state)).isEqualTo(MachineIdentity.Binding.SAME);
    MachineIdentity otherDisk = MachineIdentity.read(directory.resolve("here"), "uuid-2");
    assertThat(otherDisk.bind(state)).isEqualTo(MachineIdentity.Binding.OTHER);

    Files.writeString(here.resolve("machine-id"), "4567\n");
    MachineIdentity copy = MachineIdentity.read(directory.resolve("here"), "uuid-1");
    assertThat(copy.bind(state)).isEqualTo(MachineIdentity.Binding.OTHER);
    assertThat(MachineIdentity.UNKNOWN.fits(copy)).isTrue();
  }
}
