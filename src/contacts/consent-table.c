/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The consent ledger (GDPR, article 7: the controller must be able to show that consent was given).
 * Append-only: rows are added and never changed.
 *
 * What stands is the newest row by the time the person spoke, not by the time we heard of it; of
 * two at the same time the withdrawal. An import that is undone leaves its rows where they are and
 * adds a row "import undone" beside each; the pair does not count. So an undo restores what stood
 * before, and the same file can be imported again with the same date, which a withdrawal would
 * forbid.
 *
 * contact.consent holds the same answer as bits, for a million contacts at once; every function
 * here that adds a row sets them in the same transaction, but postino_consent_table_append (),
 * whose caller writes the contact itself. */

#include "contacts/consent-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "store/change.h"

#define UNDONE "import undone"

/* A row counts unless its evidence was undone for this key and purpose. */
#define COUNTS                                                                                                          \
  "NOT EXISTS (SELECT 1 FROM consent AS u WHERE u.key = c.key AND u.purpose = c.purpose "                               \
  "AND u.evidence = c.evidence AND u.how = '" UNDONE "')"

#define COLUMNS                                                                                                         \
  "c.id, c.purpose, c.given, c.at_us, c.recorded_us, c.how, e.basis, e.source, e.words, e.notice, e.import"

static const struct {
  PostinoPurpose purpose;
  const char *name;
} purposes_by_name[] = {
  { POSTINO_PURPOSE_NEWSLETTER, "newsletter" },
  { POSTINO_PURPOSE_TRACKING, "tracking" },
  { POSTINO_PURPOSE_PROFILING, "profiling" },
};

void
postino_consent_free (PostinoConsent *consent)
{
  if (consent == NULL)
    return;
  g_free (consent->how);
  g_free (consent->basis);
  g_free (consent->source);
  g_free (consent->words);
  g_free (consent->notice);
  g_free (consent);
}

const char *
postino_purpose_to_string (PostinoPurpose purpose)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes_by_name); i++)
    {
      if (purposes_by_name[i].purpose == purpose)
        return purposes_by_name[i].name;
    }
  return NULL;
}

static PostinoPurpose
find_purpose (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes_by_name); i++)
    {
      if (strcmp (purposes_by_name[i].name, name) == 0)
        return purposes_by_name[i].purpose;
    }
  return 0;
}

gboolean
postino_purposes_from_string (const char *text,
                              guint      *purposes,
                              GError    **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  *purposes = 0;
  for (char **word = words; *word != NULL; word++)
    {
      PostinoPurpose purpose = find_purpose (g_strstrip (*word));

      if (purpose == 0)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("“%s” is no purpose: there are newsletter, tracking and profiling"), *word);
          return FALSE;
        }
      *purposes |= purpose;
    }
  if (*purposes == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("Consent needs a purpose"));
  return *purposes != 0;
}

gboolean
postino_consent_basis_is_valid (const char *basis)
{
  static const char *const bases[] = { "consent", "soft-opt-in", "contract", NULL };

  return g_strv_contains (bases, basis);
}

gboolean
postino_consent_table_add_evidence (PostinoDb  *db,
                                    const char *basis,
                                    const char *source,
                                    const char *words,
                                    const char *notice,
                                    gint64      import,
                                    gint64     *id,
                                    GError    **error)
{
  if (!postino_consent_basis_is_valid (basis))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is no basis: there are consent, soft-opt-in and contract"), basis);
      return FALSE;
    }
  if (!postino_db_run (db, error,
                       "INSERT INTO consent_evidence (basis, source, words, notice, import) "
                       "VALUES (?1, ?2, ?3, ?4, nullif (?5, 0))",
                       "ssssl", basis, source, words, notice, import))
    return FALSE;
  *id = postino_db_get_last_id (db);
  return TRUE;
}

static gboolean
insert (PostinoDb  *db,
        const char *key,
        guint       purpose,
        gboolean    given,
        gint64      evidence,
        const char *how,
        gint64      at_us,
        gint64      now_us,
        GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO consent (key, purpose, given, at_us, recorded_us, evidence, how) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, 0), ?7)",
                         "siillls", key, (int) purpose, given, at_us, now_us, evidence, how);
}

