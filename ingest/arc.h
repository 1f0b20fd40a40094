/*
 * Head lines of ARC files, the format of web archives before WARC (Internet Archive, Arc File Format, versions 1 and
 * 2): "URL IP-address date content-type length", in version 2 with five fields more before the length.
 */
#ifndef NEWSMILL_ARC_H
#define NEWSMILL_ARC_H

#include <stdbool.h>

struct arc_head {
    char *url;                 /* from malloc; may hold spaces, as crawlers wrote them */
    char *date;                /* RFC 3339, from malloc; NULL: the line has none that can be read */
    char *content_type;        /* from malloc */
    unsigned long long length; /* bytes of the record after the line */
};

/* True of the line that an ARC file begins with. */
bool arc_is_file_line(const char *line);

/* Reads the head line of a record; false when it is none, and `head` is left alone. */
bool arc_parse_head(const char *line, struct arc_head *head);

void arc_head_clear(struct arc_head *head);

#endif
