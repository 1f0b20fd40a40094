/*
 * Charsets as browsers see them (the WHATWG Encoding and HTML standards): which one a page is in, and its text as
 * UTF-8. Labels mean what they mean on the web: "latin1" is windows-1252, "gb2312" is GBK.
 */
#ifndef NEWSMILL_CHARSET_H
#define NEWSMILL_CHARSET_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define CHARSET_NAME_SIZE 32

/* The name of the encoding that `label` stands for ("windows-1252" for " Latin1 "); NULL if it is none. */
const char *charset_from_label(const char *label, size_t size);

/* The value of the charset parameter of a Content-Type, quotes taken off; NULL if there is none. Borrowed. */
const char *charset_of_content_type(const char *content_type, size_t *size);

/* The encoding that the first 1,024 bytes declare in a meta element (or an XML declaration); NULL if none. */
const char *charset_prescan(const char *data, size_t size);

/*
 * What the page says for itself: byte order mark, prescan, and a declaration further down, which browsers obey too by
 * starting over. NULL if it says nothing.
 */
const char *charset_declared(const char *data, size_t size);

/*
 * Finds the encoding: byte order mark, `content_type` (NULL: unknown), declaration in the page, then by looking at the
 * text itself. A declaration that the bytes plainly contradict (UTF-8 said, but invalid throughout; a one-byte charset
 * said, but the bytes are UTF-8 or UTF-16) is overruled. Writes the name and its NUL to `name`. True if the bytes can
 * be read as they are: charset_convert would change nothing.
 */
bool charset_detect(const char *data, size_t size, const char *content_type, char name[CHARSET_NAME_SIZE]);

/*
 * Appends the text as UTF-8: no byte order mark, no NULs, every invalid sequence as U+FFFD. False when `name` is no
 * encoding known here; then nothing is appended.
 */
bool charset_convert(const char *data, size_t size, const char *name, struct buffer *utf8);

/* charset_detect and charset_convert in one. */
void charset_to_utf8(const char *data, size_t size, const char *content_type, struct buffer *utf8,
                     char name[CHARSET_NAME_SIZE]);

#endif
