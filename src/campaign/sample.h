/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "message/render.h"
#include "store/db.h"

/* The message of a campaign, compiled from what stands in the database. */

/* @base_url NULL: links lead where they lead. @token_key: POSTINO_TOKEN_KEY_SIZE bytes.
 * @launched_us: `today`. @dkim: what messages are signed with (campaign/dkim-account); NULL:
 * nothing. */
PostinoRender *postino_sample_compile (PostinoDb *db, const PostinoCampaign *campaign,
                                       const char *base_url, const guint8 *token_key,
                                       gint64 launched_us, PostinoDkimKeySet *dkim,
                                       GError **error);

/* The same without the files that are attached to all messages, which may be many megabytes: for its
 * links and the variables it names. */
PostinoRender *postino_sample_outline (PostinoDb *db, const PostinoCampaign *campaign,
                                       const char *base_url, const guint8 *token_key,
                                       gint64 now_us, GError **error);

/* The message exactly as it leaves, or would leave now, for the contact of @key: the frozen row if
 * there is one, else the contact's present values under the row number 0. */
GBytes        *postino_sample_render  (PostinoDb *db, const PostinoCampaign *campaign,
                                       const char *key, const guint8 *token_key, gint64 now_us,
                                       PostinoDkimKeySet *dkim, GError **error);

/* What is being written, as the contact of @key would read it; @key NULL: as nobody in particular.
 * Nothing of @content needs to be in the database. Links lead where they lead, for looking at, and attached images are in the HTML; all
 * else is as it leaves. A campaign without a sender is shown with an empty one. @token_key may be
 * NULL: the address for unsubscribing then only looks like one. The preheader of @parts is plain
 * text. On an error in a template @fault says where (its line is 0 if the error is about no place
 * of the content). */
gboolean       postino_sample_preview (PostinoDb *db, const PostinoCampaign *campaign,
                                       const PostinoRevision *content, const char *key,
                                       const guint8 *token_key, gint64 now_us,
                                       PostinoRenderedParts *parts, PostinoRenderFault *fault,
                                       GError **error);
