package dev.mailworker.activity;

import dev.mailworker.mail.BlobRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest mails, each as it stands after its latest attempt: so many at most, and so many characters. Not thread-safe. */
final class RecentMails {
    private final int mostMails;
    private final long mostCharacters;
    /** The latest is the last. */
    private final Map<BlobRef, RecentMail> mails = new LinkedHashMap<>();

    private long characters;

    RecentMails(int mostMails, long mostCharacters) {
        this.mostMails = mostMails;
        this.mostCharacters = mostCharacters;
    }

    Optional<RecentMail> find(BlobRef mail) {
        return Optional.ofNullable(mails.get(mail));
    }

    void put(RecentMail mail) {
        remove(mail.mail());
        mails.put(mail.mail(), mail);
        characters += mail.characters();
        while (mails.size() > mostMails || (characters > mostCharacters && mails.size() > 1)) {
            remove(mails.keySet().iterator().next());
        }
    }

    private void remove(BlobRef mail) {
        RecentMail old = mails.remove(mail);
        if (old != null) {
            characters -= old.characters();
        }
    }

    /** {@return all, the latest first} */
    List<RecentMail> latest() {
        List<RecentMail> all = new ArrayList<>(mails.values());
        Collections.reverse(all);
        return all;
    }
}
