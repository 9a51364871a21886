/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets a campaign: members of its lists, minus members of excluded lists, minus suppressed,
 * minus those without consent. Frozen into the ledger at launch with the merge values the content
 * uses; who was left out is written too, with the reason, so that the counts add up to the lists.
 *
 * A million rows in one transaction would hold the write lock for seconds, so rows are written in
 * chunks of contact ids, bounded by the newest contact at the beginning. The campaign is `freezing`
 * meanwhile; after a crash the rows are discarded and the freeze begins anew. What changes about a
 * person between chunk and sending is asked again on arming. */

#include "campaign/audience.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"

enum {
  FIRST_WIDTH = 500,
  MIN_WIDTH = 100,
  MAX_WIDTH = 100000,
  CHUNK_US = 7000, /* of the 10 ms a write transaction may take, commit included */
};

/* A deleted list keeps its members, in case it comes back. A campaign does not go to it any more, but who
 * was to be left out stays so: nobody is written to because a list was tidied away. */
#define INCLUDED_LISTS                                                                                      \
  "(SELECT list FROM campaign_list JOIN list AS l ON l.id = campaign_list.list "                             \
  " WHERE campaign = ?1 AND NOT exclude AND l.deleted_us IS NULL)"
#define EXCLUDED_LISTS "(SELECT list FROM campaign_list WHERE campaign = ?1 AND exclude)"

/* One word for why a contact is left out, NULL for one to send to: asked of `c`, a row of contact,
 * in this order. */
#define REASON                                                                                              \
  "CASE WHEN EXISTS (SELECT 1 FROM list_member WHERE contact = c.id AND list IN " EXCLUDED_LISTS             \
  ") THEN 'excluded' "                                                                                       \
  "WHEN EXISTS (SELECT 1 FROM suppression WHERE lifted_us IS NULL "                                          \
  "  AND key IN (c.key, " POSTINO_LEDGER_DOMAIN ("c.key") ")) THEN 'suppressed' "                            \
  "WHEN NOT c.consent & 1 THEN 'no-consent' END"

#define IS_MEMBER                                                                                           \
  "c.deleted_us IS NULL AND EXISTS (SELECT 1 FROM list_member WHERE contact = c.id AND list IN "             \
  INCLUDED_LISTS ")"

/* Whether links and pixel may name the person: by the campaign's tracking, bound as ?2. */
#define IS_INDIVIDUAL "CASE ?2 WHEN 2 THEN 1 WHEN 3 THEN c.consent & 2 <> 0 ELSE 0 END"

#define DISPLAY_NAME "nullif (coalesce (c.name, trim (coalesce (c.first_name, '') || ' ' || coalesce (c.last_name, ''))), '')"

/* The SQL that writes a contact's frozen values as JSON, piece by piece: '{"city":' || json_quote
 * (c.city) || …. */
typedef struct {
  PostinoDb *db;
  GString *sql;
  GHashTable *seen; /* keys, owned */
} MergeSql;

/* Keys come from the field table or the known fields: a template cannot name what is neither. */
static void
add_field (MergeSql   *merge,
           const char *key)
{
  const char *column = postino_contacts_table_find_column (merge->db, key, NULL, NULL, NULL);

  if (column == NULL || !g_hash_table_add (merge->seen, g_strdup (key)))
    return;
  g_string_append_printf (merge->sql, "%s\"%s\":' || json_quote (c.%s) || '",
                          g_hash_table_size (merge->seen) > 1 ? "," : "", key, column);
}

static gboolean
add_all_fields (MergeSql *merge,
                GError  **error)
{
  g_autoptr (GPtrArray) custom = postino_fields_table_list (merge->db, error);

  if (custom == NULL)
    return FALSE;
  for (PostinoKnownField field = 0; field < POSTINO_N_KNOWN; field++)
    add_field (merge, postino_known_field_get_key (field));
  for (guint i = 0; i < custom->len; i++)
    add_field (merge, ((PostinoField *) custom->pdata[i])->key);
  return TRUE;
}

/* SQLite builds the frozen values, so a chunk is one statement. Not json_object (), which takes 63
 * fields at most. A key that is only known when a message is made ("contact.*"), or the contact as
 * a whole, asks for every field; what is asked of a field ("contact.city.size") is asked of its
 * frozen value. NULL on failure; yours. */
