#include "enrich/role_verb.h"

#include <string.h>

enum { VERB_WORDS = 4 };

/* Goes past the next word if it is in the list, and past the space behind it. */
static bool skip_word_in(struct role_span *text, const char *list)
{
    struct role_word word = role_read_word(*text);
    if (word.size == 0 || !role_word_is_in(word, list)) {
        return false;
    }
    text->at += word.size;
    return role_skip(text, " ");
}

bool role_verb_leads(struct role_span gap, struct role_span *title)
{
    static const char verbs[] = "leads led heads headed runs ran chairs chaired founded co-founded cofounded owns";
    if (!role_skip(&gap, ", who ")) {
        return false;
    }
    skip_word_in(&gap, "now also still currently");
    struct role_word verb = role_read_word(gap);
    if (!role_word_is_in(verb, verbs)) {
        return false;
    }
    gap.at += verb.size;
    *title = (struct role_span){verb.at, gap.at};
    return role_skip(&gap, " ") && role_reaches_organisation(gap);
}

bool role_verb_becomes(struct role_span gap, struct role_span *title)
{
    int words = 0;
    if (!role_skip(&gap, " ")) {
        return false;
    }
    while (words < VERB_WORDS &&
           skip_word_in(&gap, "is was has had will would been be become became becomes now also joined "
                              "named appointed elected promoted hired chosen picked")) {
        words++;
    }
    if (words == 0) {
        return false;
    }
    if (!role_skip(&gap, "as ")) {
        role_skip(&gap, "to ");
    }
    role_skip_article(&gap);
    skip_word_in(&gap, "new next first");
    if (!role_read_title(&gap, title)) {
        return false;
    }
    role_read_field_of_work(&gap, title);
    return role_leads_to_organisation(gap);
}

bool role_verb_is_led_by(struct role_span gap, struct role_span *title)
{
    static const char verbs[] = "founded co-founded cofounded led headed run chaired owned";
    const char *at = gap.end - strlen(" by ");
    if (at <= gap.at || strncmp(at, " by ", strlen(" by ")) != 0 ||
        memchr(gap.at, '\n', (size_t)(gap.end - gap.at)) != NULL) {
        return false;
    }
    const char *start = at;
    while (start > gap.at && start[-1] != ' ') {
        start--;
    }
    *title = (struct role_span){start, at};
    bool beside = *gap.at == ' ' || *gap.at == ',';
    for (const char *c = gap.at; c < start; c++) {
        beside = beside && strchr(".;:()\"", *c) == NULL && (*c != ',' || c == gap.at);
    }
    struct role_word verb = {start, (size_t)(at - start)};
    if (role_word_is_in(verb, "led")) { /* a team "was led by" who played best */
        beside = beside && (role_skip(&gap, " is ") || (role_skip(&gap, ", ") && role_skip_article(&gap)));
    }
    return beside && role_word_is_in(verb, verbs);
}

bool role_verb_appoints(struct role_span gap, struct role_span rest, struct role_span *title)
{
    int words = 0;
    if (!role_skip(&gap, " ")) {
        return false;
    }
    while (words < VERB_WORDS && gap.at < gap.end &&
           skip_word_in(&gap, "has had said it will appoints appointed names named hires hired "
                              "picks picked elects elected promotes promoted taps tapped")) {
        words++;
    }
    if (words == 0 || gap.at != gap.end || !role_skip(&rest, " ")) {
        return false;
    }
    if (!role_skip(&rest, "as ")) {
        role_skip(&rest, "to be ");
    }
    role_skip_article(&rest);
    skip_word_in(&rest, "new next first");
    return role_read_title(&rest, title);
}
