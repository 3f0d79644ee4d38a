package dev.mailworker.local;

import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in the ports' terms what went wrong with a file. */
final class FileTrouble {
    private FileTrouble() {}

    /** A step that touches files. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** Does a step, and reports its failure as "can't {what}: {the system's words}". */
    static <T> T reporting(String what, Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw of(what, e);
        }
    }

    static PortException of(String what, IOException e) {
        return new PortException(kind(e), "can't " + what + ": " + words(e), e);
    }

    private static Kind kind(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Kind.DENIED;
        }
        return e instanceof NoSuchFileException ? Kind.NOT_FOUND : Kind.TEMPORARY;
    }

    /** The system's words: of many file errors Java's message is the bare path. */
    static String words(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there";
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getFile() + ": " + system.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
