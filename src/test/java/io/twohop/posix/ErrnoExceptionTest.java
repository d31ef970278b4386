package io.twohop.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoExceptionTest {
  @Test
  void message_ofAFullDisk_doesNotSpeakOfInotify() {
    assertThat(new ErrnoException(Errno.ENOSPC, "write", ""))
        .hasMessage("write: ENOSPC, no space left on device");
    assertThat(new ErrnoException(Errno.ENOSPC, "inotify_add_watch", ""))
        .hasMessage("inotify_add_watch: ENOSPC, no inotify watch left");
    assertThat(Errno.EMFILE.meaning()).isEqualTo("too many open files in this process");
  }
}
