/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "message/render.h"
#include "store/db.h"

/* The message of a campaign, compiled from what stands in the database. */

/* @base_url NULL: links lead where they lead. @token_key: POSTINO_TOKEN_KEY_SIZE bytes.
 * @launched_us: `today`. */
PostinoRender *postino_sample_compile (PostinoDb *db, const PostinoCampaign *campaign,
                                       const char *base_url,
                                       const guint8 *token_key, gint64 launched_us, GError **error);

/* The message exactly as it leaves, or would leave now, for the contact of @key: the frozen row if
 * there is one, else the contact's present values under the row number 0. */
GBytes        *postino_sample_render  (PostinoDb *db, const PostinoCampaign *campaign,
                                       const char *key,
                                       const guint8 *token_key, gint64 now_us, GError **error);
