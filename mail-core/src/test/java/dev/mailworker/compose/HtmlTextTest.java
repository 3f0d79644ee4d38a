package dev.mailworker.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HtmlTextTest {
    static List<Arguments> pages() {
        return List.of(
                Arguments.of("plain", "plain"),
                Arguments.of("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
                Arguments.of("one<br>two<BR/>three", "one\ntwo\nthree"),
                Arguments.of("a<br><br>b", "a\n\nb"),
                Arguments.of("<div>one</div><div>two</div>", "one\ntwo"),
                Arguments.of("<ul><li>one</li><li>two</li></ul>end", "- one\n- two\n\nend"),
                Arguments.of("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
                Arguments.of("  many \n\t spaces  <b> here </b>", "many spaces here"),
                Arguments.of("<b>bo</b>ld", "bold"),
                Arguments.of("<style>p{}</style><script>if (1<2) x()</script>seen<!-- not > this -->", "seen"),
                Arguments.of("<html><head><title>t</title></head><body>b</body></html>", "b"),
                Arguments.of("&lt;b&gt; &amp;amp; &#65;&#x42; &uuml;&szlig;&nbsp;&euro;", "<b> &amp; AB üß €"),
                Arguments.of("&unknown; &#x110000; &#0; & &amp", "&unknown; � & &"),
                Arguments.of(
                        "<a href=\"https://x.example/?a=1&amp;b=2\">here</a>.", "here <https://x.example/?a=1&b=2>."),
                Arguments.of("<a href='mailto:eve@x.example'>Eve</a>", "Eve <eve@x.example>"),
                Arguments.of("<a href=https://x.example>https://x.example</a>", "https://x.example"),
                Arguments.of("<a href=\"mailto:eve@x.example\">eve@x.example</a>", "eve@x.example"),
                Arguments.of("<a href=\"javascript:alert(1)\">go</a><a name=x>y</a>", "goy"),
                Arguments.of("<img alt=\"a > b\" src=x>after", "a > bafter"),
                Arguments.of("<img src='cid:x' alt='I am  away'>", "I am away"),
                Arguments.of("<pre>line1\n  line2</pre>", "line1\n  line2"),
                Arguments.of(
                        "<p>5 < 6 and a<b</p><a href='https://x.example/'>site</a>",
                        "5 < 6 and asite <https://x.example/>"),
                Arguments.of("<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n\n- two"),
                Arguments.of("<ol><li>one<li>two</ol><ol start=5><li>five</ol>", "1. one\n2. two\n\n5. five"),
                Arguments.of("seen<div style=\"color:red; Display : NONE\">secret</div><p hidden>too</p>", "seen"),
                Arguments.of("&copy &auml &#128; &NotEqual; &shy;x &lang;", "© ä € ≠ x ⟨"),
                Arguments.of("1 < 2 and 3 > 2, <3", "1 < 2 and 3 > 2, <3"),
                Arguments.of("open <b", "open"),
                Arguments.of("<script>for ever", ""),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void saysWhatPeopleSee(String html, String text) {
        assertThat(HtmlText.of(html)).isEqualTo(text);
    }

    @Test
    void makesNothingLongOfHostilePages() {
        for (String piece : List.of("<", "<a ", "<a href=\"", "<!--", "&", "<script", "</", "<a href=", "&#", "<p>")) {
            String hostile = piece.repeat(200_000 / piece.length()) + ">";

            assertThat(HtmlText.of(hostile)).as(piece).hasSizeLessThanOrEqualTo(hostile.length());
        }
    }
}
