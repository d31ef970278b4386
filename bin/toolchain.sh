# Sourced by twohop, test and .ci/run (POSIX sh): finds the JDK and Maven, and builds under a lock.
# The caller has set root (the repository) and me (its own name, for messages).

# find_java TOOL: sets and exports JAVA_HOME to a JDK 25 that has bin/TOOL (java or javac); false where there is none.
find_java() {
  if [ -n "${TWOHOP_JAVA_HOME:-}" ]; then
    if ! is_java_25 "$TWOHOP_JAVA_HOME" "$1"; then
      echo "$me: TWOHOP_JAVA_HOME=$TWOHOP_JAVA_HOME is no JDK 25 (no bin/$1, or its file 'release' names another version)" >&2
      exit 2
    fi
    JAVA_HOME=$TWOHOP_JAVA_HOME
    export JAVA_HOME
    return 0
  fi
  for candidate in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/*25*; do
    if is_java_25 "$candidate" "$1"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

# The file 'release' is read instead of asking java -version: that would add 40 ms to every command.
is_java_25() {
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"25\" | JAVA_VERSION=\"25[.+-]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# need_java TOOL: as find_java, or one line that says what to install and exit 2.
need_java() {
  find_java "$1" && return 0
  echo "$me: no JDK 25 found: install openjdk-25-jdk (Debian 13, Ubuntu) or temurin-25-jdk (Debian 12, from Adoptium's repository), or set TWOHOP_JAVA_HOME to one" >&2
  exit 2
}

need_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "$me: Maven not found: install it with 'apt-get install maven'" >&2
  exit 2
}

# Maven with what it needs to be quiet on JDK 25. Not in .mvn/jvm.config: an older JDK refuses to start with the option,
# and then the enforcer could not say what to install.
maven() {
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" mvn --batch-mode --no-transfer-progress "$@"
}

# One build at a time in this directory. pom.xml serves as the lock: it is there before target/ is, and stays after it.
# Whatever is started while the lock is held must get 9<&-, or a daemon would keep the lock.
lock_build() {
  exec 9<"$root/pom.xml"
  flock 9
}

unlock_build() {
  exec 9<&-
}
