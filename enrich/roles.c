#include "enrich/roles.h"

#include "common/text.h"
#include "enrich/dictionary.h"

#include <string.h>
#include <strings.h>

enum { GAP_LIMIT = 90, TITLE_WORDS = 7, KIND_WORDS = 3, ROLES_LIMIT = 500 };

/* A piece of the field's text. */
struct span {
    const char *at, *end;
};

struct word {
    const char *at;
    size_t size;
};

static bool is_in(struct word word, const char *list)
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

static const char heads[] = "ceo cfo coo cto cio executive officer chairman chairwoman chairperson chair president "
                            "founder co-founder cofounder director head "
                            "chief boss spokesman spokeswoman spokesperson analyst economist strategist governor "
                            "minister manager partner secretary "
                            "treasurer lawyer editor professor researcher scientist engineer adviser advisor trader "
                            "broker owner leader commissioner "
                            "ambassador mayor senator coach captain lecturer fellow consultant chancellor";
static const char modifiers[] = "chief executive deputy vice senior former acting interim finance financial general "
                                "managing founding operating technology "
                                "technical investment research global regional legal marketing prime foreign press "
                                "policy risk portfolio fund equity market "
                                "markets crypto junior associate assistant co non-executive joint economy interior "
                                "defence defense trade health energy central "
                                "political economic editorial sales communications";

/* The next word of letters and hyphens; size 0 if none begins here. */
static struct word read_word(struct span text)
{
    const char *at = text.at;
    while (at < text.end && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z' ? true : *at == '-' && at > text.at)) {
        at++;
    }
    return (struct word){text.at, (size_t)(at - text.at)};
}

static bool skip(struct span *text, const char *what)
{
    size_t size = strlen(what);
    if ((size_t)(text->end - text->at) >= size && strncasecmp(text->at, what, size) == 0) {
        text->at += size;
        return true;
    }
    return false;
}

static bool skip_article(struct span *text)
{
    return skip(text, "the ") || skip(text, "an ") || skip(text, "a ") || skip(text, "its ");
}

