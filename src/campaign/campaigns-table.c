/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns, their content, lists, servers and links.
 *
 * A move of state has the old state in its WHERE: two workers, or a wish that came in between,
 * cannot make it twice. */

#include "campaign/campaigns-table.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaign-words.h"
#include "campaign/drafts-table.h"
#include "store/change.h"

#define COLUMNS                                                                                             \
  "id, kind, parent, name, state, wanted, immediate, start_at_us, waiting_why, identity, revision, tracking, " \
  "lifetime_days, test_to, test_as, collector_url, created_us, launched_us, started_us, finished_us, "         \
  "published_us, archived_us, utm "

static PostinoWanted
read_wanted (const char *name)
{
  for (PostinoWanted wanted = POSTINO_WANTED_DRAFT; wanted <= POSTINO_WANTED_STOP; wanted++)
    {
      if (g_str_equal (name, postino_wanted_to_name (wanted)))
        return wanted;
    }
  g_assert_not_reached ();
}

static PostinoCampaign *
read_campaign (PostinoStmt *stmt)
{
  PostinoCampaign *campaign = g_new0 (PostinoCampaign, 1);

  campaign->id = postino_stmt_get_int (stmt, 0);
  campaign->is_test = g_str_equal (postino_stmt_get_text (stmt, 1), "test");
  campaign->parent = postino_stmt_get_int (stmt, 2);
  campaign->name = postino_stmt_dup_text (stmt, 3);
  postino_campaign_state_from_name (postino_stmt_get_text (stmt, 4), &campaign->state);
  campaign->wanted = read_wanted (postino_stmt_get_text (stmt, 5));
  campaign->immediate = postino_stmt_get_int (stmt, 6) != 0;
  campaign->start_at_us = postino_stmt_get_int (stmt, 7);
  campaign->waiting_why = postino_stmt_dup_text (stmt, 8);
  campaign->identity = postino_stmt_get_int (stmt, 9);
  campaign->revision = postino_stmt_get_int (stmt, 10);
  postino_tracking_from_name (postino_stmt_get_text (stmt, 11), &campaign->tracking);
  campaign->lifetime_days = (guint) postino_stmt_get_int (stmt, 12);
  campaign->test_to = postino_stmt_dup_text (stmt, 13);
  campaign->test_as = postino_stmt_get_int (stmt, 14);
  campaign->collector_url = postino_stmt_dup_text (stmt, 15);
  campaign->created_us = postino_stmt_get_int (stmt, 16);
  campaign->launched_us = postino_stmt_get_int (stmt, 17);
  campaign->started_us = postino_stmt_get_int (stmt, 18);
  campaign->finished_us = postino_stmt_get_int (stmt, 19);
  campaign->published_us = postino_stmt_get_int (stmt, 20);
  campaign->archived_us = postino_stmt_get_int (stmt, 21);
  campaign->utm = postino_stmt_dup_text (stmt, 22);
  return campaign;
}

static GPtrArray *
read_all (PostinoStmt *stmt,
          GError     **error)
{
  g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_campaign_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (campaigns, read_campaign (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&campaigns) : NULL;
}

PostinoCampaign *
postino_campaigns_table_get (PostinoDb *db,
                             gint64     id,
                             GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT " COLUMNS "FROM campaign WHERE id = ?1",
                                        "l", id);
  g_autoptr (GPtrArray) found = read_all (stmt, error);

  if (found == NULL)
    return NULL;
  if (found->len == 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                   _("There is no campaign number %" PRId64), id);
      return NULL;
    }
  return g_ptr_array_steal_index (found, 0);
}

GPtrArray *
postino_campaigns_table_list (PostinoDb *db,
                              gboolean   archived,
                              GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM campaign WHERE kind = 'campaign' "
                                     "AND (?1 OR archived_us IS NULL) ORDER BY id DESC",
                                     "i", archived),
                   error);
}

GPtrArray *
postino_campaigns_table_list_active (PostinoDb *db,
                                     GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM campaign WHERE state NOT IN ('draft', 'finished') "
                                     "OR (state = 'draft' AND wanted = 'run') OR (state = 'finished' AND wanted = 'run' "
                                     "AND EXISTS (SELECT 1 FROM ledger_count WHERE ledger_count.campaign = campaign.id "
                                     "AND ledger_count.state IN (0, 2) AND n > 0)) ORDER BY kind = 'test' DESC, id",
                                     ""),
                   error);
}

