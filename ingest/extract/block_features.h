/*
 * The numbers that the block model reads, of one block at a time. No words of the text, no names of sites: what is
 * measured is alike in every language. The order of the lists is the order in the model's data (body_model.inc);
 * whoever changes it trains anew (docs/extraction.md).
 */
#ifndef NEWSMILL_BLOCK_FEATURES_H
#define NEWSMILL_BLOCK_FEATURES_H

#include "ingest/extract/block_table.h"

/* First stage: the block, the containers around it, its place in the page. Lengths are in characters; shares are of
 * the page unless something else is said; -1: there is none. */
#define FIRST_FEATURES(X)                                                                                              \
    X(CHARACTERS)                                                                                                      \
    X(WORDS)                                                                                                           \
    X(MEAN_WORD)                                                                                                       \
    X(LONGEST_WORD)                                                                                                    \
    X(LINK_SHARE)                                                                                                      \
    X(LINKS)                                                                                                           \
    X(LINKS_PER_WORD)                                                                                                  \
    X(BOLD_SHARE)                                                                                                      \
    X(TIMES)                                                                                                           \
    X(BREAKS)                                                                                                          \
    X(CAPITALISED)                                                                                                     \
    X(DIGITS)                                                                                                          \
    X(COMMAS)                                                                                                          \
    X(STOPS)                                                                                                           \
    X(QUOTES)                                                                                                          \
    X(SEPARATORS)                                                                                                      \
    X(WIDE)                                                                                                            \
    X(UPPER)                                                                                                           \
    X(FIRST_KIND)                                                                                                      \
    X(LAST_KIND)                                                                                                       \
    X(ENDS_SENTENCE)                                                                                                   \
    X(ADDRESS)                                                                                                         \
    X(COPYRIGHT)                                                                                                       \
    X(INLINE_AWAY)                                                                                                     \
    X(INLINE_META)                                                                                                     \
    X(TAG)                                                                                                             \
    X(PARENT_TAG)                                                                                                      \
    X(GRANDPARENT_TAG)                                                                                                 \
    X(DEPTH)                                                                                                           \
    X(HEADING_LEVEL)                                                                                                   \
    X(CELL)                                                                                                            \
    X(IS_IN_NAV)                                                                                                       \
    X(IS_IN_ASIDE)                                                                                                     \
    X(IS_IN_HEADER)                                                                                                    \
    X(IS_IN_FOOTER)                                                                                                    \
    X(IS_IN_FIGURE)                                                                                                    \
    X(IS_IN_CAPTION)                                                                                                   \
    X(IS_IN_FORM)                                                                                                      \
    X(IS_IN_LIST)                                                                                                      \
    X(IS_IN_TABLE)                                                                                                     \
    X(IS_IN_QUOTE)                                                                                                     \
    X(IS_IN_ARTICLE)                                                                                                   \
    X(IS_IN_MAIN)                                                                                                      \
    X(IS_AWAY)                                                                                                         \
    X(IS_IN_COMMENTS)                                                                                                  \
    X(IS_IN_BODY)                                                                                                      \
    X(NEAR_BODY)                                                                                                       \
    X(NEAR_AWAY)                                                                                                       \
    X(NEAR_AUTHOR)                                                                                                     \
    X(NEAR_DATE)                                                                                                       \
    X(NEAR_TITLE)                                                                                                      \
    X(NEAR_LEAD)                                                                                                       \
    X(NEAR_KEY_POINTS)                                                                                                 \
    X(NEAR_RIGHTS)                                                                                                     \
    X(NEAR_COMMENT)                                                                                                    \
    X(NEAR_CAPTION)                                                                                                    \
    X(NEAR_SECTION)                                                                                                    \
    X(NEAR_ARTICLE_BODY)                                                                                               \
    X(NEAR_TAGS)                                                                                                       \
    X(NEAR_FURNITURE)                                                                                                  \
    X(NEAR_CONSENT)                                                                                                    \
    X(NEAR_ADVERT)                                                                                                     \
    X(LEVELS_TO_BEST)                                                                                                  \
    X(BEST_HEIGHT)                                                                                                     \
    X(LEVELS_TO_HALF)                                                                                                  \
    X(HALF_HEIGHT)                                                                                                     \
    X(LEVELS_TO_MOST)                                                                                                  \
    X(MOST_HEIGHT)                                                                                                     \
    X(HALF_DENSITY)                                                                                                    \
    X(OWN_GOOD)                                                                                                        \
    X(PARENT_GOOD)                                                                                                     \
    X(THIRD_GOOD)                                                                                                      \
    X(FOURTH_GOOD)                                                                                                     \
    X(JOINT_GOOD)                                                                                                      \
    X(OWN_LINKS)                                                                                                       \
    X(PARENT_LINKS)                                                                                                    \
    X(THIRD_LINKS)                                                                                                     \
    X(JOINT_LINKS)                                                                                                     \
    X(PARENT_BLOCKS)                                                                                                   \
    X(PARENT_PARAGRAPHS)                                                                                               \
    X(PARENT_HEADINGS)                                                                                                 \
    X(PARENT_LENGTH)                                                                                                   \
    X(PARENT_DENSITY)                                                                                                  \
    X(THIRD_DENSITY)                                                                                                   \
    X(OWN_ALIKE_TEXT)                                                                                                  \
    X(OWN_ALIKE_LINKS)                                                                                                 \
    X(OWN_ALIKE_COUNT)                                                                                                 \
    X(OWN_ALIKE_LENGTH)                                                                                                \
    X(PATH_ALIKE_TEXT)                                                                                                 \
    X(PATH_ALIKE_LINKS)                                                                                                \
    X(PATH_ALIKE_COUNT)                                                                                                \
    X(PATH_ALIKE_LENGTH)                                                                                               \
    X(PLACE)                                                                                                           \
    X(BLOCKS)                                                                                                          \
    X(PLACE_SHARE)                                                                                                     \
    X(TEXT_BEFORE)                                                                                                     \
    X(PAGE_LENGTH)                                                                                                     \
    X(PAGE_GOOD)                                                                                                       \
    X(FROM_TITLE)                                                                                                      \
    X(TEXT_FROM_TITLE)                                                                                                 \
    X(IS_TITLE)                                                                                                        \
    X(TITLE_WORDS)                                                                                                     \
    X(WORDS_OF_TITLE)                                                                                                  \
    X(DESCRIPTION_WORDS)                                                                                               \
    X(WORDS_OF_DESCRIPTION)                                                                                            \
    X(SAME_TEXT)                                                                                                       \
    X(ARTICLE_NUMBER)                                                                                                  \
    X(ARTICLES)                                                                                                        \
    X(OUTER_ARTICLE_GOOD)                                                                                              \
    X(INNER_ARTICLE_GOOD)                                                                                              \
    X(ARTICLE_NESTED)                                                                                                  \
    X(ARTICLE_OF_TITLE)                                                                                                \
    X(ARTICLE_OF_BEST)                                                                                                 \
    X(LEVELS_TO_TITLE)                                                                                                 \
    X(TITLE_GOOD)                                                                                                      \
    X(FIRST_HEADINGS_BEFORE)                                                                                           \
    X(REPEATED_COUNT)                                                                                                  \
    X(REPEATED_GOOD)                                                                                                   \
    X(REPEATED_OWN_GOOD)                                                                                               \
    X(REPEATED_LENGTH)                                                                                                 \
    X(REPEATED_LINKS)                                                                                                  \
    X(REPEATED_BLOCKS)                                                                                                 \
    X(REPEATED_TIMES)                                                                                                  \
    X(REPEATED_HEADINGS)                                                                                               \
    X(IMAGES_BEFORE)                                                                                                   \
    X(IMAGES_AFTER)                                                                                                    \
    X(BLOCKS_FROM_IMAGE)                                                                                               \
    X(SLANT_SHARE)                                                                                                     \
    X(ALT_WORDS)                                                                                                       \
    X(LINK_AWAY)                                                                                                       \
    X(PREVIOUS_CHARACTERS)                                                                                             \
    X(PREVIOUS_LINK_SHARE)                                                                                             \
    X(PREVIOUS_LAST_KIND)                                                                                              \
    X(PREVIOUS_ALIKE)                                                                                                  \
    X(NEXT_CHARACTERS)                                                                                                 \
    X(NEXT_LINK_SHARE)                                                                                                 \
    X(NEXT_LAST_KIND)                                                                                                  \
    X(NEXT_ALIKE)

