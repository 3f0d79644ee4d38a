/**
 * JSON without data binding: a reader that says where an error is, a writer, and the documents that the worker keeps (a
 * mail's progress, its audit, its envelope). The only package of the core that knows jackson-core.
 */
@NullMarked
package dev.mailworker.json;

import org.jspecify.annotations.NullMarked;
