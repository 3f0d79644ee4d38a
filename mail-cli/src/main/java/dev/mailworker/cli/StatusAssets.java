package dev.mailworker.cli;

import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The files that make the status page: ours, and uPlot's, which draws the chart. None comes from elsewhere. */
final class StatusAssets {
    static final String STYLE = "/status.css";
    static final String ICON = "/icon.svg";
    static final String LOGIN_SCRIPT = "/login.js";

    /** Scripts and styles of this server alone, none within the page; forms to it alone. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    private StatusAssets() {}

    /** {@return the pages, by path} */
    static Map<String, Page> pages() {
        Map<String, Page> pages = new HashMap<>();
        pages.put("/", fixed(html("index.html")));
        pages.put(STYLE, fixed(file("status.css", CSS)));
        pages.put(ICON, fixed(file("icon.svg", "image/svg+xml")));
        for (String script :
                new String[] {"status.js", "api.js", "dom.js", "chart.js", "domains.js", "mails.js", "login.js"}) {
            pages.put("/" + script, fixed(file(script, JAVASCRIPT)));
        }
        pages.put("/uplot.js", fixed(new Answer(200, JAVASCRIPT, read(UPLOT + "uPlot.iife.min.js"), Map.of())));
        pages.put("/uplot.css", fixed(new Answer(200, CSS, read(UPLOT + "uPlot.min.css"), Map.of())));
        return pages;
    }

    /** {@return the form for the token} */
    static Answer login() {
        return html("login.html");
    }

    private static Page fixed(Answer answer) {
        return request -> answer;
    }

    private static Answer html(String name) {
        // Without a referrer for ourselves, browsers would say of our own forms that nobody knows where they come from.
        return file(name, "text/html; charset=utf-8")
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "same-origin");
    }

    private static Answer file(String name, String type) {
        return new Answer(200, type, read("status/" + name), Map.of());
    }

    private static String read(String name) {
        try (InputStream in = StatusAssets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the program's archive: install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's archive can't be read", e);
        }
    }
}
