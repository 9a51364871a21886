/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes with a campaign's messages. Content is not here: workspace/assets. */

#include "campaign/attachments-table.h"

#include <string.h>

static PostinoAttachment *
read_attachment (PostinoStmt *stmt)
{
  PostinoAttachment *attachment = g_new0 (PostinoAttachment, 1);

  attachment->id = postino_stmt_get_int (stmt, 0);
  attachment->name = postino_stmt_dup_text (stmt, 1);
  attachment->folder = postino_stmt_dup_text (stmt, 2);
  attachment->type = postino_stmt_dup_text (stmt, 3);
  attachment->sha256 = postino_stmt_dup_text (stmt, 4);
  attachment->size_bytes = postino_stmt_get_int (stmt, 5);
  return attachment;
}

GPtrArray *
postino_attachments_table_list (PostinoDb *db,
                                gint64     campaign,
                                GError   **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_attachment_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, name, folder, type, sha256, size_bytes FROM attachment "
                                        "WHERE campaign = ?1 ORDER BY id",
                                        "l", campaign);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (list, read_attachment (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&list) : NULL;
}

GHashTable *
postino_attachments_table_list_contents (PostinoDb *db,
                                         GError   **error)
{
  g_autoptr (GHashTable) contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT DISTINCT sha256 FROM attachment WHERE sha256 IS NOT NULL", "");

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_hash_table_add (contents, postino_stmt_dup_text (stmt, 0));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&contents) : NULL;
}

static gboolean
is_taken (GPtrArray  *list,
          const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      const PostinoAttachment *attachment = list->pdata[i];

      if (strcmp (attachment->name, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_there (GPtrArray               *list,
          const PostinoAttachment *wanted)
{
  for (guint i = 0; i < list->len; i++)
    {
      const PostinoAttachment *attachment = list->pdata[i];

      if (strcmp (attachment->name, wanted->name) == 0
          && g_strcmp0 (attachment->sha256, wanted->sha256) == 0
          && g_strcmp0 (attachment->folder, wanted->folder) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "offer.pdf", "offer 2.pdf" … */
static char *
find_free_name (GPtrArray  *list,
                const char *name)
{
  const char *dot = strrchr (name, '.');
  gsize stem = dot != NULL && dot > name ? (gsize) (dot - name) : strlen (name);
  char *free_name = g_strdup (name);

  for (guint n = 2; is_taken (list, free_name); n++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%.*s %u%s", (int) stem, name, n, name + stem);
    }
  return free_name;
}

gboolean
postino_attachments_table_insert (PostinoDb               *db,
                                  gint64                   campaign,
                                  const PostinoAttachment *attachment,
                                  GError                 **error)
{
  g_autoptr (GPtrArray) list = postino_attachments_table_list (db, campaign, error);
  g_autofree char *name = NULL;

  if (list == NULL)
    return FALSE;
  if (is_there (list, attachment))
    return TRUE;
  name = attachment->folder == NULL ? find_free_name (list, attachment->name) : g_strdup (attachment->name);
  return postino_db_run (db, error,
                         "INSERT INTO attachment (campaign, name, folder, type, sha256, size_bytes) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         "lssssl", campaign, name, attachment->folder, attachment->type, attachment->sha256,
                         attachment->size_bytes);
}

gboolean
postino_attachments_table_remove (PostinoDb *db,
                                  gint64     campaign,
                                  gint64     id,
                                  GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM attachment WHERE id = ?2 AND campaign = ?1", "ll",
                         campaign, id);
}

gboolean
postino_attachments_table_copy (PostinoDb *db,
                                gint64     from,
                                gint64     to,
                                GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO attachment (campaign, name, folder, type, sha256, size_bytes) "
                         "SELECT ?2, name, folder, type, sha256, size_bytes FROM attachment "
                         "WHERE campaign = ?1 ORDER BY id",
                         "ll", from, to);
}
