/**
 * Taking mails from their sources and settling them: polls, permits, leases, drain. One thread runs all polls and holds all
 * their state; another keeps leases; mails run on threads of their own, as many as there are permits.
 */
@NullMarked
package dev.mailworker.consume;

import org.jspecify.annotations.NullMarked;
