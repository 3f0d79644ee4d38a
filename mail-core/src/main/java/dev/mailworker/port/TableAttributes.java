package dev.mailworker.port;

import java.util.List;
import java.util.Optional;

/**
 * One item of a table, as DynamoDB types its attributes. An attribute of another type than asked for counts as absent, with
 * a warning that names table, key and attribute; so does one that isn't there or is NULL, without a warning.
 */
public interface TableAttributes {
    /**
     * {@return whether there is an attribute of a name, of whatever type but NULL}
     *
     * @param name the attribute's name
     */
    boolean has(String name);

    /**
     * {@return the text of an attribute of type S}
     *
     * @param name the attribute's name
     */
    Optional<String> string(String name);

    /**
     * {@return the value of an attribute of type BOOL}
     *
     * @param name the attribute's name
     */
    Optional<Boolean> bool(String name);

    /**
     * {@return the text of an attribute of type N or S: numbers that some programs write as text}
     *
     * @param name the attribute's name
     */
    Optional<String> numberOrString(String name);

    /**
     * {@return the texts of an attribute of type L or SS; empty if it is absent. What in an L is no S is left out, with a
     * warning}
     *
     * @param name the attribute's name
     */
    List<String> strings(String name);

    /**
     * Warns of something about an attribute.
     *
     * @param problem what, and what it counts as; starts with the attribute's name
     */
    void warn(String problem);
}
