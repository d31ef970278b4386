package io.twohop.http;

import io.twohop.json.Json;

/**
 * What goes back.
 *
 * @param status as in HTTP
 * @param type of the body, with its charset
 * @param body text; sent as UTF-8
 */
record Reply(int status, String type, String body) {
  static Reply json(int status, Json body) {
    return new Reply(status, "application/json", body.line() + "\n");
  }

  static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=utf-8", body);
  }

  String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
