/* links: enrich — tokens, sentences and offsets in code points. */
#include "enrich/letters.h"
#include "enrich/text.h"
#include "tests/unit/tagging.h"

/* Tokens separated by spaces, sentences by " | ". */
static const char *cut(const char *text, struct text *room, struct buffer *shown)
{
    buffer_clear(shown);
    buffer_append_text(shown, "");
    text_begin(room, text, strlen(text));
    while (text_next(room)) {
        for (size_t i = 0; i < room->token_count; i++) {
            const struct token *token = &room->tokens[i];
            assert_int_equal(byte_of_point(text, token->point), token->start);
            assert_int_equal(byte_of_point(text, token->point + token->points), token->start + token->size);
            assert_true(i >= room->sentences[token->sentence].first && i < room->sentences[token->sentence].last);
            bool starts = i > 0 && (token->flags & TOKEN_SENTENCE_START);
            buffer_printf(shown, "%s%.*s", starts ? " | " : i > 0 ? " " : "", (int)token->size, text + token->start);
        }
    }
    return shown->data;
}

static void tokens_and_sentences(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", ""},
        {"  \n ", ""},
        {"Acme's CEO said: “we hold 1,200 BTC.”", "Acme ' s CEO said : “ we hold 1,200 BTC . ”"},
        {"It rose. Then it fell! Why? Nobody knows.", "It rose . | Then it fell ! | Why ? | Nobody knows ."},
        {"Mr. Smith of the U.S. Treasury, Inc. No. 5", "Mr . Smith of the U . S . Treasury , Inc . No . 5"},
        {"He said no. The School of Art. \u201cI came\u201d",
         "He said no . | The School of Art . | \u201c I came \u201d"},
        {"One.\nTwo\n\nThree", "One . | Two | Three"},
        {"S&P AT&T G20 1inch 90m 5.2%", "S & P AT & T G20 1 inch 90 m 5.2 %"},
        {"1,200.50, 1.2.3 5.", "1,200.50 , 1.2.3 5 ."},
        {"日本は。次の文", "日 本 は 。 | 次 の 文"},
        {"שלום עולם مرحبا Россия", "שלום עולם مرحبا Россия"},
        {"👩‍👩‍👧 ok 🇺🇸!", "👩 \u200d 👩 \u200d 👧 ok 🇺 🇸 !"},
        {"cafe\u0301 Zu\u0308rich", "cafe\u0301 Zu\u0308rich"},
        {"𝐀𝐁 𐍈x 𠀀𠀁", "𝐀𝐁 𐍈x 𠀀 𠀁"},
        {"a\u00a0b\u200ec", "a b c"},
    };
    struct text text = {0};
    struct buffer shown = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(cut(cases[i].text, &text, &shown), cases[i].shown);
    }
    text_free(&text);
    buffer_free(&shown);
}

static void a_long_text_comes_in_pieces(void **state)
{
    struct text text = {0};
    struct buffer all = {0};
    size_t tokens = 0, pieces = 0, point = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        buffer_append_text(&all, "Größe zählt 😀 doch. Sonst nicht ");
    }
    text_begin(&text, all.data, all.size);
    while (text_next(&text)) {
        for (size_t i = 0; i < text.token_count; i++) {
            assert_true(text.tokens[i].point >= point);
            point = text.tokens[i].point + text.tokens[i].points;
        }
        tokens += text.token_count;
        pieces++;
        assert_true(text.token_count < 70000);
    }
    assert_int_equal(tokens, 20000 * 7);
    assert_int_equal(text.next_point, utf8_length(all.data, all.size));
    assert_true(pieces > 10);
    buffer_clear(&all);
    for (int i = 0; i < 300000; i++) {
        buffer_append_char(&all, 'x'); /* a word longer than any: cut, nothing lost */
    }
    text_begin(&text, all.data, all.size);
    for (tokens = 0; text_next(&text); tokens += text.token_count) {
    }
    assert_int_equal(tokens, 300);
    text_free(&text);
    buffer_free(&all);
}

static void letters_fold(void **state)
{
    (void)state;
    assert_int_equal(letter_lower(0xC9), 0xE9);   /* É */
    assert_int_equal(letter_lower(0x141), 0x142); /* Ł */
    assert_int_equal(letter_lower(0x416), 0x436); /* Ж */
    assert_int_equal(letter_lower(0x3A9), 0x3C9); /* Ω */
    assert_int_equal(letter_lower(0x17D), 0x17E); /* Ž */
    assert_int_equal(letter_lower(0x130), 'i');   /* İ */
    static const uint32_t pairs[][2] = {
        {0x218, 0x219}, {0x21A, 0x21B}, {0x18F, 0x259}, {0x1A0, 0x1A1}, {0x1AF, 0x1B0}, {0x1CD, 0x1CE},
        {0x1DB, 0x1DC}, {0x1E6, 0x1E7}, {0x1F8, 0x1F9}, {0x232, 0x233}, {0x24E, 0x24F}, {0x38E, 0x3CD},
        {0x38F, 0x3CE}, {0x4C1, 0x4C2}, {0x4CD, 0x4CE}, {0x15E, 0x15F}, {0x472, 0x473},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(letter_lower(pairs[i][0]), pairs[i][1]);
        assert_int_equal(letter_lower(pairs[i][1]), pairs[i][1]);
    }
    assert_int_equal(letter_lower(0x1DD), 0x1DD); /* ǝ is lower case already */
    assert_int_equal(letter_lower(0x1F0), 0x1F0); /* ǰ, too */
    assert_int_equal(letter_fold(0x218), 0x15F);  /* Ș is ş */
    assert_int_equal(letter_fold(0x21B), 0x163);  /* ț is ţ */
    assert_int_equal(letter_fold(0x2019), '\'');
    for (uint32_t c = 0; c < 0x110000; c++) { /* folding twice changes nothing */
        assert_int_equal(letter_fold(letter_fold(c)), letter_fold(c));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tokens_and_sentences),
                                       cmocka_unit_test(a_long_text_comes_in_pieces), cmocka_unit_test(letters_fold)};
    return cmocka_run_group_tests(tests, tagged_setup, tagged_teardown);
}
