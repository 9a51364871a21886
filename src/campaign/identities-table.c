/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Senders. One that a campaign names is never deleted, only hidden, so that a report can still say
 * who wrote. */

#include "campaign/identities-table.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/change.h"

#define COLUMNS "id, email, name, reply_to, unsubscribe_to, postal_address, legal, privacy_url "

static GPtrArray *
read_all (PostinoStmt *stmt,
          GError     **error)
{
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_identity_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoIdentity *identity = g_new0 (PostinoIdentity, 1);

      identity->id = postino_stmt_get_int (stmt, 0);
      identity->email = postino_stmt_dup_text (stmt, 1);
      identity->name = postino_stmt_dup_text (stmt, 2);
      identity->reply_to = postino_stmt_dup_text (stmt, 3);
      identity->unsubscribe_to = postino_stmt_dup_text (stmt, 4);
      identity->postal_address = postino_stmt_dup_text (stmt, 5);
      identity->legal = postino_stmt_dup_text (stmt, 6);
      identity->privacy_url = postino_stmt_dup_text (stmt, 7);
      g_ptr_array_add (identities, identity);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&identities) : NULL;
}

/* Takes the one element, or says what was not found. */
static PostinoIdentity *
take_only (GPtrArray  *found,
           const char *what,
           GError    **error)
{
  if (found == NULL)
    return NULL;
  if (found->len > 0)
    return g_ptr_array_steal_index (found, 0);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
               _("There is no sender “%s”. Add it with: postinoctl identity add"), what);
  return NULL;
}

gboolean
postino_identities_table_put (PostinoDb             *db,
                              const PostinoIdentity *identity,
                              gint64                 now_us,
                              GError               **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO identity (email, name, reply_to, unsubscribe_to, postal_address, legal, "
                         "privacy_url, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                         "ON CONFLICT (email) WHERE removed_us IS NULL DO UPDATE SET name = excluded.name, "
                         "reply_to = excluded.reply_to, unsubscribe_to = excluded.unsubscribe_to, "
                         "postal_address = excluded.postal_address, legal = excluded.legal, "
                         "privacy_url = excluded.privacy_url",
                         "sssssssl", identity->email, identity->name, identity->reply_to,
                         identity->unsubscribe_to, identity->postal_address, identity->legal,
                         identity->privacy_url, now_us)
         && postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
}

gboolean
postino_identities_table_remove (PostinoDb *db,
                                 gint64     id,
                                 gint64     now_us,
                                 GError   **error)
{
  return postino_db_run (db, error, "UPDATE identity SET removed_us = ?2 WHERE id = ?1", "ll", id,
                         now_us)
         && postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
}

gboolean
postino_identities_table_restore (PostinoDb *db,
                                  gint64     id,
                                  GError   **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE identity SET removed_us = NULL WHERE id = ?1 AND NOT EXISTS "
                       "(SELECT 1 FROM identity AS other WHERE other.email = identity.email "
                       " AND other.removed_us IS NULL)", "l", id))
    return FALSE;
  if (postino_db_get_changes (db) > 0)
    return postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS,
               _("The sender cannot come back: another one has its address by now"));
  return FALSE;
}

gboolean
postino_identities_table_is_removed (PostinoDb *db,
                                     gint64     id,
                                     gboolean  *removed,
                                     GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT 1 FROM identity WHERE id = ?1 AND removed_us IS NOT NULL",
                                        "l", id);

  if (stmt == NULL)
    return FALSE;
  *removed = postino_stmt_next (stmt);
  return postino_stmt_finish (stmt, error);
}

PostinoIdentity *
postino_identities_table_get (PostinoDb *db,
                              gint64     id,
                              GError   **error)
{
  g_autoptr (GPtrArray) found
    = read_all (postino_db_query (db, error, "SELECT " COLUMNS "FROM identity WHERE id = ?1", "l",
                                  id), error);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return take_only (found, number, error);
}

PostinoIdentity *
postino_identities_table_get_by_email (PostinoDb  *db,
                                       const char *email,
                                       GError    **error)
{
  g_autoptr (GPtrArray) found
    = read_all (postino_db_query (db, error,
                                  "SELECT " COLUMNS "FROM identity WHERE email = ?1 AND removed_us IS NULL", "s",
                                  email),
                error);

  return take_only (found, email, error);
}

GPtrArray *
postino_identities_table_list (PostinoDb *db,
                               GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM identity WHERE removed_us IS NULL ORDER BY id", ""),
                   error);
}
