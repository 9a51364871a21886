/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "store/db.h"

/* A campaign that was sent, or is being: its leading numbers for a list. A value. */
typedef struct {
  gint64 campaign;
  char *name;
  PostinoCampaignState state;
  gint64 started_us;
  gint64 recipients;   /* without the skipped ones */
  gint64 accepted;
  gint64 clicked;      /* people, if it is by name; else unclear clicks: as the report leads with */
  gint64 unsubscribed; /* people */
  gboolean is_measured; /* FALSE: its links lead to no collector, so clicked says nothing */
  gboolean is_by_name;
  gboolean knows_unsubscribed; /* FALSE: done by mail, so unsubscribed says nothing */
  gboolean is_archived; /* put away among campaigns; its report stays */
} PostinoSent;

void       postino_sent_free  (PostinoSent *sent);

/* Newest first, without tests; PostinoSent, yours. */
GPtrArray *postino_sent_query (PostinoDb *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSent, postino_sent_free)
