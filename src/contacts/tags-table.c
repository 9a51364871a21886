/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags: words on contacts. */

#include "contacts/tags-table.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/text.h"
#include "store/change.h"

gboolean
postino_tags_table_ensure (PostinoDb  *db,
                           const char *name,
                           gint64     *id,
                           GError    **error)
{
  g_autofree char *line = postino_text_single_line (name);

  if (*line == '\0')
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("A tag needs a name"));
      return FALSE;
    }
  return postino_db_run (db, error, "INSERT INTO tag (name) VALUES (?1) ON CONFLICT DO NOTHING",
                         "s", line)
         && postino_tags_table_look_up (db, line, id, error);
}

gboolean
postino_tags_table_look_up (PostinoDb  *db,
                            const char *name,
                            gint64     *id,
                            GError    **error)
{
  g_autofree char *line = postino_text_single_line (name);

  return postino_db_get_number (db, 0, id, error, "SELECT id FROM tag WHERE name = ?1", "s", line);
}

static gboolean
say_changed (PostinoDb *db,
             gboolean  *changed,
             GError   **error)
{
  gboolean any = postino_db_get_changes (db) > 0;

  if (changed != NULL)
    *changed = any;
  return !any || postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_tags_table_add (PostinoDb *db,
                        gint64     id,
                        gint64     contact,
                        gboolean  *changed,
                        GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO contact_tag VALUES (?1, ?2) ON CONFLICT DO NOTHING", "ll", id, contact)
         && say_changed (db, changed, error);
}

gboolean
postino_tags_table_add_imported (PostinoDb *db,
                                 gint64     id,
                                 gint64     import,
                                 gint64     first,
                                 gint64     last,
                                 GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO contact_tag SELECT ?1, id FROM contact WHERE id BETWEEN ?3 AND ?4 "
                         "AND import = ?2 ON CONFLICT DO NOTHING", "llll", id, import, first, last)
         && say_changed (db, NULL, error);
}

gboolean
postino_tags_table_remove (PostinoDb *db,
                           gint64     id,
                           gint64     contact,
                           gboolean  *changed,
                           GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM contact_tag WHERE tag = ?1 AND contact = ?2", "ll",
                         id, contact)
         && say_changed (db, changed, error);
}

gboolean
postino_tags_table_has (PostinoDb *db,
                        gint64     id,
                        gint64     contact,
                        gboolean  *has,
                        GError   **error)
{
  gint64 n = 0;

  if (!postino_db_get_number (db, 0, &n, error,
                              "SELECT 1 FROM contact_tag WHERE tag = ?1 AND contact = ?2", "ll", id,
                              contact))
    return FALSE;
  *has = n != 0;
  return TRUE;
}

char **
postino_tags_table_list (PostinoDb *db,
                         gint64     contact,
                         GError   **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT name FROM tag WHERE ?1 = 0 OR id IN "
                                        "(SELECT tag FROM contact_tag WHERE contact = ?1) ORDER BY name", "l", contact);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (names, postino_stmt_dup_text (stmt, 0));
  if (!postino_stmt_finish (stmt, error))
    return NULL;
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

gboolean
postino_tags_table_add_many (PostinoDb    *db,
                             gint64        id,
                             const gint64 *ids,
                             guint         n_ids,
                             GArray       *touched,
                             GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "INSERT INTO contact_tag SELECT ?1, id FROM contact WHERE id IN "
                                        "(SELECT value FROM json_each (?2)) ON CONFLICT DO NOTHING RETURNING contact",
                                        "ls", id, json);

  return postino_stmt_finish_ids (stmt, touched, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_tags_table_remove_many (PostinoDb    *db,
                                gint64        id,
                                const gint64 *ids,
                                guint         n_ids,
                                GArray       *touched,
                                GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "DELETE FROM contact_tag WHERE tag = ?1 AND contact IN "
                                        "(SELECT value FROM json_each (?2)) RETURNING contact", "ls", id, json);

  return postino_stmt_finish_ids (stmt, touched, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}
