/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "store/db.h"

/* Tables campaign, revision, campaign_list, campaign_server, campaign_link. No function opens a
 * transaction. */

/* NULL with POSTINO_ERROR_NOT_FOUND and a sentence; yours. */
PostinoCampaign *postino_campaigns_table_get (PostinoDb *db, gint64 id, GError **error);

/* Campaigns without tests, newest first, without archived ones unless asked for; elements are
 * yours. */
GPtrArray       *postino_campaigns_table_list (PostinoDb *db, gboolean archived, GError **error);

/* Those the worker has something to do about: unfinished ones and wishes not yet met; tests first.
 * Yours. */
GPtrArray       *postino_campaigns_table_list_active (PostinoDb *db, GError **error);

/* Those that finished after @since_us, tests left out, in the order they did. */
GPtrArray       *postino_campaigns_table_list_finished (PostinoDb *db, gint64 since_us,
                                                        GError **error);

/* A draft; *@id is its number. */
gboolean         postino_campaigns_table_insert (PostinoDb *db, const PostinoCampaign *campaign,
                                                 gint64 now_us, gint64 *id,
                                                 GError **error);

/* A new revision, made the campaign's present one. */
gboolean         postino_campaigns_table_add_revision (PostinoDb *db, gint64 campaign,
                                                       const PostinoRevision *revision,
                                                       gint64 now_us, GError **error);

/* What somebody is writing, saved every few seconds. @revision->id: the one it was made from (0:
 * none). That one is changed in place if it is the present one, young, and nobody else's; otherwise
 * a new one is made, so that what another program put there meanwhile stays as an older one. Equal
 * content changes nothing. The newest POSTINO_REVISIONS_KEPT stay. Only drafts: else
 * POSTINO_ERROR_INVALID with a sentence. */
#define POSTINO_REVISIONS_KEPT 50
#define POSTINO_REVISION_YOUNG_US (10 * 60 * G_USEC_PER_SEC)
gboolean         postino_campaigns_table_save_content (PostinoDb *db, gint64 campaign,
                                                       const PostinoRevision *revision,
                                                       gint64 now_us, GError **error);
PostinoRevision *postino_campaigns_table_get_revision (PostinoDb *db, gint64 revision,
                                                       GError **error);

gboolean         postino_campaigns_table_add_list   (PostinoDb *db, gint64 campaign, gint64 list,
                                                     gboolean exclude, GError **error);
gboolean         postino_campaigns_table_add_server (PostinoDb *db, gint64 campaign, gint64 server,
                                                     guint weight, GError **error);

gboolean         postino_campaigns_table_copy_servers (PostinoDb *db, gint64 from, gint64 to,
                                                       GError **error);

/* Link texts by index: char *, yours. Replaced whole at the freeze. */
gboolean         postino_campaigns_table_set_links (PostinoDb *db, gint64 campaign, GPtrArray *urls,
                                                    GError **error);
GPtrArray       *postino_campaigns_table_get_links (PostinoDb *db, gint64 campaign, GError **error);

/* What people want; refused with a sentence where it makes no sense in the present state. */
gboolean         postino_campaigns_table_want (PostinoDb *db, gint64 campaign, PostinoWanted wanted,
                                               gboolean immediate,
                                               gint64 start_at_us, GError **error);

/* One that was stopped, and has finished, wants to run again: for rows that are ready since. Any
 * other stays as it is. */
gboolean         postino_campaigns_table_reopen (PostinoDb *db, gint64 campaign, GError **error);

/* Moves @from → @to with @from in the WHERE; *@moved FALSE if it was elsewhere. @why for
 * waiting, and for a pause nobody asked for, which is what is wanted from then on. Stamps launched, started and finished times. Asserts that the table of moves has it. */
gboolean         postino_campaigns_table_move (PostinoDb *db, gint64 campaign,
                                               PostinoCampaignState from,
                                               PostinoCampaignState to, const char *why, gint64 now_us, gboolean *moved,
                                               GError **error);

/* From freezing back to draft, wanted so, with the sentence why. */
gboolean         postino_campaigns_table_refuse (PostinoDb *db, gint64 campaign, const char *why,
                                                 GError **error);

/* For a workspace that was restored: every unfinished campaign is paused, what was not frozen yet
 * is a draft again. */
gboolean         postino_campaigns_table_hold_all (PostinoDb *db, GError **error);

/* A launch waits for an import that is being applied. */
gboolean         postino_campaigns_table_is_import_under_way (PostinoDb *db, gboolean *under_way,
                                                              GError **error);

/* Opt-outs older than that hold a campaign back. */
#define POSTINO_HARVEST_MAX_AGE_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

/* When opt-outs were last fetched from the public collector; 0: never. */
gboolean         postino_campaigns_table_get_last_harvest (PostinoDb *db, gint64 *us,
                                                           GError **error);

/* Freezes where links lead; NULL: nowhere. */
gboolean         postino_campaigns_table_set_collector (PostinoDb *db, gint64 campaign,
                                                        const char *url, GError **error);
/* Those whose links lead to a collector that has not been told yet; yours. */
GPtrArray       *postino_campaigns_table_list_unpublished (PostinoDb *db, GError **error);
gboolean         postino_campaigns_table_set_published (PostinoDb *db, gint64 campaign,
                                                        gint64 now_us, GError **error);

gboolean         postino_campaigns_table_rename  (PostinoDb *db, gint64 campaign, const char *name,
                                                  GError **error);
gboolean         postino_campaigns_table_archive (PostinoDb *db, gint64 campaign, gint64 now_us,
                                                  GError **error);
gboolean         postino_campaigns_table_unarchive (PostinoDb *db, gint64 campaign, GError **error);

/* A draft with the same content, attachments, lists and servers; *@copy is its number. */
gboolean         postino_campaigns_table_duplicate (PostinoDb *db, gint64 campaign, gint64 now_us,
                                                    gint64 *copy, GError **error);
