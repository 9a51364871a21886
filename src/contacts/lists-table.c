/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: groups made by hand. A deleted list keeps its row, since campaigns name it, and its members,
 * so that it can come back as it was. No campaign goes to it, but one that leaves its members out
 * still does (campaign/audience). A new list of the same name takes the row over, and begins empty. */

#include "contacts/lists-table.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/text.h"
#include "store/change.h"

void
postino_list_free (PostinoList *list)
{
  if (list == NULL)
    return;
  g_free (list->name);
  g_free (list->public_name);
  g_free (list);
}

/* *id 0 if there is none that is not deleted. */
static gboolean
look_up (PostinoDb  *db,
         const char *name,
         gint64     *id,
         GError    **error)
{
  return postino_db_get_number (db, 0, id, error,
                                "SELECT id FROM list WHERE name = ?1 AND deleted_us IS NULL", "s",
                                name);
}

/* Of a deleted list whose name is wanted again. */
static gboolean
forget_members (PostinoDb  *db,
                const char *name,
                GError    **error)
{
  return postino_db_run (db, error,
                         "DELETE FROM list_member WHERE list = "
                         "(SELECT id FROM list WHERE name = ?1 AND deleted_us IS NOT NULL)", "s", name);
}

/* A name as it is kept: on one line. NULL with POSTINO_ERROR_USAGE if nothing is left of it; yours. */
static char *
parse_name (const char *name,
            GError    **error)
{
  g_autofree char *line = postino_text_single_line (name);

  if (*line != '\0')
    return g_steal_pointer (&line);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("A list needs a name"));
  return NULL;
}

static void
set_exists_error (GError    **error,
                  const char *name)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a list “%s” already"), name);
}

static gboolean
insert (PostinoDb  *db,
        const char *name,
        const char *public_name,
        gint64      now_us,
        gint64     *id,
        GError    **error)
{
  return forget_members (db, name, error)
         && postino_db_run (db, error,
                            "INSERT INTO list (name, public_name, created_us) VALUES (?1, ?2, ?3) ON CONFLICT (name) "
                            "DO UPDATE SET public_name = ?2, created_us = ?3, deleted_us = NULL",
                            "ssl", name, public_name, now_us)
         && look_up (db, name, id, error)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

gboolean
postino_lists_table_make (PostinoDb  *db,
                          const char *name,
                          const char *public_name,
                          gint64      now_us,
                          gint64     *id,
                          GError    **error)
{
  gboolean made = FALSE;

  if (!postino_lists_table_ensure (db, name, now_us, id, &made, error))
    return FALSE;
  if (!made)
    {
      set_exists_error (error, name);
      return FALSE;
    }
  return public_name == NULL
         || postino_db_run (db, error, "UPDATE list SET public_name = ?2 WHERE id = ?1", "ls", *id,
                            public_name);
}

gboolean
postino_lists_table_ensure (PostinoDb  *db,
                            const char *name,
                            gint64      now_us,
                            gint64     *id,
                            gboolean   *made,
                            GError    **error)
{
  g_autofree char *line = parse_name (name, error);

  if (line == NULL || !look_up (db, line, id, error))
    return FALSE;
  if (made != NULL)
    *made = *id == 0;
  return *id != 0 || insert (db, line, NULL, now_us, id, error);
}

gboolean
postino_lists_table_find (PostinoDb  *db,
                          const char *name,
                          gint64     *id,
                          GError    **error)
{
  g_autofree char *line = postino_text_single_line (name);

  if (!look_up (db, line, id, error))
    return FALSE;
  if (*id == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no list “%s”"), line);
  return *id != 0;
}

GPtrArray *
postino_lists_table_list (PostinoDb *db,
                          GError   **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_list_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, name, public_name, created_us, (SELECT count(*) FROM list_member "
                                        "JOIN contact ON contact.id = contact WHERE list = list.id "
                                        "AND contact.deleted_us IS NULL) "
                                        "FROM list WHERE deleted_us IS NULL ORDER BY name", "");

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoList *list = g_new0 (PostinoList, 1);

      list->id = postino_stmt_get_int (stmt, 0);
      list->name = postino_stmt_dup_text (stmt, 1);
      list->public_name = postino_stmt_dup_text (stmt, 2);
      list->created_us = postino_stmt_get_int (stmt, 3);
      list->n_members = postino_stmt_get_int (stmt, 4);
      g_ptr_array_add (lists, list);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&lists) : NULL;
}

/* A deleted list gives its name up, but keeps one to be known by: it may still leave people out. */
static gboolean
free_name (PostinoDb  *db,
           const char *name,
           GError    **error)
{
  return postino_db_run (db, error,
                         "UPDATE list SET name = name || ' (' || id || ')' "
                         "WHERE name = ?1 AND deleted_us IS NOT NULL", "s", name);
}

gboolean
postino_lists_table_rename (PostinoDb  *db,
                            gint64      id,
                            const char *name,
                            GError    **error)
{
  g_autofree char *line = parse_name (name, error);
  gint64 other = 0;

  if (line == NULL || !look_up (db, line, &other, error))
    return FALSE;
  if (other != 0 && other != id)
    {
      set_exists_error (error, line);
      return FALSE;
    }
  return free_name (db, line, error)
         && postino_db_run (db, error, "UPDATE list SET name = ?2 WHERE id = ?1 AND deleted_us IS NULL",
                            "ls", id, line)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

gboolean
postino_lists_table_delete (PostinoDb *db,
                            gint64     id,
                            gint64     now_us,
                            GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE list SET deleted_us = ?2 WHERE id = ?1 AND deleted_us IS NULL", "ll", id,
                         now_us)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

gboolean
postino_lists_table_undelete (PostinoDb *db,
                              gint64     id,
                              gint64     deleted_us,
                              GError   **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE list SET deleted_us = NULL WHERE id = ?1 AND deleted_us = ?2", "ll", id,
                       deleted_us))
    return FALSE;
  if (postino_db_get_changes (db) > 0)
    return postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS,
               _("The list cannot come back: another one has its name by now"));
  return FALSE;
}

