/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/dkim-keys-table.h"

/* What each of a domain's keys is for. Pure. @rows: PostinoDkimKeyRow of one domain, the newest
 * first, as postino_dkim_keys_table_list () gives them. */
typedef enum {
  POSTINO_DKIM_KEY_SIGNS,    /* DNS shows it, and it is the newest of its kind that it shows */
  POSTINO_DKIM_KEY_AWAITED,  /* DNS does not show it (yet) */
  POSTINO_DKIM_KEY_FORMER,   /* a newer one signs; its record must stand a while for what is under way */
  POSTINO_DKIM_KEY_OVER,     /* the same, and its record may go */
} PostinoDkimKeyUse;

/* How long a record must stand after the last message it signed: what is deferred for five days, and
 * read two days later. */
#define POSTINO_DKIM_KEEP_US (G_GINT64_CONSTANT (7 * 24 * 3600) * G_USEC_PER_SEC)

PostinoDkimKeyUse postino_dkim_choice_get_use  (GPtrArray *rows, guint i, gint64 now_us);

/* Since when a newer one of its kind signs; 0: none does. */
gint64            postino_dkim_choice_get_replaced_us (GPtrArray *rows, guint i);

/* Does row @i sign what is sent? On a trial nobody asks DNS: the newest of a kind signs if none is
 * shown. */
gboolean          postino_dkim_choice_signs    (GPtrArray *rows, guint i, gboolean is_trial);

/* Can its private half go: it is over, or was never used, and DNS does not show it any more? */
gboolean          postino_dkim_choice_may_go   (GPtrArray *rows, guint i, gint64 now_us);
