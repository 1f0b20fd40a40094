#include "enrich/role_title.h"

#include <string.h>
#include <strings.h>

enum { TITLE_WORDS = 7, FIELD_WORDS = 3, KIND_WORDS = 3 };

bool role_word_is_in(struct role_word word, const char *list)
{
    for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == word.size && strncasecmp(at, word.at, size) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

static const char heads[] =
    "secretary-general ceo cfo coo cto cio executive officer chairman chairwoman chairperson chair president "
    "founder co-founder cofounder director head "
    "chief boss spokesman spokeswoman spokesperson analyst economist strategist governor "
    "minister manager partner secretary "
    "treasurer lawyer editor professor researcher scientist engineer adviser advisor trader "
    "broker owner leader commissioner "
    "ambassador mayor senator coach captain lecturer fellow consultant chancellor premier";
static const char modifiers[] = "chief executive deputy vice senior former acting interim finance financial general "
                                "managing founding operating technology "
                                "technical investment research global regional legal marketing prime foreign press "
                                "policy risk portfolio fund equity market "
                                "markets crypto junior associate assistant co non-executive joint economy interior "
                                "defence defense trade health energy central "
                                "political economic editorial sales communications";

struct role_word role_read_word(struct role_span text)
{
    const char *at = text.at;
    while (at < text.end && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z' ? true : *at == '-' && at > text.at)) {
        at++;
    }
    return (struct role_word){text.at, (size_t)(at - text.at)};
}

bool role_skip(struct role_span *text, const char *what)
{
    size_t size = strlen(what);
    if ((size_t)(text->end - text->at) >= size && strncasecmp(text->at, what, size) == 0) {
        text->at += size;
        return true;
    }
    return false;
}

bool role_skip_article(struct role_span *text)
{
    return role_skip(text, "the ") || role_skip(text, "an ") || role_skip(text, "a ") || role_skip(text, "its ");
}

bool role_skip_possessive(struct role_span *text)
{
    return role_skip(text, "'s ") || role_skip(text, "\xE2\x80\x99s ");
}

bool role_read_title(struct role_span *text, struct role_span *title)
{
    struct role_span rest = *text;
    *title = (struct role_span){rest.at, NULL};
    for (int words = 0; words < TITLE_WORDS; words++) {
        struct role_word word = role_read_word(rest);
        struct role_word shared = word; /* "co-chief executive" */
        if (word.size > 3 && strncasecmp(word.at, "co-", 3) == 0 && !role_word_is_in(word, heads)) {
            shared = (struct role_word){word.at + 3, word.size - 3};
        }
        bool head = role_word_is_in(shared, heads);
        if (word.size == 0 ||
            (!head && !role_word_is_in(shared, modifiers) && !(title->end != NULL && role_word_is_in(word, "and")))) {
            break;
        }
        rest.at += word.size;
        if (head || (title->end != NULL && title->end + 1 == word.at && role_word_is_in(word, "general"))) {
            title->end = rest.at; /* "secretary general" */
        }
        if (rest.at == rest.end || *rest.at != ' ') {
            break;
        }
        rest.at++;
    }
    if (title->end != NULL) {
        text->at = title->end;
    }
    return title->end != NULL;
}

void role_read_field_of_work(struct role_span *text, struct role_span *title)
{
    struct role_span rest = *text;
    if (!role_skip(&rest, " of ")) {
        return;
    }
    for (int words = 0; words < FIELD_WORDS; words++) {
        struct role_word word = role_read_word(rest);
        if (word.size == 0 || word.at[0] < 'a' || role_word_is_in(word, "the a an its")) {
            return;
        }
        rest.at += word.size;
        struct role_span next = rest;
        if (role_skip(&next, " at ") || role_skip(&next, " for ")) {
            title->end = text->at = rest.at;
            return;
        }
        if (!role_skip(&rest, " ") && !role_skip(&rest, " and ")) {
            return;
        }
    }
}

bool role_is_past(struct role_span before)
{
    static const char *const words[] = {"former ", "ex-", "late ", "then-", "then "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]), room = (size_t)(before.end - before.at);
        struct role_span last = {room >= size ? before.end - size : before.end, before.end};
        bool whole =
            room == size || (room > size && role_read_word((struct role_span){last.at - 1, before.end}).size == 0);
        if (whole && role_skip(&last, words[i])) {
            return true;
        }
    }
    return false;
}

bool role_title_is_of_company(struct role_span title)
{
    static const char sure[] = "ceo cfo coo cto cio executive officer chairman chairwoman chairperson chair founder "
                               "co-founder cofounder";
    static const char fields[] = "finance operating technology legal marketing investment communications risk research";
    bool field = false;
    while (title.at < title.end) {
        struct role_word word = role_read_word(title);
        if (role_word_is_in(word, sure) || (field && role_word_is_in(word, "chief boss"))) {
            return true;
        }
        field = role_word_is_in(word, fields);
        title.at += word.size + 1;
    }
    return false;
}

bool role_reaches_organisation(struct role_span text)
{
    static const char kinds[] =
        "tank firm group consultancy brokerage bank lender startup start-up exchange manager company "
        "union association agency charity platform nonprofit retailer carmaker chipmaker drugmaker airline";
    bool named = role_skip_article(&text) || text.at == text.end;
    for (int words = 0; words < KIND_WORDS && text.at < text.end; words++) {
        struct role_word word = role_read_word(text);
        text.at += word.size;
        if (word.size == 0 || word.at[0] < 'a' || !role_skip(&text, " ")) {
            return false;
        }
        named = named || (text.at == text.end && role_word_is_in(word, kinds)); /* "of think tank Acme" */
    }
    return named && text.at == text.end;
}

bool role_leads_to_organisation(struct role_span text)
{
    return (role_skip(&text, " of ") || role_skip(&text, " at ") || role_skip(&text, " for ")) &&
           role_reaches_organisation(text);
}

void role_skip_honorific(struct role_span *text)
{
    struct role_span rest = *text;
    struct role_word word = role_read_word(rest);
    if (!role_word_is_in(word, "prince princess sheikh sir lord lady dame dr mr mrs ms general admiral colonel")) {
        return;
    }
    rest.at += word.size;
    role_skip(&rest, ".");
    if (role_skip(&rest, " ")) {
        *text = rest;
    }
}
