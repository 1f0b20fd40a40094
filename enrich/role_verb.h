/* Posts that verbs tell, in English text between a person and an organisation: who leads, was named, was founded by. */
#ifndef NEWSMILL_ENRICH_ROLE_VERB_H
#define NEWSMILL_ENRICH_ROLE_VERB_H

#include "enrich/role_title.h"

/* ", who leads the exchange ": the text between person and organisation. The verb is all that it has of a title. */
bool role_verb_leads(struct role_span gap, struct role_span *title);

/* " was named chief executive of ", " is the head of research at ": the same place, with a title. */
bool role_verb_becomes(struct role_span gap, struct role_span *title);

/* ", a start-up founded by ": the text between organisation and person. The verb is the title. */
bool role_verb_is_led_by(struct role_span gap, struct role_span *title);

/* " appointed " … " as chief executive": the text between organisation and person, and what follows the person. */
bool role_verb_appoints(struct role_span gap, struct role_span rest, struct role_span *title);

#endif
