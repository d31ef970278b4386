package io.twohop.control;

import io.twohop.json.Json;
import java.io.IOException;

/** Where the lines of an answer go before its last one. */
interface Answer {
  void item(Json item) throws IOException;
}
