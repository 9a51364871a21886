/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/attachment.h"
#include "campaign/campaign.h"
#include "store/db.h"

/* What is edited of a campaign while it is a draft: columns of campaign, rows of campaign_list and
 * campaign_server. Every change fails with POSTINO_ERROR_INVALID and a sentence if the campaign is
 * no draft any more, and bumps its topic. No function opens a transaction. */

#define POSTINO_DRAFT_LIFETIME_MAX 30 /* days */
#define POSTINO_DRAFT_WEIGHT_MAX 1000

/* How a list takes part in a campaign. */
typedef enum {
  POSTINO_LIST_USE_NONE,
  POSTINO_LIST_USE_INCLUDE,
  POSTINO_LIST_USE_EXCLUDE,
} PostinoListUse;

typedef struct {
  gint64 list;
  PostinoListUse use;
} PostinoDraftList;

typedef struct {
  gint64 server;
  guint weight; /* 1 to POSTINO_DRAFT_WEIGHT_MAX */
} PostinoDraftServer;

/* 0: none. */
gboolean postino_drafts_table_set_identity (PostinoDb *db, gint64 campaign, gint64 identity,
                                            gint64 now_us, GError **error);
gboolean postino_drafts_table_set_tracking (PostinoDb *db, gint64 campaign,
                                            PostinoTracking tracking,
                                            gint64 now_us, GError **error);
gboolean postino_drafts_table_set_lifetime (PostinoDb *db, gint64 campaign, guint days,
                                            gint64 now_us, GError **error);

/* Tags for links (content/utm), checked; NULL: none. */
gboolean postino_drafts_table_set_utm      (PostinoDb *db, gint64 campaign, const char *utm,
                                            gint64 now_us, GError **error);

/* One list; it is included or excluded, never both. */
gboolean postino_drafts_table_use_list     (PostinoDb *db, gint64 campaign, gint64 list,
                                            PostinoListUse use, gint64 now_us, GError **error);

/* One server; weight 0: not used. */
gboolean postino_drafts_table_use_server   (PostinoDb *db, gint64 campaign, gint64 server,
                                            guint weight, gint64 now_us, GError **error);

/* @attachment->id is not looked at (campaign/attachments-table). */
gboolean postino_drafts_table_attach       (PostinoDb *db, gint64 campaign,
                                            const PostinoAttachment *attachment,
                                            gint64 now_us, GError **error);
gboolean postino_drafts_table_detach       (PostinoDb *db, gint64 campaign, gint64 attachment,
                                            gint64 now_us, GError **error);

/* Arrays of PostinoDraftList and PostinoDraftServer, in order of ids, of a campaign in any state;
 * deleted lists and removed servers are not among them. NULL on failure; yours. */
GArray  *postino_drafts_table_list_lists   (PostinoDb *db, gint64 campaign, GError **error);
GArray  *postino_drafts_table_list_servers (PostinoDb *db, gint64 campaign, GError **error);

/* The names of deleted lists whose people the campaign still leaves out. NULL on failure; yours. */
GPtrArray *postino_drafts_table_list_deleted_exclusions (PostinoDb *db, gint64 campaign,
                                                         GError **error);

/* @wanted, or "@wanted 2", "@wanted 3" …: the first that no campaign has yet. NULL on failure;
 * yours. */
char      *postino_drafts_table_find_free_name (PostinoDb *db, const char *wanted, GError **error);