static gboolean
insert_purposes (PostinoDb  *db,
                 const char *key,
                 guint       purposes,
                 gboolean    given,
                 gint64      evidence,
                 const char *how,
                 gint64      at_us,
                 gint64      now_us,
                 GError    **error)
{
  for (guint purpose = 1; purpose <= POSTINO_PURPOSE_ALL; purpose <<= 1)
    {
      if ((purposes & purpose) && !insert (db, key, purpose, given, evidence, how, at_us, now_us,
                                           error))
        return FALSE;
    }
  return postino_consent_table_refresh (db, key, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_consent_table_give (PostinoDb  *db,
                            const char *key,
                            guint       purposes,
                            gint64      evidence,
                            gint64      at_us,
                            gint64      now_us,
                            GError    **error)
{
  return insert_purposes (db, key, purposes, TRUE, evidence, NULL, at_us, now_us, error);
}

gboolean
postino_consent_table_withdraw (PostinoDb  *db,
                                const char *key,
                                guint       purposes,
                                const char *how,
                                gint64      at_us,
                                gint64      now_us,
                                GError    **error)
{
  return insert_purposes (db, key, purposes, FALSE, 0, how, at_us, now_us, error);
}

static PostinoConsent *
read_row (PostinoStmt *stmt)
{
  PostinoConsent *consent = g_new0 (PostinoConsent, 1);

  consent->id = postino_stmt_get_int (stmt, 0);
  consent->purpose = postino_stmt_get_int (stmt, 1);
  consent->given = postino_stmt_get_int (stmt, 2) != 0;
  consent->at_us = postino_stmt_get_int (stmt, 3);
  consent->recorded_us = postino_stmt_get_int (stmt, 4);
  consent->how = postino_stmt_dup_text (stmt, 5);
  consent->basis = postino_stmt_dup_text (stmt, 6);
  consent->source = postino_stmt_dup_text (stmt, 7);
  consent->words = postino_stmt_dup_text (stmt, 8);
  consent->notice = postino_stmt_dup_text (stmt, 9);
  consent->import = postino_stmt_get_int (stmt, 10);
  return consent;
}

gboolean
postino_consent_table_get_standing (PostinoDb       *db,
                                    const char      *key,
                                    PostinoPurpose   purpose,
                                    PostinoConsent **consent,
                                    GError         **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT " COLUMNS " FROM consent AS c "
                                        "LEFT JOIN consent_evidence AS e ON e.id = c.evidence "
                                        "WHERE c.key = ?1 AND c.purpose = ?2 AND " COUNTS
                                        " ORDER BY c.at_us DESC, c.given, c.id DESC LIMIT 1",
                                        "si", key, (int) purpose);

  *consent = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *consent = read_row (stmt);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_consent_table_get_states (PostinoDb          *db,
                                  const char         *key,
                                  PostinoConsentState states[POSTINO_N_PURPOSES],
                                  GError            **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT c.purpose, c.given, c.at_us, c.evidence FROM consent AS c "
                                        "WHERE c.key = ?1 AND " COUNTS
                                        " ORDER BY c.purpose, c.at_us DESC, c.given, c.id DESC", "s", key);

  memset (states, 0, sizeof (PostinoConsentState) * POSTINO_N_PURPOSES);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      int bit = g_bit_nth_lsf (postino_stmt_get_int (stmt, 0), -1);

      if (bit < 0 || bit >= POSTINO_N_PURPOSES || states[bit].said)
        continue;
      states[bit].said = TRUE;
      states[bit].given = postino_stmt_get_int (stmt, 1) != 0;
      states[bit].at_us = postino_stmt_get_int (stmt, 2);
      states[bit].evidence = postino_stmt_get_int (stmt, 3);
    }
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_consent_table_match_evidence (PostinoDb  *db,
                                      gint64      evidence,
                                      const char *basis,
                                      const char *words,
                                      gboolean   *same,
                                      GError    **error)
{
  gint64 n = 0;

  if (!postino_db_get_number (db, 0, &n, error,
                              "SELECT 1 FROM consent_evidence WHERE id = ?1 AND basis = ?2 AND words IS ?3", "lss",
                              evidence, basis, words))
    return FALSE;
  *same = n != 0;
  return TRUE;
}

gboolean
postino_consent_table_get (PostinoDb  *db,
                           const char *key,
                           guint      *purposes,
                           GError    **error)
{
  PostinoConsentState states[POSTINO_N_PURPOSES];

  *purposes = 0;
  if (!postino_consent_table_get_states (db, key, states, error))
    return FALSE;
  for (int bit = 0; bit < POSTINO_N_PURPOSES; bit++)
    *purposes |= states[bit].given ? 1u << bit : 0;
  return TRUE;
}

GPtrArray *
postino_consent_table_list (PostinoDb  *db,
                            const char *key,
                            GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_consent_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT " COLUMNS " FROM consent AS c "
                                        "LEFT JOIN consent_evidence AS e ON e.id = c.evidence "
                                        "WHERE c.key = ?1 ORDER BY c.at_us, c.id", "s", key);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (rows, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
postino_consent_table_refresh (PostinoDb  *db,
                               const char *key,
                               GError    **error)
{
  guint purposes = 0;

  return postino_consent_table_get (db, key, &purposes, error)
         && postino_db_run (db, error,
                            "UPDATE contact SET consent = ?2 WHERE key = ?1 AND consent <> ?2", "si", key,
                            (int) purposes);
}

gboolean
postino_consent_table_append (PostinoDb     *db,
                              const char    *key,
                              PostinoPurpose purpose,
                              gint64         evidence,
                              gint64         at_us,
                              gint64         now_us,
                              GError       **error)
{
  return insert (db, key, purpose, TRUE, evidence, NULL, at_us, now_us, error);
}

gboolean
postino_consent_table_append_imported (PostinoDb     *db,
                                       gint64         import,
                                       gint64         first,
                                       gint64         last,
                                       PostinoPurpose purpose,
                                       gint64         evidence,
                                       gint64         at_us,
                                       gint64         now_us,
                                       GError       **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO consent (key, purpose, given, at_us, recorded_us, evidence) "
                         "SELECT key, ?4, 1, ?6, ?7, ?5 FROM contact WHERE id BETWEEN ?2 AND ?3 AND import = ?1",
                         "lllilll", import, first, last, (int) purpose, evidence, at_us, now_us);
}

gboolean
postino_consent_table_undo_import (PostinoDb  *db,
                                   const char *key,
                                   gint64      import,
                                   gint64      now_us,
                                   GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO consent (key, purpose, given, at_us, recorded_us, evidence, how) "
                         "SELECT c.key, c.purpose, 0, c.at_us, ?3, c.evidence, '" UNDONE "' "
                         "FROM consent AS c JOIN consent_evidence AS e ON e.id = c.evidence "
                         "WHERE c.key = ?1 AND e.import = ?2 AND c.given = 1 AND " COUNTS,
                         "sll", key, import, now_us)
         && postino_consent_table_refresh (db, key, error);
}