GPtrArray *
postino_campaigns_table_list_finished (PostinoDb *db,
                                       gint64     since_us,
                                       GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM campaign WHERE kind = 'campaign' AND state = 'finished' "
                                     "AND finished_us > ?1 ORDER BY finished_us",
                                     "l", since_us),
                   error);
}

gboolean
postino_campaigns_table_insert (PostinoDb             *db,
                                const PostinoCampaign *campaign,
                                gint64                 now_us,
                                gint64                *id,
                                GError               **error)
{
  if (!postino_db_run (db, error,
                       "INSERT INTO campaign (kind, parent, name, identity, revision, tracking, lifetime_days, test_to, "
                       "test_as, created_us, modified_us, utm) VALUES (?1, nullif (?2, 0), ?3, nullif (?4, 0), "
                       "nullif (?5, 0), ?6, ?7, ?8, nullif (?9, 0), ?10, ?10, ?11)",
                       "slsllsislls", campaign->is_test ? "test" : "campaign", campaign->parent, campaign->name,
                       campaign->identity, campaign->revision, postino_tracking_to_name (campaign->tracking),
                       (int) campaign->lifetime_days, campaign->test_to, campaign->test_as, now_us, campaign->utm))
    return FALSE;
  *id = postino_db_get_last_id (db);
  return postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_add_revision (PostinoDb             *db,
                                      gint64                 campaign,
                                      const PostinoRevision *revision,
                                      gint64                 now_us,
                                      GError               **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO revision (campaign, subject, preheader, html, text, created_us) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         "lssssl", campaign, revision->subject, revision->preheader, revision->html,
                         revision->text, now_us)
         && postino_db_run (db, error,
                            "UPDATE campaign SET revision = ?2, modified_us = ?3 WHERE id = ?1",
                            "lll", campaign, postino_db_get_last_id (db), now_us)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

PostinoRevision *
postino_campaigns_table_get_revision (PostinoDb *db,
                                      gint64     revision,
                                      GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, subject, preheader, html, text FROM revision WHERE id = ?1",
                                        "l", revision);
  g_autoptr (PostinoRevision) found = NULL;

  if (stmt == NULL)
    return NULL;
  if (postino_stmt_next (stmt))
    {
      found = g_new0 (PostinoRevision, 1);
      found->id = postino_stmt_get_int (stmt, 0);
      found->subject = postino_stmt_dup_text (stmt, 1);
      found->preheader = postino_stmt_dup_text (stmt, 2);
      found->html = postino_stmt_dup_text (stmt, 3);
      found->text = postino_stmt_dup_text (stmt, 4);
    }
  if (!postino_stmt_finish (stmt, error))
    return NULL;
  if (found == NULL)
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                         _("The campaign has no content yet"));
  return g_steal_pointer (&found);
}

static gboolean
is_same_content (const PostinoRevision *one,
                 const PostinoRevision *other)
{
  return g_strcmp0 (one->html, other->html) == 0 && g_strcmp0 (one->subject, other->subject) == 0
         && g_strcmp0 (one->preheader, other->preheader) == 0
         && g_strcmp0 (one->text, other->text) == 0;
}

static gboolean
forget_old_revisions (PostinoDb *db,
                      gint64     campaign,
                      GError   **error)
{
  return postino_db_run (db, error,
                         "DELETE FROM revision WHERE campaign = ?1 AND id NOT IN "
                         "(SELECT id FROM revision WHERE campaign = ?1 ORDER BY id DESC LIMIT ?2) "
                         "AND NOT EXISTS (SELECT 1 FROM campaign WHERE campaign.revision = revision.id)",
                         "li", campaign, POSTINO_REVISIONS_KEPT);
}

