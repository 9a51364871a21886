/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The suppressions. Promise 2 is kept here: a row is never removed, and the only statements that
 * lift one are below, each with its condition in the WHERE: by hand only a hard bounce or a manual
 * one, and an unsubscribe only by a new double opt-in of that person. A complaint has no statement
 * that lifts it. */

#include "contacts/suppression-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "contacts/address.h"
#include "store/change.h"

#define COLUMNS "id, key, reason, note, source, campaign, at_us, lifted_us, lifted_why"

static const char *const reason_names[] = {
  [POSTINO_SUPPRESSION_NONE] = NULL,
  [POSTINO_SUPPRESSION_UNSUBSCRIBED] = "unsubscribed",
  [POSTINO_SUPPRESSION_COMPLAINT] = "complaint",
  [POSTINO_SUPPRESSION_HARD_BOUNCE] = "hard-bounce",
  [POSTINO_SUPPRESSION_MANUAL] = "manual",
};

void
postino_suppression_free (PostinoSuppression *suppression)
{
  if (suppression == NULL)
    return;
  g_free (suppression->key);
  g_free (suppression->note);
  g_free (suppression->source);
  g_free (suppression->lifted_why);
  g_free (suppression);
}

const char *
postino_suppression_reason_to_string (PostinoSuppressionReason reason)
{
  g_return_val_if_fail (reason < G_N_ELEMENTS (reason_names), NULL);
  return reason_names[reason];
}

static PostinoSuppressionReason
find_reason (const char *text)
{
  for (gsize i = 1; i < G_N_ELEMENTS (reason_names); i++)
    {
      if (strcmp (reason_names[i], text) == 0)
        return i;
    }
  return POSTINO_SUPPRESSION_NONE;
}

const char *
postino_suppression_reason_describe (PostinoSuppressionReason reason)
{
  switch (reason)
    {
    case POSTINO_SUPPRESSION_NONE:
      return "";
    case POSTINO_SUPPRESSION_UNSUBSCRIBED:
      return _("has unsubscribed");
    case POSTINO_SUPPRESSION_COMPLAINT:
      return _("complained of spam");
    case POSTINO_SUPPRESSION_HARD_BOUNCE:
      return _("address does not exist");
    case POSTINO_SUPPRESSION_MANUAL:
      return _("excluded by hand");
    }
  g_assert_not_reached ();
}

gboolean
postino_suppression_reason_from_string (const char               *text,
                                        PostinoSuppressionReason *reason,
                                        GError                  **error)
{
  *reason = find_reason (text);
  if (*reason != POSTINO_SUPPRESSION_NONE)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
               _("“%s” is no reason: there are unsubscribed, complaint, hard-bounce and manual"), text);
  return FALSE;
}

char *
postino_suppression_parse_key (const char *typed,
                               GError    **error)
{
  g_auto (PostinoAddress) address = { NULL };
  char *key = NULL;
  PostinoAddressFault fault;

  if (typed[0] == '@')
    fault = postino_address_parse_domain (typed, &key);
  else
    fault = postino_address_parse (typed, -1, &address);
  if (fault == POSTINO_ADDRESS_OK)
    return key != NULL ? key : g_strdup (address.key);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("“%s” is neither an e-mail address nor a @domain: %s"),
               typed, postino_address_fault_to_sentence (fault));
  return NULL;
}

gboolean
postino_suppression_table_add (PostinoDb               *db,
                               const char              *key,
                               PostinoSuppressionReason reason,
                               const char              *note,
                               const char              *source,
                               gint64                   campaign,
                               gint64                   at_us,
                               gboolean                *added,
                               GError                 **error)
{
  g_return_val_if_fail (reason != POSTINO_SUPPRESSION_NONE, FALSE);

  if (!postino_db_run (db, error,
                       "INSERT INTO suppression (key, reason, note, source, campaign, at_us) "
                       "VALUES (?1, ?2, ?3, ?4, nullif (?5, 0), ?6) "
                       "ON CONFLICT (key, reason) WHERE lifted_us IS NULL DO NOTHING",
                       "ssssll", key, reason_names[reason], note, source, campaign, at_us))
    return FALSE;
  if (added != NULL)
    *added = postino_db_get_changes (db) > 0;
  return postino_db_get_changes (db) == 0
         || postino_change_bump (db, POSTINO_TOPIC_SUPPRESSIONS, error);
}

