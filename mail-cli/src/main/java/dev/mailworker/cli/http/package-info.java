/** A small HTTP server, for what operators and their tools ask a running worker. Knows nothing of mail. */
@NullMarked
package dev.mailworker.cli.http;

import org.jspecify.annotations.NullMarked;
