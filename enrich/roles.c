#include "enrich/roles.h"

#include "enrich/role_nation.h"
#include "enrich/role_reference.h"
#include "enrich/role_title.h"
#include "enrich/role_verb.h"

#include <string.h>
#include <strings.h>

enum { GAP_LIMIT = 90, ROLES_LIMIT = 500 };

/* "Coinharbor CEO Jane Roe": the text between organisation and person. */
static bool title_between(struct role_span gap, struct role_span *title)
{
    if (!role_skip_possessive(&gap) && !role_skip(&gap, " ")) {
        return false;
    }
    if (!role_read_title(&gap, title) || !(role_skip(&gap, ", ") || role_skip(&gap, " "))) {
        return false;
    }
    role_skip_honorific(&gap);
    return gap.at == gap.end;
}

/* ", chief executive of the exchange ": the text between person and organisation. */
static bool title_after_person(struct role_span gap, struct role_span *title)
{
    if (!role_skip(&gap, ", ")) {
        return false;
    }
    role_skip_article(&gap);
    if (!role_read_title(&gap, title)) {
        return false;
    }
    role_read_field_of_work(&gap, title);
    return role_leads_to_organisation(gap);
}

/* "Jane Roe, Coinharbor's chief executive": the text between the two, and what follows the organisation. */
static bool title_after_both(struct role_span gap, struct role_span rest, struct role_span *title)
{
    if (gap.end - gap.at != 2 || !role_skip(&gap, ", ") || !role_skip_possessive(&rest) ||
        !role_read_title(&rest, title)) {
        return false;
    }
    return rest.at == rest.end || strchr(",.;)", *rest.at) != NULL;
}

/* "the chief executive of Coinharbor, Jane Roe": what is before the organisation, and the text between the two. */
static bool title_before_both(struct role_span before, struct role_span gap, struct role_span *title)
{
    if (gap.end - gap.at != 2 || !role_skip(&gap, ", ")) {
        return false;
    }
    for (const char *at = before.end; at > before.at;) { /* from the last article on, which titles follow */
        at--;
        struct role_span text = {at, before.end};
        if (strchr(".;\n", *at) != NULL) {
            break;
        }
        if ((at == before.at || at[-1] == ' ') && role_skip_article(&text) && role_read_title(&text, title) &&
            role_leads_to_organisation(text)) {
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
            same = same && strcasecmp(json_string_value(json_object_get(role, keys[k])),
                                      json_string_value(json_object_get(other, keys[k]))) == 0;
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void add_role(json_t *roles, const struct mention_list *list, const struct mention *person,
                     const struct mention *employer, struct role_span title, bool past)
{
    json_t *role = json_object();
    json_object_set_new(role, "person", json_string(mention_id(list, person)));
    json_object_set_new(role, "title",
                        json_sprintf("%s%.*s", past ? "former " : "", (int)(title.end - title.at), title.at));
    json_object_set_new(role, "organization", json_string(mention_id(list, employer)));
    if (is_known(roles, role)) {
        json_decref(role);
    } else {
        json_array_append_new(roles, role);
    }
}

/* Looks at two names that follow one another. */
static void read_pair(json_t *roles, const struct mention_list *list, const struct mention *first,
                      const struct mention *second, struct role_span field)
{
    struct role_span gap = {field.at + first->end, field.at + second->start}, title = {0};
    struct role_span rest = {field.at + second->end, field.end};
    struct role_span before = {field.at, field.at + first->start};
    rest.end = rest.end - rest.at > GAP_LIMIT ? rest.at + GAP_LIMIT : rest.end;
    before.at = before.end - before.at > GAP_LIMIT ? before.end - GAP_LIMIT : before.at;
    if (is_person(first) && is_employer(second)) {
        if (title_after_person(gap, &title) || title_after_both(gap, rest, &title) || role_verb_becomes(gap, &title) ||
            (second->type == ENTITY_ORG && role_verb_leads(gap, &title))) {
            add_role(roles, list, first, second, title, false);
        }
    } else if (is_employer(first) && is_person(second)) {
        if (title_between(gap, &title)) {
            add_role(roles, list, second, first, title, role_is_past(before)); /* "former Acme boss Jane Roe" */
        } else if (title_before_both(before, gap, &title) ||
                   (first->type == ENTITY_ORG &&
                    (role_verb_is_led_by(gap, &title) || role_verb_appoints(gap, rest, &title)))) {
            add_role(roles, list, second, first, title, false);
        }
    }
}

static void read_nations(json_t *roles, const struct mention_list *list, const struct buffer *nations,
                         const struct entity_fields *fields)
{
    const struct mention *adjectives = (const struct mention *)(const void *)nations->data;
    size_t count = nations->size / sizeof *adjectives;
    for (size_t i = 0; i < count && json_array_size(roles) < ROLES_LIMIT; i++) {
        struct nation_role role;
        if (role_of_nation(list, &adjectives[i], fields, &role)) {
            add_role(roles, list, role.person, role.country, role.title, false);
        }
    }
}

json_t *roles_build(const struct mention_list *list, const struct buffer *nations, const struct entity_fields *fields)
{
    json_t *roles = json_array();
    for (size_t i = 0; i < list->count && json_array_size(roles) < ROLES_LIMIT; i++) {
        struct role_span title;
        const struct mention *first = &list->items[i], *second = &list->items[i + 1];
        const struct mention *employer = is_person(first) ? role_of_reference(list, i, fields, &title) : NULL;
        if (employer != NULL) {
            add_role(roles, list, first, employer, title, false);
        }
        if (i + 1 == list->count) {
            break;
        }
        if (first->field == second->field && second->start > first->end && second->start - first->end <= GAP_LIMIT) {
            const char *data = fields->data[first->field];
            struct role_span field = {data, data + fields->sizes[first->field]};
            read_pair(roles, list, first, second, field);
        }
    }
    read_nations(roles, list, nations, fields);
    return roles;
}