gboolean
postino_suppression_table_check (PostinoDb                *db,
                                 const char               *key,
                                 PostinoSuppressionReason *reason,
                                 GError                  **error)
{
  const char *at = strrchr (key, '@');
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT reason FROM suppression WHERE key IN (?1, ?2) AND lifted_us IS NULL "
                                        "ORDER BY CASE reason WHEN 'complaint' THEN 0 WHEN 'unsubscribed' THEN 1 "
                                        "WHEN 'hard-bounce' THEN 2 ELSE 3 END LIMIT 1",
                                        "ss", key, at != NULL ? at : key);

  *reason = POSTINO_SUPPRESSION_NONE;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *reason = find_reason (postino_stmt_get_text (stmt, 0));
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_suppression_table_has (PostinoDb               *db,
                               const char              *key,
                               PostinoSuppressionReason reason,
                               gboolean                *stands,
                               GError                 **error)
{
  gint64 n = 0;

  if (!postino_db_get_number (db, 0, &n, error,
                              "SELECT 1 FROM suppression WHERE key = ?1 AND reason = ?2 AND lifted_us IS NULL", "ss", key,
                              reason_names[reason]))
    return FALSE;
  *stands = n != 0;
  return TRUE;
}

/* Finds out which of the reasons that stand keeps @key from being lifted by hand. */
static gboolean
check_liftable (PostinoDb  *db,
                const char *key,
                GError    **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT count(*), ifnull (sum (reason = 'complaint'), 0), "
                                        "ifnull (sum (reason = 'unsubscribed'), 0) "
                                        "FROM suppression WHERE key = ?1 AND lifted_us IS NULL", "s", key);
  gint64 n = 0;
  gint64 n_complaints = 0;
  gint64 n_unsubscribed = 0;

  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    {
      n = postino_stmt_get_int (stmt, 0);
      n_complaints = postino_stmt_get_int (stmt, 1);
      n_unsubscribed = postino_stmt_get_int (stmt, 2);
    }
  if (!postino_stmt_finish (stmt, error))
    return FALSE;

  if (n == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("“%s” is not suppressed"), key);
  else if (n_complaints > 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("“%s” complained about a message: that is never lifted"), key);
  else if (n_unsubscribed > 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("“%s” unsubscribed: only a new confirmed sign-up of that person lifts it"), key);
  else
    return TRUE;
  return FALSE;
}

gboolean
postino_suppression_table_lift (PostinoDb  *db,
                                const char *key,
                                const char *why,
                                gint64      now_us,
                                GError    **error)
{
  g_autofree char *reason = g_strstrip (g_strdup (why != NULL ? why : ""));

  if (*reason == '\0')
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("Say why “%s” may be mailed again: the reason is kept"), key);
      return FALSE;
    }
  return check_liftable (db, key, error)
         && postino_db_run (db, error,
                            "UPDATE suppression SET lifted_us = ?2, lifted_why = ?3 WHERE key = ?1 "
                            "AND lifted_us IS NULL AND reason IN ('hard-bounce', 'manual')",
                            "sls", key, now_us, reason)
         && postino_change_bump (db, POSTINO_TOPIC_SUPPRESSIONS, error);
}

