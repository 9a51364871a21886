/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft-check.h"
#include "model/draft.h"

/* A draft in words, as the summary and the last question before sending say it. All yours; "" for
 * nothing. */

char *postino_draft_words_lists    (PostinoSession *session, PostinoDraft *draft,
                                    PostinoListUse use);  /* "Newsletter, Customers" */
char *postino_draft_words_sender   (PostinoSession *session, PostinoDraft *draft);
char *postino_draft_words_servers  (PostinoSession *session, PostinoDraft *draft);

/* "12 people are on a list that is left out, 3 must not be mailed"; NULL-safe. */
char *postino_draft_words_left_out (const PostinoAudienceCount *count);

/* "Send to 3,412 people" */
char *postino_draft_words_send     (gint64 n);
