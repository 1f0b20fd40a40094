/*
 * The files of an archive that grows: FOLDER/newsmill-TIME-NUMBER.warc.gz, with ".open" behind the name while it is
 * written to. A file that its writer left behind is cut back to its last whole record and loses the ".open" when the
 * folder is opened next; several writers may share a folder.
 */
#ifndef NEWSMILL_WARC_FOLDER_H
#define NEWSMILL_WARC_FOLDER_H

#include "common/buffer.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

struct warc_folder;

/* Makes the folder if it is missing. ERROR_USAGE: it cannot be written to. `file_size`: bytes after which a new file is
 * begun. */
struct warc_folder *warc_folder_open(const char *path, size_t file_size, struct error *error);

/* The name that the file written to will have, without its folder; NULL: the next write begins one. */
const char *warc_folder_file(const struct warc_folder *folder);

/* Begins a file. ERROR_TEMPORARY: not now (a full disk). */
bool warc_folder_begin_file(struct warc_folder *folder, struct error *error);

/* Appends whole records, all of them or none: ERROR_TEMPORARY, and the file is as it was. Ends a file that is full. */
bool warc_folder_append(struct warc_folder *folder, const struct buffer *records, struct error *error);

/* Ends the file. NULL is allowed. */
void warc_folder_close(struct warc_folder *folder);

#endif