static char *
build_merge_sql (PostinoDb         *db,
                 const char *const *paths,
                 GError           **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) sql = g_string_new ("'{");
  MergeSql merge = { db, sql, seen };

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_auto (GStrv) steps = g_strsplit (paths[i], ".", 3);

      if (g_strcmp0 (steps[0], "contact") != 0)
        continue;
      if (steps[1] != NULL && strcmp (steps[1], "*") != 0)
        add_field (&merge, steps[1]);
      else if (!add_all_fields (&merge, error))
        return NULL;
    }
  g_string_append (sql, "}'");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

PostinoAudience *
postino_audience_begin (PostinoDb             *db,
                        const PostinoCampaign *campaign,
                        const char *const     *paths,
                        GError               **error)
{
  g_autoptr (PostinoAudience) audience = g_new0 (PostinoAudience, 1);

  audience->campaign = campaign->id;
  audience->tracking = campaign->tracking;
  audience->width = FIRST_WIDTH;
  audience->merge_sql = build_merge_sql (db, paths, error);
  if (audience->merge_sql == NULL
      || !postino_db_get_number (db, 0, &audience->upto, error, "SELECT max (id) FROM contact", ""))
    return NULL;
  return g_steal_pointer (&audience);
}

void
postino_audience_free (PostinoAudience *audience)
{
  if (audience == NULL)
    return;
  g_free (audience->merge_sql);
  g_free (audience);
}

gboolean
postino_audience_freeze_some (PostinoAudience *audience,
                              PostinoDb       *db,
                              gboolean        *done,
                              GError         **error)
{
  gint64 started = g_get_monotonic_time ();
  gint64 upto = MIN (audience->after + audience->width, audience->upto);
  g_autofree char *sql
    = g_strdup_printf ("INSERT INTO ledger (campaign, contact, key, address, name, state, individual, merge, reason) "
                       "SELECT ?1, id, key, address, display, CASE WHEN reason IS NULL THEN 0 ELSE 7 END, "
                       "individual, CASE WHEN reason IS NULL THEN merge END, reason FROM "
                       "(SELECT c.id, c.key, c.address, " IS_INDIVIDUAL " AS individual, " DISPLAY_NAME
                       " AS display, %s AS merge, " REASON
                       " AS reason FROM contact AS c WHERE c.id > ?3 AND c.id <= ?4 AND " IS_MEMBER ")",
                       audience->merge_sql);

  if (!postino_db_run (db, error, sql, "lill", audience->campaign, (int) audience->tracking,
                       audience->after, upto))
    return FALSE;
  audience->after = upto;
  if (g_get_monotonic_time () - started < CHUNK_US / 2)
    audience->width = MIN (audience->width * 2, MAX_WIDTH);
  else if (g_get_monotonic_time () - started > CHUNK_US)
    audience->width = MAX (audience->width / 2, MIN_WIDTH);
  *done = audience->after >= audience->upto;
  return TRUE;
}

gboolean
postino_audience_freeze_test (PostinoDb             *db,
                              const PostinoCampaign *campaign,
                              const char *const     *paths,
                              GError               **error)
{
  g_autofree char *merge_sql = build_merge_sql (db, paths, error);
  g_autofree char *sql = NULL;
  g_auto (PostinoAddress) to = { 0 };
  PostinoAddressFault fault = postino_address_parse (campaign->test_to, -1, &to);

  if (merge_sql == NULL)
    return FALSE;
  if (fault != 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not an address: %s"),
                   campaign->test_to,
                   postino_address_fault_to_sentence (fault));
      return FALSE;
    }
  sql = g_strdup_printf ("INSERT INTO ledger (campaign, contact, key, address, name, state, merge) "
                         "SELECT ?1, c.id, ?2, ?3, " DISPLAY_NAME ", 0, %s "
                         "FROM (SELECT 1) LEFT JOIN contact AS c ON c.id = ?4",
                         merge_sql);
  return postino_db_run (db, error, sql, "lssl", campaign->id, to.key, to.address,
                         campaign->test_as);
}

#define PREVIEW_COLUMNS "c.id, c.address, " DISPLAY_NAME ", " IS_INDIVIDUAL ", %s, c.key"

static PostinoLedgerRow *
read_preview (PostinoStmt           *stmt,
              const PostinoCampaign *campaign)
{
  PostinoLedgerRow *row = g_new0 (PostinoLedgerRow, 1);

  row->campaign = campaign->id;
  row->contact = postino_stmt_get_int (stmt, 0);
  row->address = postino_stmt_dup_text (stmt, 1);
  row->name = postino_stmt_dup_text (stmt, 2);
  row->individual = postino_stmt_get_int (stmt, 3) != 0;
  row->merge = postino_stmt_dup_text (stmt, 4);
  row->key = postino_stmt_dup_text (stmt, 5);
  return row;
}

