package dev.mailworker.local;

import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * Where a site's tables are, and where it is said what is wrong with them.
 *
 * @param path the folder; it need not be there
 * @param log takes warnings and errors
 */
record TableFolder(Path path, Logger log) {}
