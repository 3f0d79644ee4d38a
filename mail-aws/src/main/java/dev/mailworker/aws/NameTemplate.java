package dev.mailworker.aws;

/**
 * How a domain's queue or bucket is named: text in which {@value #DOMAIN} stands for the domain with its dots as dashes, as
 * in {@code {domain}-queue}. Without it, all domains share the one thing of that name.
 *
 * @param text the text; not blank
 */
public record NameTemplate(String text) {
    /** Stands for the domain. */
    public static final String DOMAIN = "{domain}";

    /** Refuses text that names nothing, or has braces that mean nothing. */
    public NameTemplate {
        String rest = text.replace(DOMAIN, "");
        if (text.isBlank() || rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is not a template of names: write a name in which "
                    + DOMAIN + " stands for the domain with dashes for dots, such as " + DOMAIN + "-queue");
        }
    }

    /**
     * {@return the name for a domain}
     *
     * @param domain in lower case
     */
    public String of(String domain) {
        return text.replace(DOMAIN, domain.replace('.', '-'));
    }

    @Override
    public String toString() {
        return text;
    }
}