PostinoLedgerRow *
postino_audience_preview (PostinoDb             *db,
                          const PostinoCampaign *campaign,
                          const char            *key,
                          const char *const     *paths,
                          GError               **error)
{
  g_autofree char *merge_sql = build_merge_sql (db, paths, error);
  g_autofree char *sql = NULL;
  g_autoptr (PostinoLedgerRow) row = NULL;
  PostinoStmt *stmt;

  if (merge_sql == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT " PREVIEW_COLUMNS " FROM contact AS c WHERE c.key = ?1 AND c.deleted_us IS NULL",
                         merge_sql);
  stmt = postino_db_query (db, error, sql, "si", key, (int) campaign->tracking);
  if (stmt == NULL)
    return NULL;
  if (postino_stmt_next (stmt))
    row = read_preview (stmt, campaign);
  if (!postino_stmt_finish (stmt, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no contact “%s”"), key);
  return g_steal_pointer (&row);
}

gboolean
postino_audience_walk (PostinoDb             *db,
                       const PostinoCampaign *campaign,
                       const char *const     *paths,
                       PostinoAudienceFunc    func,
                       gpointer               user_data,
                       GError               **error)
{
  g_autofree char *merge_sql = build_merge_sql (db, paths, error);
  g_autofree char *sql = NULL;
  PostinoStmt *stmt;
  gboolean goes_on = TRUE;

  if (merge_sql == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT " PREVIEW_COLUMNS " FROM contact AS c WHERE " IS_MEMBER " AND " REASON
                         " IS NULL ORDER BY c.id", merge_sql);
  stmt = postino_db_query (db, error, sql, "li", campaign->id, (int) campaign->tracking);
  if (stmt == NULL)
    return FALSE;
  while (goes_on && postino_stmt_next (stmt))
    {
      g_autoptr (PostinoLedgerRow) row = read_preview (stmt, campaign);

      goes_on = func (row, user_data);
    }
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_audience_count (PostinoDb            *db,
                        gint64                campaign,
                        PostinoAudienceCount *count,
                        GError              **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT reason, count (*) FROM (SELECT " REASON " AS reason "
                                        "FROM contact AS c WHERE " IS_MEMBER ") GROUP BY reason",
                                        "l", campaign);

  memset (count, 0, sizeof *count);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      const char *reason = postino_stmt_get_text (stmt, 0);
      gint64 n = postino_stmt_get_int (stmt, 1);

      count->total += n;
      if (reason == NULL)
        count->ready = n;
      else if (strcmp (reason, "excluded") == 0)
        count->excluded = n;
      else if (strcmp (reason, "suppressed") == 0)
        count->suppressed = n;
      else
        count->no_consent = n;
    }
  return postino_stmt_finish (stmt, error);
}

/* Campaigns of the same text are few, and most drafts have none; so they are found first. */
#define SAME_TEXT                                                                                           \
  "(SELECT earlier.id, earlier.name, earlier.launched_us FROM campaign AS this "                             \
  "JOIN revision AS mine ON mine.id = this.revision "                                                        \
  "JOIN campaign AS earlier ON earlier.id <> this.id AND earlier.kind = 'campaign' "                         \
  "  AND earlier.launched_us IS NOT NULL "                                                                   \
  "JOIN revision AS its ON its.id = earlier.revision AND its.subject = mine.subject AND its.html = mine.html " \
  "WHERE this.id = ?1)"

gboolean
postino_audience_find_repeat (PostinoDb             *db,
                              gint64                 campaign,
                              PostinoAudienceRepeat *repeat,
                              GError               **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT same.name, same.launched_us, count (*) FROM " SAME_TEXT " AS same "
                                        "CROSS JOIN ledger ON ledger.campaign = same.id AND ledger.state <= 4 "
                                        "CROSS JOIN contact AS c ON c.id = ledger.contact "
                                        "WHERE " IS_MEMBER " AND " REASON " IS NULL "
                                        "GROUP BY same.id ORDER BY same.launched_us DESC LIMIT 1",
                                        "l", campaign);

  *repeat = (PostinoAudienceRepeat) { 0 };
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    {
      repeat->name = postino_stmt_dup_text (stmt, 0);
      repeat->launched_us = postino_stmt_get_int (stmt, 1);
      repeat->n = postino_stmt_get_int (stmt, 2);
    }
  return postino_stmt_finish (stmt, error);
}

void
postino_audience_repeat_clear (PostinoAudienceRepeat *repeat)
{
  g_clear_pointer (&repeat->name, g_free);
}