/* The guards stand in the WHERE; *@changed FALSE if the revision is not to be changed any more. */
static gboolean
change_revision (PostinoDb             *db,
                 gint64                 campaign,
                 const PostinoRevision *revision,
                 gint64                 now_us,
                 gboolean              *changed,
                 GError               **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE revision SET subject = ?3, preheader = ?4, html = ?5, text = ?6 "
                       "WHERE id = ?1 AND campaign = ?2 AND created_us BETWEEN ?7 AND ?8 "
                       "AND (SELECT count (*) FROM campaign WHERE campaign.revision = ?1) = 1",
                       "llssssll", revision->id, campaign, revision->subject, revision->preheader,
                       revision->html, revision->text, now_us - POSTINO_REVISION_YOUNG_US, now_us))
    return FALSE;
  *changed = postino_db_get_changes (db) > 0;
  return !*changed
         || (postino_db_run (db, error, "UPDATE campaign SET modified_us = ?2 WHERE id = ?1", "ll",
                             campaign, now_us)
             && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error));
}

gboolean
postino_campaigns_table_save_content (PostinoDb             *db,
                                      gint64                 id,
                                      const PostinoRevision *revision,
                                      gint64                 now_us,
                                      GError               **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, error);
  g_autoptr (PostinoRevision) present = NULL;
  gboolean changed = FALSE;

  if (campaign == NULL)
    return FALSE;
  if (!postino_campaign_is_editable (campaign))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a draft any more: its content cannot be changed"), campaign->name);
      return FALSE;
    }
  if (campaign->revision != 0)
    {
      present = postino_campaigns_table_get_revision (db, campaign->revision, error);
      if (present == NULL)
        return FALSE;
      if (is_same_content (present, revision))
        return TRUE;
      if (revision->id == campaign->revision
          && !change_revision (db, id, revision, now_us, &changed, error))
        return FALSE;
    }
  return changed
         || (postino_campaigns_table_add_revision (db, id, revision, now_us, error)
             && forget_old_revisions (db, id, error));
}

gboolean
postino_campaigns_table_add_list (PostinoDb *db,
                                  gint64     campaign,
                                  gint64     list,
                                  gboolean   exclude,
                                  GError   **error)
{
  return postino_db_run (db, error, "INSERT OR IGNORE INTO campaign_list VALUES (?1, ?2, ?3)",
                         "lli", campaign,
                         list, exclude);
}

gboolean
postino_campaigns_table_add_server (PostinoDb *db,
                                    gint64     campaign,
                                    gint64     server,
                                    guint      weight,
                                    GError   **error)
{
  return postino_db_run (db, error, "INSERT OR REPLACE INTO campaign_server VALUES (?1, ?2, ?3)",
                         "lli",
                         campaign, server, (int) weight);
}

gboolean
postino_campaigns_table_copy_servers (PostinoDb *db,
                                      gint64     from,
                                      gint64     to,
                                      GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO campaign_server SELECT ?2, server, weight FROM campaign_server WHERE campaign = ?1",
                         "ll", from, to);
}

