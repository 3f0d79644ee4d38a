package dev.mailworker.cli;

import dev.mailworker.activity.RecentMail;
import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.Form;
import dev.mailworker.cli.http.Page;
import dev.mailworker.cli.http.Request;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What STATUS_PORT answers with: a page for people, and what it asks. docs/status-page.md describes both. */
final class StatusPages {
    private static final int MOST_OCTETS = 8 * 1024;
    private static final int MOST_FOUND = 200;

    private final StatusView view;
    private final Optional<StatusToken> token;

    private StatusPages(StatusView view, Optional<StatusToken> token) {
        this.view = view;
        this.token = token;
    }

    /**
     * {@return the pages, by path}
     *
     * @param view what is shown
     * @param token what one has to know; empty if nothing
     */
    static Map<String, Page> of(StatusView view, Optional<StatusToken> token) {
        StatusPages pages = new StatusPages(view, token);
        Map<String, Page> all = new HashMap<>(StatusAssets.pages());
        all.put("/api/status", pages::status);
        all.put("/api/domains", pages::domains);
        all.put("/api/search", Page.posted(pages::search));
        all.put("/api/mail", Page.posted(pages::mail));
        all.put("/login", pages.login());
        all.put("/logout", Page.posted(request -> pages.logout()));
        return all;
    }

    private Answer status(Request request) {
        return ok(view.status(number(request, "mails", 50), token.isPresent()));
    }

    private Answer domains(Request request) {
        String filter = request.parameter("filter").orElse("");
        return ok(view.domains(filter, number(request, "from", 0), number(request, "count", 50)));
    }

    private static int number(Request request, String name, int otherwise) {
        return request.parameter(name)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }

    private Answer search(Request request) throws IOException {
        return asked(request, question -> {
            String text = question.get("text").asString();
            List<RecentMail> found = view.search(text);
            return Optional.of(new JsonFields()
                    .with("found", found.size())
                    .with("searched", view.remembered())
                    .with(
                            "mails",
                            JsonValue.list(found.stream()
                                    .limit(MOST_FOUND)
                                    .map(MailJson::row)
                                    .toList()))
                    .build());
        });
    }

    private Answer mail(Request request) throws IOException {
        return asked(request, question -> {
            String bucket = question.get("bucket").asString();
            String key = question.get("key").asString();
            return bucket.isEmpty() || key.isEmpty()
                    ? Optional.empty()
                    : view.mail(new BlobRef(bucket, key)).map(MailJson::whole);
        });
    }

    private static Answer asked(Request request, Function<JsonValue, Optional<JsonValue>> question) throws IOException {
        if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
            return problem(415, "the question has to be JSON (Content-Type: application/json)");
        }
        try {
            return question.apply(Json.read("the question", request.body(MOST_OCTETS)))
                    .map(StatusPages::ok)
                    .orElseGet(() -> problem(404, "not one of the mails that the worker remembers"));
        } catch (JsonFormatException e) {
            return problem(400, String.valueOf(e.getMessage()));
        }
    }

    private static Answer problem(int status, String because) {
        return Answer.json(
                status, Json.compact(new JsonFields().with("because", because).build()) + "\n");
    }

    private static Answer ok(JsonValue content) {
        return Answer.json(200, Json.compact(content) + "\n");
    }

    private Page login() {
        return new Page() {
            @Override
            public Answer answer(Request request) throws IOException {
                if (!request.method().equals("POST")) {
                    return StatusAssets.login();
                }
                String offered =
                        Form.read(request.body(MOST_OCTETS)).first("token").orElse("");
                boolean isKnown = token.map(known -> known.is(offered)).orElse(true);
                Answer answer = Answer.text(303, "").with("Location", isKnown ? "/" : "/login#wrong");
                return isKnown && token.isPresent()
                        ? answer.with("Set-Cookie", token.get().cookie())
                        : answer;
            }

            @Override
            public List<String> methods() {
                return List.of("GET", "HEAD", "POST");
            }
        };
    }

    private Answer logout() {
        Answer answer = Answer.text(303, "").with("Location", "/login");
        return token.map(known -> answer.with("Set-Cookie", known.noCookie())).orElse(answer);
    }
}
