package io.twohop.apply;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Syscalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a test step in at a system call. Calls are named as in {@link Syscalls}, but renames are
 * "exchange", "to free" and "replace", and every write is "write".
 */
final class Hooked {
  private final Syscalls real;
  private final Map<String, Runnable> before = new HashMap<>();
  private final Map<String, Runnable> after = new HashMap<>();
  private final Map<String, Runnable> always = new HashMap<>();
  private boolean renameFlags = true;
  private boolean armed;
  private Error dead;

  Hooked(Syscalls real) {
    this.real = real;
  }

  /**
   * Once, before the next such call; what it throws is what the call answers. An error kills the
   * process: it makes no system call any more.
   */
  Hooked before(String call, Runnable hook) {
    before.put(call, hook);
    return this;
  }

  /** Once, after the next such call. */
  Hooked after(String call, Runnable hook) {
    after.put(call, hook);
    return this;
  }

  /** Before every such call. */
  Hooked always(String call, Runnable hook) {
    always.put(call, hook);
    return this;
  }

  /** As a file system that knows no flags of renameat2. */
  Hooked withoutRenameFlags() {
    renameFlags = false;
    return this;
  }

  /** From now on hooks are run. */
  void arm() {
    armed = true;
  }

  Syscalls syscalls() {
    return (Syscalls)
        Proxy.newProxyInstance(
            Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, this::call);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (dead != null) {
      throw dead;
    }
    String name = named(method, arguments);
    if (!renameFlags && (name.equals("exchange") || name.equals("to free"))) {
      throw new ErrnoException(Errno.EINVAL, "renameat2", "");
    }
    run(armed ? always.get(name) : null);
    run(armed ? before.remove(name) : null);
    try {
      Object answer = method.invoke(real, arguments);
      run(armed ? after.remove(name) : null);
      return answer;
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  private void run(Runnable hook) {
    try {
      if (hook != null) {
        hook.run();
      }
    } catch (Error killed) {
      dead = killed;
      throw killed;
    }
  }

  private static String named(Method method, Object[] arguments) {
    if (method.getName().equals("renameat2")) {
      return switch ((RenameMode) arguments[4]) {
        case REPLACE -> "replace";
        case NOREPLACE -> "to free";
        case EXCHANGE -> "exchange";
      };
    }
    return switch (method.getName()) {
      case "writeFully", "pwriteFully", "pwrite" -> "write";
      default -> method.getName();
    };
  }
}