static gboolean
say_changed (PostinoDb *db,
             gboolean  *changed,
             GError   **error)
{
  gboolean any = postino_db_get_changes (db) > 0;

  if (changed != NULL)
    *changed = any;
  return !any || postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

gboolean
postino_lists_table_add_member (PostinoDb *db,
                                gint64     id,
                                gint64     contact,
                                gint64     now_us,
                                gboolean  *changed,
                                GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO list_member VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "lll", id,
                         contact, now_us)
         && say_changed (db, changed, error);
}

gboolean
postino_lists_table_add_imported (PostinoDb *db,
                                  gint64     id,
                                  gint64     import,
                                  gint64     first,
                                  gint64     last,
                                  gint64     now_us,
                                  GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO list_member SELECT ?1, id, ?5 FROM contact WHERE id BETWEEN ?3 AND ?4 "
                         "AND import = ?2 ON CONFLICT DO NOTHING", "lllll", id, import, first, last, now_us)
         && say_changed (db, NULL, error);
}

gboolean
postino_lists_table_remove_member (PostinoDb *db,
                                   gint64     id,
                                   gint64     contact,
                                   gboolean  *changed,
                                   GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM list_member WHERE list = ?1 AND contact = ?2",
                         "ll", id, contact)
         && say_changed (db, changed, error);
}

gboolean
postino_lists_table_has_member (PostinoDb *db,
                                gint64     id,
                                gint64     contact,
                                gint64    *added_us,
                                GError   **error)
{
  return postino_db_get_number (db, 0, added_us, error,
                                "SELECT added_us FROM list_member WHERE list = ?1 AND contact = ?2", "ll", id, contact);
}

gboolean
postino_lists_table_restore_member (PostinoDb *db,
                                    gint64     id,
                                    gint64     contact,
                                    gint64     added_us,
                                    GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO list_member SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM list WHERE id = ?1) "
                         "AND EXISTS (SELECT 1 FROM contact WHERE id = ?2) ON CONFLICT DO NOTHING",
                         "lll", id, contact, added_us)
         && say_changed (db, NULL, error);
}

gboolean
postino_lists_table_delete_unused (PostinoDb *db,
                                   gint64     id,
                                   gint64     now_us,
                                   GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE list SET deleted_us = ?2 WHERE id = ?1 AND deleted_us IS NULL "
                         "AND NOT EXISTS (SELECT 1 FROM list_member WHERE list = ?1) "
                         "AND NOT EXISTS (SELECT 1 FROM campaign_list WHERE list = ?1)",
                         "ll", id, now_us)
         && say_changed (db, NULL, error);
}

char **
postino_lists_table_list_of (PostinoDb *db,
                             gint64     contact,
                             GError   **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT name FROM list JOIN list_member ON list = id WHERE contact = ?1 "
                                        "AND deleted_us IS NULL ORDER BY name", "l", contact);

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
postino_lists_table_add_many (PostinoDb    *db,
                              gint64        id,
                              const gint64 *ids,
                              guint         n_ids,
                              gint64        now_us,
                              GArray       *touched,
                              GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "INSERT INTO list_member SELECT ?1, id, ?3 FROM contact WHERE id IN "
                                        "(SELECT value FROM json_each (?2)) ON CONFLICT DO NOTHING RETURNING contact",
                                        "lsl", id, json, now_us);

  return postino_stmt_finish_ids (stmt, touched, error)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

gboolean
postino_lists_table_remove_many (PostinoDb    *db,
                                 gint64        id,
                                 const gint64 *ids,
                                 guint         n_ids,
                                 GArray       *touched,
                                 GArray       *added_us,
                                 GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "DELETE FROM list_member WHERE list = ?1 AND contact IN "
                                        "(SELECT value FROM json_each (?2)) RETURNING contact, added_us",
                                        "ls", id, json);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      gint64 contact = postino_stmt_get_int (stmt, 0);
      gint64 joined_us = postino_stmt_get_int (stmt, 1);

      g_array_append_val (touched, contact);
      g_array_append_val (added_us, joined_us);
    }
  return postino_stmt_finish (stmt, error)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}
