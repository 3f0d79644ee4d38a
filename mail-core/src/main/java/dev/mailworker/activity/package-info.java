/**
 * What a worker did lately, in bounded memory: for a page of the program's own, or of an application that embeds the worker.
 * Holds addresses and reasons, and nothing of what mails say.
 */
@NullMarked
package dev.mailworker.activity;

import org.jspecify.annotations.NullMarked;
