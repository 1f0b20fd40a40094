#include "enrich/role_nation.h"

#include <string.h>

enum { TITLE_LIMIT = 90 /* bytes behind the adjective */ };

/* "deputy prime minister": what a state has; its economists and coaches are its people, not its posts. */
static bool is_of_state(struct role_span title)
{
    struct role_word word = {0};
    while (title.at < title.end) {
        word = role_read_word(title);
        title.at += word.size + 1;
    }
    return role_word_is_in(word, "minister president premier chancellor secretary ambassador leader");
}

/* The mention of the list that begins at the byte; NULL: none does. */
static const struct mention *find_at(const struct mention_list *list, uint8_t field, uint32_t start)
{
    size_t at = mention_first_from(list, (enum article_field)field, start);
    const struct mention *found = at < list->count ? &list->items[at] : NULL;
    return found != NULL && found->field == field && found->start == start ? found : NULL;
}

static const struct mention *find_entry(const struct mention_list *list, const struct dictionary_entry *entry)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_dictionary && list->items[i].is.entry == entry) {
            return &list->items[i];
        }
    }
    return NULL;
}

bool role_of_nation(const struct mention_list *list, const struct mention *adjective,
                    const struct entity_fields *fields, struct nation_role *role)
{
    const char *start = fields->data[adjective->field], *end = start + fields->sizes[adjective->field];
    struct role_span text = {start + adjective->end, end};
    text.end = text.end - text.at > TITLE_LIMIT ? text.at + TITLE_LIMIT : text.end;
    if (!role_skip(&text, " ") || !role_read_title(&text, &role->title) || !is_of_state(role->title) ||
        role_is_past((struct role_span){start, start + adjective->start}) ||
        !(role_skip(&text, ", ") || role_skip(&text, " "))) {
        return false;
    }
    role_skip_honorific(&text);
    role->person = find_at(list, adjective->field, (uint32_t)(text.at - start));
    if (role->person == NULL || role->person->type != ENTITY_PERSON) {
        return false;
    }
    role->country = find_entry(list, adjective->is.entry);
    return role->country != NULL;
}
