package io.twohop;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The shape of the program, as rules that fail the build; each says why it is there.
 *
 * <p>A room is a package right below {@code io.twohop}. {@link #ARROWS} is the picture of {@code
 * docs/map.md} in another form: a new room needs a line there.
 */
@AnalyzeClasses(packages = "io.twohop", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.twohop";

  /** Rooms without clock, thread, file or socket. */
  private static final String[] PURE = {
    "io.twohop.model..", "io.twohop.core..", "io.twohop.wire.."
  };

  /**
   * What each room may use of ours besides itself. Packages are exact unless they end in two dots.
   */
  private static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", List.of()),
              Map.entry("posix", List.of()),
              Map.entry("core", List.of("model..")),
              Map.entry("wire", List.of("model..", "core.message..")),
              Map.entry("tree", List.of("model..", "posix..")),
              Map.entry("watch", List.of("model..", "posix..", "tree..")),
              Map.entry("scan", List.of("model..", "posix..", "tree..", "watch..")),
              Map.entry("apply", List.of("model..", "posix..", "tree..")),
              Map.entry("keep", List.of("model..", "posix..", "tree..")),
              Map.entry(
                  "index",
                  List.of("model..", "core", "core.message..", "core.spoke..", "core.hub..")),
              Map.entry(
                  "journal", List.of("model..", "core", "core.message..", "core.hub..", "wire..")),
              Map.entry("transport", List.of("model..", "core.message..", "wire..")),
              Map.entry("json", List.of()),
              Map.entry("control", List.of("json..")),
              Map.entry("http", List.of("model..", "json..", "control..")),
              Map.entry("config", List.of("model..")),
              Map.entry(
                  "daemon",
                  List.of(
                      "model..",
                      "core..",
                      "wire..",
                      "posix..",
                      "tree..",
                      "watch..",
                      "scan..",
                      "apply..",
                      "keep..",
                      "index..",
                      "journal..",
                      "transport..",
                      "http..",
                      "json..",
                      "control..",
                      "config..")),
              Map.entry(
                  "cli",
                  List.of(
                      "model..",
                      "core..",
                      "wire..",
                      "posix..",
                      "tree..",
                      "keep..",
                      "index..",
                      "journal..",
                      "transport..",
                      "http..",
                      "json..",
                      "control..",
                      "config..",
                      "daemon.."))));

  @ArchTest
  static void everyRoom_hasItsArrows(JavaClasses all) {
    TreeSet<String> rooms = new TreeSet<>();
    all.forEach(type -> roomOf(type).ifPresent(rooms::add));
    assertThat(ARROWS.keySet())
        .as("a room without a line in ARROWS may use anything, and nobody would have decided so")
        .containsAll(rooms);
  }

  @ArchTest
  static void everyRoom_usesOnlyWhatItsArrowsAllow(JavaClasses all) {
    List<String> breaches = new ArrayList<>();
    ARROWS.forEach((room, allowed) -> {
      List<String> packages = new ArrayList<>(List.of(ROOT + "." + room + ".."));
      allowed.forEach(other -> packages.add(ROOT + "." + other));
      ArchRule rule =
          noClasses()
              .that()
              .resideInAPackage(ROOT + "." + room + "..")
              .should()
              .dependOnClassesThat(
                  resideInAPackage(ROOT + "..")
                      .and(not(resideInAnyPackage(packages.toArray(String[]::new)))))
              .because("a room that needs something declares the port; daemon joins them")
              .allowEmptyShould(true);
      breaches.addAll(rule.evaluate(all).getFailureReport().getDetails());
    });
    assertThat(breaches).as("arrows between rooms, see ARROWS").isEmpty();
  }

  @ArchTest
  static final ArchRule rooms_haveNoCycles =
      slices()
          .matching("io.twohop.(*)..")
          .should()
          .beFreeOfCycles()
          .because("rooms in a cycle can only be understood, tested and replaced together")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureRooms_touchNothingOutside =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.nio.file..",
                      "java.nio.channels..",
                      "java.net..",
                      "java.sql..",
                      "java.lang.foreign..",
                      "java.util.concurrent..",
                      "java.util.logging..",
                      "java.util.random..")
                  .or(
                      nameMatching(
                          "java\\.lang\\.(Thread|Runtime|Process|ProcessBuilder|ProcessHandle"
                              + "|ThreadLocal|System\\$Logger)"
                              + "|java\\.time\\.(Clock|InstantSource)"
                              + "|java\\.util\\.(Random|Timer|TimerTask)"
                              + "|java\\.security\\.SecureRandom")))
          .because("the same inputs must give the same outputs, or a seed would not repeat a run")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureRooms_askNoClockAndNoDice =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethodWhere(
              target(owner(assignableTo(System.class)))
                  .and(target(nameMatching("nanoTime|currentTimeMillis|getenv|getProperty|exit")))
                  .or(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
                  .or(
                      target(owner(assignableTo(java.util.UUID.class)))
                          .and(target(name("randomUUID"))))
                  .or(target(owner(assignableTo(Math.class))).and(target(name("random"))))
                  .or(
                      target(owner(assignableTo(java.util.Collections.class)))
                          .and(target(name("shuffle")))))
          .because("time and chance are arguments (nowNanos), so that a test owns them")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule core_callsNothingOfRandomOrder =
      noClasses()
          .that()
          .resideInAPackage("io.twohop.core..")
          .should()
          .callMethodWhere(
              target(nameMatching("of|ofEntries|copyOf"))
                  .and(
                      target(
                          rawParameterTypes(
                              DescribedPredicate.describe("not none", all -> !all.isEmpty()))))
                  .and(
                      target(
                          owner(
                              assignableTo(java.util.Set.class)
                                  .or(assignableTo(java.util.Map.class)))))
                  .and(target(owner(nameMatching("java\\.util\\.(Set|Map)"))))
                  .or(
                      target(owner(assignableTo(java.util.stream.Collectors.class)))
                          .and(
                              target(
                                  nameMatching(
                                      "to(Unmodifiable)?(Set|Map)|groupingBy|partitioningBy"))))
                  .or(
                      target(owner(assignableTo(System.class)))
                          .and(target(name("identityHashCode")))))
          .because(
              "Set.of(\"a\"..\"f\") has another order in every JVM, so a seed would not repeat; take"
                  + " TreeMap, LinkedHashMap, List")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule core_holdsNothingOfRandomOrder =
      noClasses()
          .that()
          .resideInAPackage("io.twohop.core..")
          .should()
          .dependOnClassesThat(
              nameMatching("java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)"))
          .because(
              "enums and records of enums hash by identity, which differs in every JVM; take TreeMap,"
                  + " LinkedHashMap, List")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule foreignMemory_staysInPosix =
      onlyIn("java.lang.foreign..", "one room answers for every pointer", "posix");

  @ArchTest
  static final ArchRule sql_staysInIndexAndJournal =
      onlyIn("java.sql..", "the core may not know that its state is in SQLite", "index", "journal");

  @ArchTest
  static final ArchRule sqliteDriver_staysInIndexAndJournal =
      onlyIn(
          "org.sqlite..", "the core may not know that its state is in SQLite", "index", "journal");

  @ArchTest
  static final ArchRule tls_staysInTransportAndHttp =
      onlyIn("javax.net.ssl..", "who a peer is gets decided in one place", "transport", "http");

  @ArchTest
  static final ArchRule picocli_staysInCli =
      onlyIn("picocli..", "commands call rooms, rooms do not know of commands", "cli");

  @ArchTest
  static final ArchRule yaml_staysInConfig =
      onlyIn("org.snakeyaml..", "beyond config there are records, not documents", "config");

  @ArchTest
  static final ArchRule httpServer_staysInHttp =
      onlyIn("com.sun.net.httpserver..", "the server can be replaced behind one room", "http");

  @ArchTest
  static final ArchRule userPaths_neverBecomeText =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.twohop.posix..",
              "io.twohop.tree..",
              "io.twohop.watch..",
              "io.twohop.scan..",
              "io.twohop.apply..",
              "io.twohop.keep..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                  .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile)")))
          .because(
              "names are bytes: without a UTF-8 locale Path.of(\"d/é\") throws; and only descriptors"
                  + " relative to the root cannot be led out of the tree")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyDaemon_startsThreads =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.twohop.daemon..")
          .should()
          .callCodeUnitWhere(
              target(owner(assignableTo(Thread.class)))
                  .and(target(nameMatching("<init>|start.*|ofVirtual|ofPlatform")))
                  .or(
                      target(owner(nameMatching("java\\.util\\.concurrent\\.Executors")))
                          .and(target(nameMatching("new.*"))))
                  .or(
                      target(name("<init>"))
                          .and(
                              target(
                                  owner(
                                      assignableTo(java.util.concurrent.ExecutorService.class)
                                          .or(assignableTo(java.util.Timer.class))))))
                  .or(
                      target(owner(assignableTo(java.util.concurrent.ForkJoinPool.class)))
                          .and(target(name("commonPool"))))
                  .or(
                      target(owner(assignableTo(java.util.Collection.class)))
                          .and(target(name("parallelStream")))))
          .because("one place knows every thread and ends it; rooms are handed what runs them")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule scan_changesNothing =
      noClasses()
          .that()
          .resideInAnyPackage("io.twohop.scan..")
          .should()
          .callMethodWhere(
              target(owner(resideInAPackage("io.twohop.posix..")))
                  .and(
                      target(
                          nameMatching(
                              "write.*|pwrite.*|ftruncate|ficlone|copyFileRange|mkdirat|symlinkat"
                                  + "|linkat|renameat2|unlink|rmdir|fchmod|fchown.*|futimens"
                                  + "|utimensat"))))
          .because("only apply changes the user's tree; looking must be free of consequences")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule watch_changesNothingButItsCookie =
      noClasses()
          .that()
          .resideInAnyPackage("io.twohop.watch..")
          .should()
          .callMethodWhere(
              target(owner(resideInAPackage("io.twohop.posix..")))
                  .and(
                      target(
                          nameMatching(
                              "ftruncate|ficlone|copyFileRange|symlinkat|linkat|renameat2|rmdir"
                                  + "|fchmod|fchown.*|futimens|utimensat"))))
          .because(
              "only apply changes the user's tree; a cookie is one empty file in our own folder")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyCli_speaksToTheTerminal =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.twohop.cli..", ROOT)
          .should()
          .accessFieldWhere(
              com.tngtech.archunit.core.domain.JavaFieldAccess.Predicates.target(
                      owner(assignableTo(System.class)))
                  .and(
                      com.tngtech.archunit.core.domain.JavaFieldAccess.Predicates.target(
                          nameMatching("in|out|err"))))
          .because("standard output is a contract of the commands, and standard error stays empty")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyCli_endsTheProgram =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.twohop.cli..", ROOT)
          .should()
          .callMethodWhere(
              target(owner(assignableTo(System.class).or(assignableTo(Runtime.class))))
                  .and(target(nameMatching("exit|halt")))
                  .or(target(name("printStackTrace"))))
          .because(
              "exit codes are a contract of the commands; elsewhere an end would skip the flush")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule names_sayWhatAThingIs =
      noClasses()
          .should()
          .haveNameMatching(
              ".*\\.(util|utils|common|helper|helpers|misc|manager|impl|base)\\..*"
                  + "|.*(Utils?|Helpers?|(?<!Trust|Key)Manager|Impl|Misc|Common)")
          .because("such a name fits everything, so everything ends up behind it");

  @ArchTest
  static final ArchRule classes_areNotReflectedOn =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.twohop.cli..", "io.twohop.posix..")
          .should()
          .dependOnClassesThat(resideInAPackage("java.lang.reflect.."))
          .because("what the compiler cannot see, nobody can rename")
          .allowEmptyShould(true);

  @ArchTest
  static void everyPackage_explainsItself(JavaClasses all) throws IOException {
    List<String> missing = new ArrayList<>();
    TreeMap<String, JavaPackage> packages = new TreeMap<>();
    all.forEach(type -> packages.put(type.getPackageName(), type.getPackage()));
    packages.forEach((name, its) -> {
      if (!its.isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
        missing.add(name + ": its package-info.java has no @NullMarked");
      }
    });
    Path sources = Path.of("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.endsWith("package-info.java")).toList()) {
        if (Files.readString(file).lines().filter(l -> l.startsWith(" *")).count() < 3) {
          missing.add(file + ": says too little of what the room is, where to start, who calls it");
        }
      }
    }
    assertThat(missing).as("a room explains itself to who opens it first").isEmpty();
  }

  private static ArchRule onlyIn(String packageName, String reason, String... rooms) {
    String[] allowed =
        Stream.of(rooms).map(room -> ROOT + "." + room + "..").toArray(String[]::new);
    return classes()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(packageName)))
        .because(reason)
        .allowEmptyShould(true);
  }

  private static java.util.Optional<String> roomOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return java.util.Optional.empty();
    }
    String below = name.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return java.util.Optional.of(dot < 0 ? below : below.substring(0, dot));
  }
}
