package dev.mailworker.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds addresses in a field's value: by the grammar where it holds, else whatever looks like one. */
final class AddressScanner {
    /** Atoms around an @, bounded so that a hostile field can't make the scan slow. */
    private static final String ATOMS = "[^\\s<>,;:\"()\\[\\]@]{1,320}+";

    private static final String DOMAIN = "[^\\s<>,;:\"()@]{1,255}+";

    private static final Pattern LOOKS_LIKE_ADDRESS = Pattern.compile(ATOMS + "@" + DOMAIN);

    private static final Pattern BARE_ADDRESS =
            Pattern.compile("(?:" + ATOMS + "|\"(?:[^\"\\\\]|\\\\.){1,320}+\")@" + DOMAIN);

    /** The parser takes time in the square of the length of a hostile field. */
    private static final int LONGEST_PARSED = 2 * 1024;

    private AddressScanner() {}

    /** As it stands, and without the comments and spaces that the grammar allows inside an address. */
    static List<String> addresses(String value) {
        List<String> found = new ArrayList<>(withoutTrailingDots(read(value)));
        String plain = CommentStripper.strip(value);
        if (!plain.equals(value)) {
            Set<String> known = new HashSet<>(found);
            withoutTrailingDots(read(plain)).stream().filter(known::add).forEach(found::add);
        }
        return found;
    }

    private static List<String> withoutTrailingDots(List<String> addresses) {
        return addresses.stream().map(AddressScanner::withoutTrailingDot).toList();
    }

    /** A domain with its trailing dot is the same domain. */
    private static String withoutTrailingDot(String address) {
        return address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
    }

    private static List<String> read(String value) {
        if (value.length() > LONGEST_PARSED) {
            return scan(value);
        }
        try {
            InternetAddress[] parsed = InternetAddress.parseHeader(value, false);
            List<String> found = Stream.of(parsed)
                    .flatMap(AddressScanner::members)
                    .map(InternetAddress::getAddress)
                    .flatMap(AddressScanner::bare)
                    .toList();
            return found.isEmpty() ? scan(value) : found;
        } catch (AddressException | RuntimeException againstTheGrammar) {
            return scan(value);
        }
    }

    /** The parser lets through much that isn't one address: routes, brackets, several without a comma between them. */
    private static Stream<String> bare(@Nullable String address) {
        if (address == null) {
            return Stream.of();
        }
        return BARE_ADDRESS.matcher(address).matches() ? Stream.of(address) : scan(address).stream();
    }

    private static Stream<InternetAddress> members(InternetAddress address) {
        if (!address.isGroup()) {
            return Stream.of(address);
        }
        try {
            InternetAddress[] group = address.getGroup(false);
            return group == null ? Stream.of() : Stream.of(group);
        } catch (AddressException brokenGroup) {
            return scan(address.toString()).stream().flatMap(AddressScanner::unchecked);
        }
    }

    private static Stream<InternetAddress> unchecked(String address) {
        InternetAddress holder = new InternetAddress();
        holder.setAddress(address);
        return Stream.of(holder);
    }

    private static List<String> scan(String value) {
        List<String> found = new ArrayList<>();
        Matcher matcher = LOOKS_LIKE_ADDRESS.matcher(value);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
