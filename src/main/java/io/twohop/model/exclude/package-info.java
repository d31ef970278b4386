/**
 * Which paths of the tree are nobody's business: patterns as in {@code gitignore(5)}, over byte
 * names.
 *
 * <p>Pure: it knows patterns and names, neither files nor where the patterns were written. Start at
 * {@link io.twohop.model.exclude.Excludes}. Immutable, so any thread may ask.
 */
@NullMarked
package io.twohop.model.exclude;

import org.jspecify.annotations.NullMarked;
