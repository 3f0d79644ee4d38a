/**
 * The embedded default: a whole site in one folder, without any service. {@link dev.mailworker.local.LocalSite} opens it.
 *
 * <p>Mails come in by {@code spool/<domain>/KEY.eml}, end in {@code done/} or {@code dead/}, and are delivered to Maildirs
 * below {@code mail/}. Several processes may work on one folder, and each may be killed at any moment.
 */
@NullMarked
package dev.mailworker.local;

import org.jspecify.annotations.NullMarked;
