/**
 * Makes mails: replies, notices, and the changes to a forward's header. Pure: the same arguments give the same octets.
 * What comes from mails, rules and names goes into header fields only cleaned and encoded.
 */
@NullMarked
package dev.mailworker.compose;

import org.jspecify.annotations.NullMarked;
