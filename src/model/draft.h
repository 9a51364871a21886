/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "campaign/campaign.h"
#include "campaign/drafts-table.h"
#include "store/store.h"

/* A campaign that is being made: what its row, lists and servers say, and the changes a person makes
 * to them. Its content is edited elsewhere and only read here. Main context only; never waits for
 * the database.
 *
 * Properties, read-only: "is-loaded" (FALSE: everything else is empty), "is-draft" (it can be
 * changed). Signals: "changed" (anything of it did); "failed" (GError *: a change was not written,
 * and what is shown is what was before). */
#define POSTINO_TYPE_DRAFT (postino_draft_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDraft, postino_draft, POSTINO, DRAFT, GObject)

PostinoDraft          *postino_draft_new (PostinoStore *store, gint64 campaign);

/* A nudge: looks for changes now, at most four times a second. */
void                   postino_draft_look          (PostinoDraft *self);

gint64                 postino_draft_get_id        (PostinoDraft *self);
gboolean               postino_draft_is_draft      (PostinoDraft *self);

/* Borrowed until it changes; NULL before it was read. */
const PostinoCampaign *postino_draft_get_campaign  (PostinoDraft *self);
const char            *postino_draft_get_subject   (PostinoDraft *self); /* never NULL */
gboolean               postino_draft_has_content   (PostinoDraft *self);
PostinoListUse         postino_draft_get_list_use  (PostinoDraft *self, gint64 list);
guint                  postino_draft_count_lists   (PostinoDraft *self, PostinoListUse use);
guint                  postino_draft_get_weight    (PostinoDraft *self, gint64 server); /* 0: not used */
guint                  postino_draft_count_servers (PostinoDraft *self);
GPtrArray             *postino_draft_get_attachments (PostinoDraft *self); /* of PostinoAttachment; NULL before it was read */

/* Changes, written in the order they are made. Nothing happens if it is so already. */
void                   postino_draft_set_name      (PostinoDraft *self, const char *name);
void                   postino_draft_set_identity  (PostinoDraft *self, gint64 identity);
void                   postino_draft_set_tracking  (PostinoDraft *self, PostinoTracking tracking);
void                   postino_draft_set_lifetime  (PostinoDraft *self, guint days);
void                   postino_draft_set_utm       (PostinoDraft *self, const char *utm); /* NULL: none */
void                   postino_draft_use_list      (PostinoDraft *self, gint64 list, PostinoListUse use);
void                   postino_draft_use_server    (PostinoDraft *self, gint64 server, guint weight);
void                   postino_draft_attach        (PostinoDraft *self, PostinoAttachment *attachment); /* takes it over */
void                   postino_draft_detach        (PostinoDraft *self, gint64 attachment);
