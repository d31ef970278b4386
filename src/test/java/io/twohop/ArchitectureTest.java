package io.twohop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of the program, as rules that fail the build. */
@AnalyzeClasses(packages = "io.twohop", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule foreignMemoryStaysInPosix =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.twohop.posix..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.foreign..")
          .because("one room answers for every pointer");
}