gboolean
postino_campaigns_table_set_links (PostinoDb *db,
                                   gint64     campaign,
                                   GPtrArray *urls,
                                   GError   **error)
{
  if (!postino_db_run (db, error, "DELETE FROM campaign_link WHERE campaign = ?1", "l", campaign))
    return FALSE;
  for (guint i = 0; i < urls->len; i++)
    {
      if (!postino_db_run (db, error, "INSERT INTO campaign_link VALUES (?1, ?2, ?3)", "lis",
                           campaign, (int) i,
                           urls->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
postino_campaigns_table_get_links (PostinoDb *db,
                                   gint64     campaign,
                                   GError   **error)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT url FROM campaign_link WHERE campaign = ?1 ORDER BY link", "l",
                                        campaign);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (urls, postino_stmt_dup_text (stmt, 0));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&urls) : NULL;
}

/* Which states a wish makes sense in. Wishing again what is wanted already is always fine. */
static gboolean
may_want (const PostinoCampaign *campaign,
          PostinoWanted          wanted)
{
  switch (wanted)
    {
    case POSTINO_WANTED_DRAFT:
      return campaign->state <= POSTINO_CAMPAIGN_LAUNCHING;
    case POSTINO_WANTED_RUN:
      return campaign->state != POSTINO_CAMPAIGN_STOPPING
             && campaign->state != POSTINO_CAMPAIGN_FINISHED;
    case POSTINO_WANTED_PAUSE:
      return campaign->state >= POSTINO_CAMPAIGN_FREEZING
             && campaign->state <= POSTINO_CAMPAIGN_WAITING;
    case POSTINO_WANTED_STOP:
      return campaign->state >= POSTINO_CAMPAIGN_FREEZING
             && campaign->state <= POSTINO_CAMPAIGN_STOPPING;
    }
  g_assert_not_reached ();
}

gboolean
postino_campaigns_table_want (PostinoDb    *db,
                              gint64        id,
                              PostinoWanted wanted,
                              gboolean      immediate,
                              gint64        start_at_us,
                              GError      **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, error);

  if (campaign == NULL)
    return FALSE;
  if (!may_want (campaign, wanted))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("Campaign %" PRId64 " is %s: this cannot be done any more"), id,
                   postino_campaign_state_describe (campaign->state));
      return FALSE;
    }
  return postino_db_run (db, error,
                         "UPDATE campaign SET wanted = ?2, immediate = immediate OR ?3, "
                         "start_at_us = CASE WHEN ?4 <> 0 THEN ?4 ELSE start_at_us END WHERE id = ?1",
                         "lsil", id, postino_wanted_to_name (wanted), immediate, start_at_us)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_reopen (PostinoDb *db,
                                gint64     campaign,
                                GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE campaign SET wanted = 'run' "
                         "WHERE id = ?1 AND state = 'finished' AND wanted = 'stop'",
                         "l", campaign)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_move (PostinoDb           *db,
                              gint64               campaign,
                              PostinoCampaignState from,
                              PostinoCampaignState to,
                              const char          *why,
                              gint64               now_us,
                              gboolean            *moved,
                              GError             **error)
{
  g_assert (postino_campaign_may_move (from, to));

  if (!postino_db_run (db, error,
                       "UPDATE campaign SET state = ?3, waiting_why = ?4,"
                       " wanted = CASE WHEN ?3 = 'paused' AND ?4 IS NOT NULL THEN 'pause' ELSE wanted END,"
                       " launched_us = CASE ?3 WHEN 'launching' THEN ?5 WHEN 'draft' THEN NULL ELSE launched_us END,"
                       " collector_url = CASE WHEN ?3 <> 'draft' THEN collector_url END,"
                       " published_us = CASE WHEN ?3 <> 'draft' THEN published_us END,"
                       " started_us = CASE WHEN ?3 = 'running' THEN coalesce (started_us, ?5) ELSE started_us END,"
                       " finished_us = CASE WHEN ?3 = 'finished' THEN ?5 ELSE NULL END,"
                       " start_at_us = CASE WHEN ?3 = 'draft' THEN NULL ELSE start_at_us END,"
                       " immediate = CASE WHEN ?3 = 'draft' THEN 0 ELSE immediate END "
                       "WHERE id = ?1 AND state = ?2",
                       "lsssl", campaign, postino_campaign_state_to_name (from),
                       postino_campaign_state_to_name (to), why, now_us))
    return FALSE;
  *moved = postino_db_get_changes (db) > 0;
  return !*moved || postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_refuse (PostinoDb  *db,
                                gint64      campaign,
                                const char *why,
                                GError    **error)
{
  return postino_db_run (db, error,
                         "UPDATE campaign SET state = 'draft', wanted = 'draft', immediate = 0, start_at_us = NULL, "
                         "waiting_why = ?2 WHERE id = ?1 AND state = 'freezing'",
                         "ls", campaign, why)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_hold_all (PostinoDb *db,
                                  GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE campaign SET state = 'paused', wanted = 'pause', start_at_us = NULL, waiting_why = NULL "
                         "WHERE state IN ('launching', 'running', 'waiting', 'stopping') "
                         "OR (state = 'paused' AND wanted = 'run')",
                         "")
         && postino_db_run (db, error,
                            "UPDATE campaign SET wanted = 'draft', start_at_us = NULL, "
                            "state = CASE state WHEN 'freezing' THEN state ELSE 'draft' END "
                            "WHERE state IN ('scheduled', 'missed', 'freezing') OR (state = 'draft' AND wanted <> 'draft')",
                            "")
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_is_import_under_way (PostinoDb *db,
                                             gboolean  *under_way,
                                             GError   **error)
{
  gint64 found = 0;

  if (!postino_db_get_number (db, 0, &found, error,
                              "SELECT 1 FROM import WHERE state = 'applying' LIMIT 1", ""))
    return FALSE;
  *under_way = found != 0;
  return TRUE;
}

gboolean
postino_campaigns_table_get_last_harvest (PostinoDb *db,
                                          gint64    *us,
                                          GError   **error)
{
  return postino_db_get_number (db, 0, us, error,
                                "SELECT harvested_us FROM harvest WHERE source = 'public'", "");
}

gboolean
postino_campaigns_table_set_collector (PostinoDb  *db,
                                       gint64      campaign,
                                       const char *url,
                                       GError    **error)
{
  return postino_db_run (db, error,
                         "UPDATE campaign SET collector_url = ?2, published_us = NULL WHERE id = ?1", "ls",
                         campaign, url);
}

GPtrArray *
postino_campaigns_table_list_unpublished (PostinoDb *db,
                                          GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM campaign WHERE collector_url IS NOT NULL "
                                     "AND published_us IS NULL AND state NOT IN ('draft', 'finished') ORDER BY id",
                                     ""),
                   error);
}

