/**
 * What hub and spokes must work out alike: which nodes a removal takes, how change sets are carried
 * out on rows. Pure functions over {@link io.twohop.core.Nodes}.
 */
@NullMarked
package io.twohop.core.merge;

import org.jspecify.annotations.NullMarked;
