/**
 * JSON as values and as text: what the control socket speaks and what {@code --json} and the HTTP
 * bodies print.
 *
 * <p>Not a binding of classes to documents: whoever has something to say builds the value by hand.
 * Numbers are whole. Start at {@link io.twohop.json.Json}; {@link io.twohop.json.JsonReader} takes
 * text from others and holds its limits. Any thread; nothing here has state.
 */
@NullMarked
package io.twohop.json;

import org.jspecify.annotations.NullMarked;