#define FEATURE_FIRST(name) FIRST_##name,
enum first_feature { FIRST_FEATURES(FEATURE_FIRST) FIRST_COUNT };

/* Second stage: first-stage scores of the blocks around, then some of the first stage's numbers again. The mass of a
 * block is its score times its characters. A strong block has a high score and some length. */
#define SECOND_FEATURES(X)                                                                                             \
    X(SCORE)                                                                                                           \
    X(BEFORE_1)                                                                                                        \
    X(BEFORE_2)                                                                                                        \
    X(BEFORE_3)                                                                                                        \
    X(BEFORE_4)                                                                                                        \
    X(AFTER_1)                                                                                                         \
    X(AFTER_2)                                                                                                         \
    X(AFTER_3)                                                                                                         \
    X(AFTER_4)                                                                                                         \
    X(OWN_MEAN)                                                                                                        \
    X(OWN_MASS)                                                                                                        \
    X(PARENT_MEAN)                                                                                                     \
    X(PARENT_MASS)                                                                                                     \
    X(THIRD_MEAN)                                                                                                      \
    X(THIRD_MASS)                                                                                                      \
    X(FOURTH_MEAN)                                                                                                     \
    X(FOURTH_MASS)                                                                                                     \
    X(ALIKE_MEAN)                                                                                                      \
    X(ALIKE_MASS)                                                                                                      \
    X(ALIKE_PLAIN_MEAN)                                                                                                \
    X(MASS_BEFORE)                                                                                                     \
    X(MASS_AFTER)                                                                                                      \
    X(MEAN_AROUND_4)                                                                                                   \
    X(MEAN_AROUND_12)                                                                                                  \
    X(BLOCKS_FROM_STRONG)                                                                                              \
    X(TEXT_FROM_STRONG)                                                                                                \
    X(BLOCKS_TO_STRONG)                                                                                                \
    X(TEXT_TO_STRONG)                                                                                                  \
    X(PAGE_MASS)                                                                                                       \
    X(PAGE_MAXIMUM)                                                                                                    \
    X(STRONG_COUNT)                                                                                                    \
    X(STRONG_RANK)                                                                                                     \
    X(MEAN_NEXT_3)                                                                                                     \
    X(STRETCH_MEAN)                                                                                                    \
    X(STRETCH_MASS)                                                                                                    \
    X(LEVELS_TO_HALF)                                                                                                  \
    X(HALF_HEIGHT)                                                                                                     \
    X(LEVELS_TO_MOST)                                                                                                  \
    X(MOST_HEIGHT)                                                                                                     \
    X(REPEATED_MEAN)                                                                                                   \
    X(ARTICLE_MASS)