gboolean
postino_campaigns_table_set_published (PostinoDb *db,
                                       gint64     campaign,
                                       gint64     now_us,
                                       GError   **error)
{
  return postino_db_run (db, error, "UPDATE campaign SET published_us = ?2 WHERE id = ?1", "ll",
                         campaign, now_us);
}

gboolean
postino_campaigns_table_rename (PostinoDb  *db,
                                gint64      campaign,
                                const char *name,
                                GError    **error)
{
  return postino_db_run (db, error, "UPDATE campaign SET name = ?2 WHERE id = ?1", "ls", campaign,
                         name)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_archive (PostinoDb *db,
                                 gint64     id,
                                 gint64     now_us,
                                 GError   **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, error);

  if (campaign == NULL)
    return FALSE;
  if (campaign->state != POSTINO_CAMPAIGN_DRAFT && campaign->state != POSTINO_CAMPAIGN_FINISHED)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("Campaign %" PRId64 " is under way: stop it before archiving it"), id);
      return FALSE;
    }
  return postino_db_run (db, error, "UPDATE campaign SET archived_us = ?2 WHERE id = ?1", "ll", id,
                         now_us)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_unarchive (PostinoDb *db,
                                   gint64     campaign,
                                   GError   **error)
{
  return postino_db_run (db, error, "UPDATE campaign SET archived_us = NULL WHERE id = ?1", "l",
                         campaign)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

gboolean
postino_campaigns_table_duplicate (PostinoDb *db,
                                   gint64     campaign,
                                   gint64     now_us,
                                   gint64    *copy,
                                   GError   **error)
{
  g_autoptr (PostinoCampaign) original = postino_campaigns_table_get (db, campaign, error);
  g_autoptr (PostinoRevision) content = NULL;
  g_autofree char *name = NULL;

  if (original == NULL)
    return FALSE;
  if (original->revision != 0)
    {
      content = postino_campaigns_table_get_revision (db, original->revision, error);
      if (content == NULL)
        return FALSE;
    }

  /* Translators: the name of a duplicated campaign. */
  name = g_strdup_printf (_("%s (copy)"), original->name);
  g_free (original->name);
  original->name = postino_drafts_table_find_free_name (db, name, error);
  if (original->name == NULL)
    return FALSE;
  original->revision = 0;
  return postino_campaigns_table_insert (db, original, now_us, copy, error)
         && (content == NULL || postino_campaigns_table_add_revision (db, *copy, content, now_us,
                                                                      error))
         && postino_db_run (db, error,
                            "INSERT INTO campaign_list SELECT ?2, list, exclude FROM campaign_list WHERE campaign = ?1",
                            "ll", campaign, *copy)
         && postino_attachments_table_copy (db, campaign, *copy, error)
         && postino_campaigns_table_copy_servers (db, campaign, *copy, error);
}
