package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTextTest {
  @Test
  void of_anAddress_isItsShortestForm() throws Exception {
    for (String shortest :
        List.of(
            "::", "::1", "1::", "2001:db8::1", "fd00::2:0:0:1", "1:0:2:0:3:0:4:5", "10.0.0.1")) {
      assertThat(AddressText.of(InetAddress.getByName(shortest))).isEqualTo(shortest);
    }
    assertThat(AddressText.of(InetAddress.getByName("2001:0DB8:0:0:1:0:0:1")))
        .isEqualTo("2001:db8::1:0:0:1");
  }

  @Test
  void of_anAddressWithAZone_keepsItWhereItIsNeeded() throws Exception {
    byte[] local = InetAddress.getByName("fe80::1").getAddress();
    byte[] global = InetAddress.getByName("fd00::2").getAddress();
    assertThat(AddressText.of(Inet6Address.getByAddress(null, local, 4))).isEqualTo("fe80::1%4");
    assertThat(AddressText.of(Inet6Address.getByAddress(null, global, 4))).isEqualTo("fd00::2");
  }
}