#define REPEATED_FEATURES(X)                                                                                           \
    X(CHARACTERS)                                                                                                      \
    X(LINK_SHARE)                                                                                                      \
    X(BOLD_SHARE)                                                                                                      \
    X(LAST_KIND)                                                                                                       \
    X(FIRST_KIND)                                                                                                      \
    X(ENDS_SENTENCE)                                                                                                   \
    X(TAG)                                                                                                             \
    X(PARENT_TAG)                                                                                                      \
    X(HEADING_LEVEL)                                                                                                   \
    X(IS_IN_LIST)                                                                                                      \
    X(IS_IN_TABLE)                                                                                                     \
    X(IS_IN_FIGURE)                                                                                                    \
    X(IS_IN_CAPTION)                                                                                                   \
    X(IS_IN_ASIDE)                                                                                                     \
    X(IS_IN_ARTICLE)                                                                                                   \
    X(NEAR_AWAY)                                                                                                       \
    X(NEAR_BODY)                                                                                                       \
    X(PLACE_SHARE)                                                                                                     \
    X(FROM_TITLE)                                                                                                      \
    X(IS_TITLE)                                                                                                        \
    X(TITLE_GOOD)                                                                                                      \
    X(PARENT_GOOD)                                                                                                     \
    X(THIRD_GOOD)                                                                                                      \
    X(OWN_ALIKE_COUNT)                                                                                                 \
    X(SAME_TEXT)                                                                                                       \
    X(WORDS_OF_DESCRIPTION)                                                                                            \
    X(ARTICLE_NUMBER)                                                                                                  \
    X(OUTER_ARTICLE_GOOD)                                                                                              \
    X(IMAGES_BEFORE)                                                                                                   \
    X(SLANT_SHARE)                                                                                                     \
    X(ALT_WORDS)                                                                                                       \
    X(LINK_AWAY)                                                                                                       \
    X(REPEATED_LINKS)                                                                                                  \
    X(REPEATED_LENGTH)                                                                                                 \
    X(PREVIOUS_LAST_KIND)                                                                                              \
    X(NEXT_CHARACTERS)                                                                                                 \
    X(NEXT_LINK_SHARE)

#define FEATURE_SECOND(name)   SECOND_##name,
#define FEATURE_REPEATED(name) SECOND_RAW_##name,
enum second_feature { SECOND_FEATURES(FEATURE_SECOND) REPEATED_FEATURES(FEATURE_REPEATED) SECOND_COUNT };

/* Names in the order of the enums; for training and reports. */
extern const char *const first_feature_names[FIRST_COUNT];
extern const char *const second_feature_names[SECOND_COUNT];

/* First-stage numbers of a block into `row` (FIRST_COUNT). */
void block_features_first(const struct block_table *table, int block, float *row);

#endif
