/*
 * The kinds of sources, one file each. They run on the reading thread. A source that cannot be read costs one line in
 * the log; the rest go on. Each function returns false only when reading has to stop.
 */
#ifndef NEWSMILL_SOURCE_H
#define NEWSMILL_SOURCE_H

#include "ingest/reader.h"
#include "ingest/source_entry.h"

#define SOURCE_ARCHIVE "warc:" /* before the path of a web archive */

/* Whether a word names something at all; ERROR_USAGE: what is missing. */
bool source_check_word(const char *word, struct error *error);

/* Any source as the user writes it: URL, file, folder, warc:PATH, site:NAME, or - for a list on stdin. */
bool source_read(struct reader *reader, const char *word);

/* The source as it may be shown and kept: without what may be a password (common/secrets.h); from malloc. */
char *source_shown(const char *word);

bool source_read_list(struct reader *reader);
bool source_read_folder(struct reader *reader, const char *path);
bool source_read_archive(struct reader *reader, const char *path);

/*
 * `relative` is the path below the source that the user named; the file's name if that is the file itself. `role`: a
 * file that the user named may be a list of pages, too.
 */
bool source_read_file(struct reader *reader, const char *path, const char *relative, enum frontier_role role);

/* ---- what sources call ---- */

const struct reader_settings *source_settings(const struct reader *reader);

/* True once reading has to stop. */
bool source_stopping(struct reader *reader);

/* Hands on a page, which is taken over in any case. */
bool source_give_page(struct reader *reader, struct page *page);

/* Hands on a web address, canonical, or one of a site with SOURCE_SITE before it. */
bool source_give_url(struct reader *reader, const char *address);

/* True when the file begins as a WARC or an ARC does, compressed or not; where the descriptor stands afterwards is the
 * same. */
bool source_is_archive(int descriptor);

#endif
