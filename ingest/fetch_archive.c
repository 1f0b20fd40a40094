/* The fetcher: keeping what was fetched as a web archive. */
#include "ingest/fetch_private.h"

#include <time.h>

void fetch_archive(struct fetcher *fetcher, const struct errand *errand, CURLcode code)
{
    const struct transfer *transfer = &errand->transfer;
    if (!fetcher->settings.archive || transfer_result(transfer, code, NULL) != TRANSFER_DONE)
        return;
    struct warc_exchange exchange = {.url = errand->url,
                                     .address = transfer_address(transfer),
                                     .asked = &transfer->asked,
                                     .told = &transfer->told,
                                     .body = &transfer->body,
                                     .status = (int)transfer_status(transfer),
                                     .cut = transfer->too_big || code != CURLE_OK,
                                     .entry = errand->entry,
                                     .date = errand->answered_at};
    warc_writer_add(fetcher->settings.archive, &exchange);
}

bool fetch_archived(const struct fetcher *fetcher)
{
    return !fetcher->settings.archive || warc_writer_settled(fetcher->settings.archive);
}
