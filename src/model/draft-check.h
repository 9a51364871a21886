/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "campaign/audience.h"
#include "campaign/preflight.h"
#include "store/store.h"

/* Who a draft would reach and what speaks against sending it, kept up to date while anything it
 * depends on moves. Main context only; never waits for the database.
 *
 * Properties, read-only: "is-current" (FALSE: what is known may be outdated, a check is due or under
 * way), "failure" (a sentence; NULL: none). Signal "checked": counts and findings are new. */
#define POSTINO_TYPE_DRAFT_CHECK (postino_draft_check_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDraftCheck, postino_draft_check, POSTINO, DRAFT_CHECK, GObject)

/* @token_key as for postino_preflight_check (). */
PostinoDraftCheck          *postino_draft_check_new          (PostinoStore *store, GBytes *token_key,
                                                              gint64 campaign);

/* Something was changed: checks soon, without waiting for the next look. */
void                        postino_draft_check_look         (PostinoDraftCheck *self);

gboolean                    postino_draft_check_is_current   (PostinoDraftCheck *self);
const char                 *postino_draft_check_get_failure  (PostinoDraftCheck *self);

/* Borrowed until the next check; NULL before the first one. Findings: PostinoFinding, errors
 * first. */
const PostinoAudienceCount *postino_draft_check_get_count    (PostinoDraftCheck *self);
GPtrArray                  *postino_draft_check_get_findings (PostinoDraftCheck *self);

/* The first error, borrowed; NULL: none, or not checked yet. */
const PostinoFinding       *postino_draft_check_get_error    (PostinoDraftCheck *self);
