/* Acronyms of organisations and the names that they are the initials of: "LSEG", "London Stock Exchange Group". */
#ifndef NEWSMILL_ENRICH_INITIALS_H
#define NEWSMILL_ENRICH_INITIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the acronym's letters, two to eight, are first letters of the name's words, in their order. */
bool initials_spell(const char *name, size_t name_size, const char *acronym, size_t acronym_size);

/* The capitals that the name's words begin with, and those of an acronym, as one number to compare; 0 unless they are
 * three to eight, or the acronym has something else in it. */
uint64_t initials_of_name(const char *name, size_t size);
uint64_t initials_of_acronym(const char *acronym, size_t size);

#endif
