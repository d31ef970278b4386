package io.twohop.http;

/**
 * The first line of a request; nothing else in a head matters here.
 *
 * @param path without its query
 * @param mistake the status that says what is wrong with the request; 0 if nothing is
 */
record RequestHead(String method, String path, int mistake) {
  static RequestHead mistaken(int status) {
    return new RequestHead("", "", status);
  }

  static RequestHead parse(String head) {
    String line = head.lines().findFirst().orElse("");
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first || !line.startsWith("HTTP/1.", last + 1)) {
      return mistaken(400);
    }
    String target = line.substring(first + 1, last);
    if (!target.startsWith("/") || target.indexOf(' ') >= 0) {
      return mistaken(400);
    }
    int query = target.indexOf('?');
    return new RequestHead(
        line.substring(0, first), query < 0 ? target : target.substring(0, query), 0);
  }
}
