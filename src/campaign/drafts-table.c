/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editable part of a draft.
 *
 * A window may still show a draft while the worker, nudged by another program, begins to freeze it.
 * So each change first touches the campaign's row with the state in the WHERE: what is no draft any
 * more does not change, and the sentence says so. */

#include "campaign/drafts-table.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaign-words.h"
#include "campaign/campaigns-table.h"
#include "content/utm.h"
#include "store/change.h"

/* Says why nothing was changed. */
static gboolean
refuse (PostinoDb *db,
        gint64     id,
        GError   **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, error);

  if (campaign != NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("Campaign %" PRId64 " is %s: it cannot be changed any more"), id,
                 postino_campaign_state_describe (campaign->state));
  return FALSE;
}

/* The door of every change: the campaign is a draft, and was modified now. */
static gboolean
touch (PostinoDb *db,
       gint64     campaign,
       gint64     now_us,
       GError   **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE campaign SET modified_us = ?2 WHERE id = ?1 AND state = 'draft'",
                       "ll", campaign, now_us))
    return FALSE;
  if (postino_db_get_changes (db) == 0)
    return refuse (db, campaign, error);
  return postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_drafts_table_set_identity (PostinoDb *db,
                                   gint64     campaign,
                                   gint64     identity,
                                   gint64     now_us,
                                   GError   **error)
{
  return touch (db, campaign, now_us, error)
         && postino_db_run (db, error,
                            "UPDATE campaign SET identity = nullif (?2, 0) WHERE id = ?1", "ll",
                            campaign, identity);
}

gboolean
postino_drafts_table_set_tracking (PostinoDb      *db,
                                   gint64          campaign,
                                   PostinoTracking tracking,
                                   gint64          now_us,
                                   GError        **error)
{
  return touch (db, campaign, now_us, error)
         && postino_db_run (db, error, "UPDATE campaign SET tracking = ?2 WHERE id = ?1", "ls",
                            campaign, postino_tracking_to_name (tracking));
}

gboolean
postino_drafts_table_set_lifetime (PostinoDb *db,
                                   gint64     campaign,
                                   guint      days,
                                   gint64     now_us,
                                   GError   **error)
{
  g_return_val_if_fail (days >= 1 && days <= POSTINO_DRAFT_LIFETIME_MAX, FALSE);

  return touch (db, campaign, now_us, error)
         && postino_db_run (db, error, "UPDATE campaign SET lifetime_days = ?2 WHERE id = ?1", "li",
                            campaign, (int) days);
}

gboolean
postino_drafts_table_set_utm (PostinoDb  *db,
                              gint64      campaign,
                              const char *utm,
                              gint64      now_us,
                              GError    **error)
{
  return (utm == NULL || postino_utm_check (utm, error)) && touch (db, campaign, now_us, error)
         && postino_db_run (db, error, "UPDATE campaign SET utm = ?2 WHERE id = ?1", "ls", campaign,
                            utm);
}

gboolean
postino_drafts_table_use_list (PostinoDb     *db,
                               gint64         campaign,
                               gint64         list,
                               PostinoListUse use,
                               gint64         now_us,
                               GError       **error)
{
  if (!touch (db, campaign, now_us, error)
      || !postino_db_run (db, error, "DELETE FROM campaign_list WHERE campaign = ?1 AND list = ?2",
                          "ll", campaign, list))
    return FALSE;
  return use == POSTINO_LIST_USE_NONE
         || postino_campaigns_table_add_list (db, campaign, list, use == POSTINO_LIST_USE_EXCLUDE,
                                              error);
}

gboolean
postino_drafts_table_use_server (PostinoDb *db,
                                 gint64     campaign,
                                 gint64     server,
                                 guint      weight,
                                 gint64     now_us,
                                 GError   **error)
{
  g_return_val_if_fail (weight <= POSTINO_DRAFT_WEIGHT_MAX, FALSE);

  if (!touch (db, campaign, now_us, error))
    return FALSE;
  if (weight > 0)
    return postino_campaigns_table_add_server (db, campaign, server, weight, error);
  return postino_db_run (db, error,
                         "DELETE FROM campaign_server WHERE campaign = ?1 AND server = ?2", "ll",
                         campaign, server);
}

gboolean
postino_drafts_table_attach (PostinoDb               *db,
                             gint64                   campaign,
                             const PostinoAttachment *attachment,
                             gint64                   now_us,
                             GError                 **error)
{
  return touch (db, campaign, now_us, error)
         && postino_attachments_table_insert (db, campaign, attachment, error);
}

gboolean
postino_drafts_table_detach (PostinoDb *db,
                             gint64     campaign,
                             gint64     attachment,
                             gint64     now_us,
                             GError   **error)
{
  return touch (db, campaign, now_us, error)
         && postino_attachments_table_remove (db, campaign, attachment, error);
}

GArray *
postino_drafts_table_list_lists (PostinoDb *db,
                                 gint64     campaign,
                                 GError   **error)
{
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (PostinoDraftList));
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT list.id, max (exclude) FROM campaign_list "
                                        "JOIN list ON list.id = campaign_list.list "
                                        "WHERE campaign = ?1 AND list.deleted_us IS NULL "
                                        "GROUP BY list.id ORDER BY list.id",
                                        "l", campaign);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoDraftList list = { postino_stmt_get_int (stmt, 0),
                                postino_stmt_get_int (stmt, 1) != 0 ? POSTINO_LIST_USE_EXCLUDE
                                                                    : POSTINO_LIST_USE_INCLUDE };

      g_array_append_val (lists, list);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&lists) : NULL;
}

GPtrArray *
postino_drafts_table_list_deleted_exclusions (PostinoDb *db,
                                              gint64     campaign,
                                              GError   **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT name FROM campaign_list JOIN list ON id = campaign_list.list "
                                        "WHERE campaign = ?1 AND exclude AND deleted_us IS NOT NULL "
                                        "AND EXISTS (SELECT 1 FROM list_member AS m WHERE m.list = id) "
                                        "ORDER BY name",
                                        "l", campaign);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (names, g_strdup (postino_stmt_get_text (stmt, 0)));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&names) : NULL;
}

GArray *
postino_drafts_table_list_servers (PostinoDb *db,
                                   gint64     campaign,
                                   GError   **error)
{
  g_autoptr (GArray) servers = g_array_new (FALSE, FALSE, sizeof (PostinoDraftServer));
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT server.id, weight FROM campaign_server "
                                        "JOIN server ON server.id = campaign_server.server "
                                        "WHERE campaign = ?1 AND removed_us IS NULL ORDER BY server.id",
                                        "l", campaign);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoDraftServer server = { postino_stmt_get_int (stmt, 0),
                                    (guint) postino_stmt_get_int (stmt, 1) };

      g_array_append_val (servers, server);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&servers) : NULL;
}

char *
postino_drafts_table_find_free_name (PostinoDb  *db,
                                     const char *wanted,
                                     GError    **error)
{
  g_autofree char *name = g_strdup (wanted);
  gint64 is_taken = 0;

  for (guint n = 2;; n++)
    {
      if (!postino_db_get_number (db, 0, &is_taken, error,
                                  "SELECT 1 FROM campaign WHERE kind = 'campaign' AND name = ?1", "s", name))
        return NULL;
      if (!is_taken)
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, n);
    }
}
