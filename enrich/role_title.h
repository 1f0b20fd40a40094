/* Titles of posts in English text: "chief executive", "deputy finance minister", "chairman and co-founder". */
#ifndef NEWSMILL_ENRICH_ROLE_TITLE_H
#define NEWSMILL_ENRICH_ROLE_TITLE_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the field's text. */
struct role_span {
    const char *at, *end;
};

struct role_word {
    const char *at;
    size_t size;
};

/* Whether the word is one of `list`, which has a space between words; case does not count. */
bool role_word_is_in(struct role_word word, const char *list);

/* The next word of letters and hyphens; size 0 if none begins here. */
struct role_word role_read_word(struct role_span text);

/* Goes past `what` if the text begins with it, case not counted. */
bool role_skip(struct role_span *text, const char *what);

/* … past "the", "a", "an" or "its". */
bool role_skip_article(struct role_span *text);

/* … past "'s". */
bool role_skip_possessive(struct role_span *text);

/* Reads a title at the start of the text; false if there is none. `text` is then what follows the last head word. */
bool role_read_title(struct role_span *text, struct role_span *title);

/* "head of research" at a place: lengthens the title by what its holder is head of, in small letters. */
void role_read_field_of_work(struct role_span *text, struct role_span *title);

/* "the exchange ": whether the text goes up to an organisation's name; " of the exchange ": leads there. */
bool role_reaches_organisation(struct role_span text);
bool role_leads_to_organisation(struct role_span text);

/* Whether the text ends with a word that says that the post named next is held no more: "former ", "ex-". */
bool role_is_past(struct role_span before);

/* Goes past "Prince ", "Dr. " and the like before a name. */
void role_skip_honorific(struct role_span *text);

/* Whether the title is one that a company gives: those that stand before a name without their company. */
bool role_title_is_of_company(struct role_span title);

#endif