gboolean
postino_suppression_table_lift_by_opt_in (PostinoDb  *db,
                                          const char *key,
                                          const char *why,
                                          gint64      now_us,
                                          GError    **error)
{
  return postino_db_run (db, error,
                         "UPDATE suppression SET lifted_us = ?2, lifted_why = ?3 WHERE key = ?1 "
                         "AND lifted_us IS NULL AND reason = 'unsubscribed'",
                         "sls", key, now_us, why)
         && postino_change_bump (db, POSTINO_TOPIC_SUPPRESSIONS, error);
}

static PostinoSuppression *
read_row (PostinoStmt *stmt)
{
  PostinoSuppression *suppression = g_new0 (PostinoSuppression, 1);

  suppression->id = postino_stmt_get_int (stmt, 0);
  suppression->key = postino_stmt_dup_text (stmt, 1);
  suppression->reason = find_reason (postino_stmt_get_text (stmt, 2));
  suppression->note = postino_stmt_dup_text (stmt, 3);
  suppression->source = postino_stmt_dup_text (stmt, 4);
  suppression->campaign = postino_stmt_get_int (stmt, 5);
  suppression->at_us = postino_stmt_get_int (stmt, 6);
  suppression->lifted_us = postino_stmt_get_int (stmt, 7);
  suppression->lifted_why = postino_stmt_dup_text (stmt, 8);
  return suppression;
}

static GPtrArray *
read_rows (PostinoStmt *stmt,
           GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_suppression_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (rows, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
postino_suppression_table_list (PostinoDb *db,
                                gint64     before_id,
                                guint      limit,
                                GError   **error)
{
  return read_rows (postino_db_query (db, error,
                                      "SELECT " COLUMNS " FROM suppression WHERE lifted_us IS NULL AND id < ?1 "
                                      "ORDER BY id DESC LIMIT ?2",
                                      "ll", before_id > 0 ? before_id : G_MAXINT64, (gint64) limit),
                    error);
}

GPtrArray *
postino_suppression_table_list_key (PostinoDb  *db,
                                    const char *key,
                                    GError    **error)
{
  return read_rows (postino_db_query (db, error,
                                      "SELECT " COLUMNS " FROM suppression WHERE key = ?1 ORDER BY id", "s",
                                      key),
                    error);
}

gboolean
postino_suppression_table_count (PostinoDb               *db,
                                 PostinoSuppressionReason reason,
                                 gint64                  *n,
                                 GError                 **error)
{
  return postino_db_get_number (db, 0, n, error,
                                "SELECT count(*) FROM suppression WHERE lifted_us IS NULL "
                                "AND (?1 IS NULL OR reason = ?1)", "s", reason_names[reason]);
}

/* A part of the key, with nothing in it a wildcard. */
static char *
make_pattern (const char *search)
{
  g_autofree char *line = postino_text_single_line (search != NULL ? search : "");
  g_autofree char *folded = postino_text_fold (line);
  GString *pattern = g_string_new ("%");

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (*p == '%' || *p == '_' || *p == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *p);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

GArray *
postino_suppression_table_list_ids (PostinoDb                     *db,
                                    const PostinoSuppressionQuery *query,
                                    guint                          limit,
                                    GError                       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *pattern = make_pattern (query->search);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id FROM suppression WHERE lifted_us IS NULL "
                                        "AND (?1 IS NULL OR reason = ?1) AND (?2 = '%%' OR key LIKE ?2 ESCAPE '\\') "
                                        "ORDER BY id DESC LIMIT ?3",
                                        "ssl", reason_names[query->reason], pattern,
                                        limit > 0 ? (gint64) limit : -1);

  return postino_stmt_finish_ids (stmt, ids, error) ? g_steal_pointer (&ids) : NULL;
}

GPtrArray *
postino_suppression_table_get_many (PostinoDb    *db,
                                    const gint64 *ids,
                                    guint         n_ids,
                                    GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);

  return read_rows (postino_db_query (db, error,
                                      "SELECT " COLUMNS " FROM suppression "
                                      "WHERE id IN (SELECT value FROM json_each (?1)) ORDER BY id DESC", "s",
                                      json),
                    error);
}