/* Reads a title at the start of the text; false if there is none. `text` is then what follows the last head word. */
static bool read_title(struct span *text, struct span *title)
{
    struct span rest = *text;
    *title = (struct span){rest.at, NULL};
    for (int words = 0; words < TITLE_WORDS; words++) {
        struct word word = read_word(rest);
        bool head = is_in(word, heads);
        if (word.size == 0 || (!head && !is_in(word, modifiers) && !(title->end != NULL && is_in(word, "and")))) {
            break;
        }
        rest.at += word.size;
        if (head) {
            title->end = rest.at;
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

/* "head of research": what a head of something is head of, in small letters. */
static void read_field_of_work(struct span *text, struct span *title)
{
    struct span rest = *text;
    if (!skip(&rest, " of ")) {
        return;
    }
    for (int words = 0; words < KIND_WORDS; words++) {
        struct word word = read_word(rest);
        if (word.size == 0 || word.at[0] < 'a' || is_in(word, "the a an its")) {
            return;
        }
        rest.at += word.size;
        struct span next = rest;
        if (skip(&next, " at ") || skip(&next, " for ")) {
            title->end = text->at = rest.at;
            return;
        }
        if (!skip(&rest, " ") && !skip(&rest, " and ")) {
            return;
        }
    }
}

/* "the exchange ": up to the organisation's name. */
static bool reaches_organisation(struct span text)
{
    bool article = skip_article(&text);
    for (int words = 0; article && words < KIND_WORDS && text.at < text.end; words++) {
        struct word word = read_word(text);
        text.at += word.size;
        if (word.size == 0 || word.at[0] < 'a' || !skip(&text, " ")) {
            return false;
        }
    }
    return text.at == text.end;
}

/* " of the exchange " */
static bool leads_to_organisation(struct span text)
{
    return (skip(&text, " of ") || skip(&text, " at ") || skip(&text, " for ")) && reaches_organisation(text);
}

static bool skip_possessive(struct span *text)
{
    return skip(text, "'s ") || skip(text, "\xE2\x80\x99s ");
}

/* "Coinharbor CEO Jane Roe": the text between organisation and person. */
static bool title_between(struct span gap, struct span *title)
{
    if (!skip_possessive(&gap) && !skip(&gap, " ")) {
        return false;
    }
    return read_title(&gap, title) && (skip(&gap, ", ") || skip(&gap, " ")) && gap.at == gap.end;
}

/* ", chief executive of the exchange ": the text between person and organisation. */
static bool title_after_person(struct span gap, struct span *title)
{
    if (!skip(&gap, ", ")) {
        return false;
    }
    skip_article(&gap);
    if (!read_title(&gap, title)) {
        return false;
    }
    read_field_of_work(&gap, title);
    return leads_to_organisation(gap);
}

/* ", who leads the exchange ": the verb is all that the text has of a title. */
static bool verb_after_person(struct span gap, struct span *title)
{
    static const char verbs[] = "leads led heads headed runs ran chairs chaired founded co-founded cofounded owns";
    if (!skip(&gap, ", who ")) {
        return false;
    }
    if (!skip(&gap, "now ") && !skip(&gap, "also ") && !skip(&gap, "still ")) {
        skip(&gap, "currently ");
    }
    struct word verb = read_word(gap);
    if (!is_in(verb, verbs)) {
        return false;
    }
    gap.at += verb.size;
    *title = (struct span){verb.at, gap.at};
    return skip(&gap, " ") && reaches_organisation(gap);
}

/* "Jane Roe, Coinharbor's chief executive": the text between the two, and what follows the organisation. */
static bool title_after_both(struct span gap, struct span rest, struct span *title)
{
    if (gap.end - gap.at != 2 || !skip(&gap, ", ") || !skip_possessive(&rest) || !read_title(&rest, title)) {
        return false;
    }
    return rest.at == rest.end || strchr(",.;)", *rest.at) != NULL;
}

/* "the chief executive of Coinharbor, Jane Roe": what is before the organisation, and the text between the two. */
static bool title_before_both(struct span before, struct span gap, struct span *title)
{
    if (gap.end - gap.at != 2 || !skip(&gap, ", ")) {
        return false;
    }
    for (const char *at = before.end; at > before.at;) { /* from the last article on, which titles follow */
        at--;
        struct span text = {at, before.end};
        if (strchr(".;\n", *at) != NULL) {
            break;
        }
        if ((at == before.at || at[-1] == ' ') && skip_article(&text) && read_title(&text, title) &&
            leads_to_organisation(text)) {
            return true;
        }
    }
    return false;
}

static bool is_person(const struct mention *mention)
{
    return mention->type == ENTITY_PERSON;
}

static bool is_employer(const struct mention *mention)
{
    return mention->type == ENTITY_ORG || mention->type == ENTITY_GPE;
}

static bool is_known(const json_t *roles, const json_t *role)
{
    size_t i;
    json_t *other;
    json_array_foreach(roles, i, other)
    {
        bool same = true;
        for (size_t k = 0; k < 3; k++) {
            static const char *const keys[] = {"person", "title", "organization"};
            same = same && json_equal(json_object_get(role, keys[k]), json_object_get(other, keys[k]));
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void add_role(json_t *roles, const struct mention_list *list, const struct mention *person,
                     const struct mention *employer, struct span title)
{
    json_t *role = json_object();
    json_object_set_new(role, "person", json_string(mention_id(list, person)));
    json_object_set_new(role, "title", json_stringn(title.at, (size_t)(title.end - title.at)));
    json_object_set_new(role, "organization", json_string(mention_id(list, employer)));
    if (is_known(roles, role)) {
        json_decref(role);
    } else {
        json_array_append_new(roles, role);
    }
}

/* Looks at two names that follow one another. */
static void read_pair(json_t *roles, const struct mention_list *list, const struct mention *first,
                      const struct mention *second, struct span field)
{
    struct span gap = {field.at + first->end, field.at + second->start}, title = {0};
    struct span rest = {field.at + second->end, field.end};
    struct span before = {field.at, field.at + first->start};
    rest.end = rest.end - rest.at > GAP_LIMIT ? rest.at + GAP_LIMIT : rest.end;
    before.at = before.end - before.at > GAP_LIMIT ? before.end - GAP_LIMIT : before.at;
    if (is_person(first) && is_employer(second)) {
        if (title_after_person(gap, &title) || title_after_both(gap, rest, &title) ||
            (second->type == ENTITY_ORG && verb_after_person(gap, &title))) {
            add_role(roles, list, first, second, title);
        }
    } else if (is_employer(first) && is_person(second)) {
        if (title_between(gap, &title) || title_before_both(before, gap, &title)) {
            add_role(roles, list, second, first, title);
        }
    }
}

json_t *roles_build(const struct mention_list *list, const struct entity_fields *fields)
{
    json_t *roles = json_array();
    for (size_t i = 0; i + 1 < list->count && json_array_size(roles) < ROLES_LIMIT; i++) {
        const struct mention *first = &list->items[i], *second = &list->items[i + 1];
        if (first->field == second->field && second->start > first->end && second->start - first->end <= GAP_LIMIT) {
            const char *data = fields->data[first->field];
            struct span field = {data, data + fields->sizes[first->field]};
            read_pair(roles, list, first, second, field);
        }
    }
    return roles;
}
