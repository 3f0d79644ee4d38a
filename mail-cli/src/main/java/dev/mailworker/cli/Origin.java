package dev.mailworker.cli;

import java.util.Locale;

/**
 * Where a value comes from.
 *
 * @param source which of the places that settings come from
 * @param name the flag, the environment variable or the file; empty for a default
 * @param line the file's line, from 1 on; 0 where there is none
 */
record Origin(Source source, String name, int line) {
    static final Origin DEFAULT = new Origin(Source.DEFAULT, "", 0);

    /** The places that settings come from; the first one that has a setting wins. */
    enum Source {
        FLAG,
        ENVIRONMENT,
        FILE,
        DEFAULT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Origin flag(Setting setting) {
        return new Origin(Source.FLAG, setting.flag(), 0);
    }

    static Origin environment(Setting setting) {
        return new Origin(Source.ENVIRONMENT, setting.name(), 0);
    }

    static Origin file(String file, int line) {
        return new Origin(Source.FILE, file, line);
    }

    /** {@return whether somebody said so in the command or its environment, which win over any file} */
    boolean isAboveFiles() {
        return source == Source.FLAG || source == Source.ENVIRONMENT;
    }

    @Override
    public String toString() {
        return switch (source) {
            case FLAG, ENVIRONMENT -> source.word() + " " + name;
            case FILE -> line == 0 ? name : name + ":" + line;
            case DEFAULT -> source.word();
        };
    }
}
