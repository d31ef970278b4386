package io.twohop;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.out.println("twohop 0.1.0");
  }
}
