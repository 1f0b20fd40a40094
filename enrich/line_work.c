#include "enrich/line_private.h"

#include "common/article.h"
#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/program.h"
#include "enrich/chain.h"
#include "enrich/counters.h"
#include "enrich/fitting.h"

#define PATIENCE 0.2 /* seconds until a wait looks whether the line is still going on */

/* The message that goes on, from the one that came; NULL with `error` when that is no article. */
static struct link_message *enrich(struct line *line, struct chain *chain, struct link_message *incoming,
                                   struct error *error)
{
    struct article article;
    if (!link_message_can_pass(incoming, error)) {
        return NULL;
    }
    if (!article_parse_draft(&article, incoming->data, incoming->size, error)) {
        return NULL;
    }
    double since = clock_now();
    struct chain_counts found = {0};
    if (!article.gone) {
        const struct knowledge *knowledge = knowledge_take(line->knowledge);
        chain_run(chain, knowledge->dictionary, knowledge->model, &article, &found);
        knowledge_put_back(line->knowledge, knowledge);
    }
    counters_add(&found, clock_now() - since);
    struct buffer text = {0};
    if (fitting_write(&article, program_settings.links.max_message_bytes, &text)) {
        metric_add(counters()->shortened, 1);
        log_warning("article %s: what was found in it is left out in part, to fit --max-message-bytes", article.id);
    }
    size_t size = text.size;
    struct link_message *outgoing = link_message_new(article.id, buffer_steal(&text), size);
    outgoing->context = incoming;
    article_free(&article);
    return outgoing;
}

/* Sends it, for as long as it takes. When the line is abandoned first, what came is given back. */
static void pass_on(struct line *line, struct link_message *outgoing)
{
    struct link_message *incoming = outgoing->context;
    while (!link_send(line->sender, outgoing, PATIENCE)) {
        if (atomic_load(&line->abandoned)) {
            link_message_free(outgoing);
            line_settle_messages(line, &incoming, 1, LINK_RELEASED, NULL);
            return;
        }
    }
}

static struct link_message *take(struct line *line, uint64_t *ticket, enum link_state *state)
{
    struct link_message *message = NULL;
    if (line->ordered) {
        turns_enter(&line->turns);
    }
    size_t count = link_receive(line->receiver, &message, 1, PATIENCE, state);
    if (line->ordered) {
        *ticket = count > 0 ? turns_take(&line->turns) : 0;
        turns_leave(&line->turns);
    }
    return count > 0 ? message : NULL;
}

static void process(struct line *line, struct chain *chain, struct link_message *incoming, uint64_t ticket)
{
    struct error error = {0};
    struct link_message *outgoing = enrich(line, chain, incoming, &error);
    if (outgoing == NULL) {
        line_bury(line, incoming, error.text);
    }
    if (line->ordered) {
        turns_wait(&line->turns, ticket);
    }
    if (outgoing != NULL) {
        pass_on(line, outgoing);
    }
    if (line->ordered) {
        turns_finish(&line->turns);
    }
}

void *line_work(void *argument)
{
    struct line *line = argument;
    struct chain *chain = chain_new();
    enum link_state state = LINK_OPEN;
    uint64_t ticket = 0;
    for (;;) {
        struct link_message *incoming = take(line, &ticket, &state);
        if (incoming != NULL && atomic_load(&line->abandoned) && !line->ordered) {
            line_settle_messages(line, &incoming, 1, LINK_RELEASED, NULL);
        } else if (incoming != NULL) {
            process(line, chain, incoming, ticket);
        } else if (state == LINK_ENDED) {
            break;
        }
    }
    chain_free(chain);
    atomic_fetch_sub(&line->working, 1);
    return NULL;
}
