/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever imports the same export every month maps it once: the choices are kept in the workspace's
 * settings, under a name made of the headings. A remembered mapping that does not fit any more (a
 * field was removed) is passed over, and the guess stands. The list of the last import is kept beside
 * them, by its name. */

#include "gui/contacts/import-look.h"

#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "workspace/settings-table.h"

#define SETTING "import-map-"
#define LIST_SETTING "import-list"

typedef struct {
  char *key;
  char *value;
} Memory;

static void
free_memory (gpointer data)
{
  Memory *memory = data;

  g_free (memory->key);
  g_free (memory->value);
  g_free (memory);
}

static gboolean
read_memory (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Memory *memory = data;

  return postino_settings_table_dup (db, memory->key, &memory->value, error);
}

static gboolean
write_memory (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  const Memory *memory = data;

  return postino_settings_table_set (db, memory->key, memory->value, error);
}

static gboolean
read_workspace (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  PostinoImportLook *look = data;

  return (look->fields = postino_fields_table_list (db, error)) != NULL
         && (look->lists = postino_lists_table_list (db, error)) != NULL
         && postino_settings_table_dup (db, LIST_SETTING, &look->last_list, error);
}

static void
free_look (gpointer data)
{
  postino_import_look_free (data);
}

void
postino_import_look_free (PostinoImportLook *look)
{
  g_free (look->path);
  g_free (look->encoding);
  g_free (look->delimiter);
  g_clear_pointer (&look->fields, g_ptr_array_unref);
  g_clear_pointer (&look->lists, g_ptr_array_unref);
  g_free (look->last_list);
  g_clear_pointer (&look->preview, postino_import_preview_free);
  g_free (look);
}

/* NULL for a file without headings; yours. */
static char *
build_key (const PostinoImportPreview *preview)
{
  g_autofree char *shape = postino_import_preview_dup_shape (preview);

  return shape != NULL ? g_strconcat (SETTING, shape, NULL) : NULL;
}

/* Again, with what was chosen the last time. */
static void
apply_memory (PostinoStore      *store,
              PostinoImportLook *look)
{
  const PostinoCsvOptions options = { look->encoding, look->delimiter };
  Memory memory = { build_key (look->preview), NULL };
  g_auto (GStrv) wishes = NULL;
  PostinoImportPreview *again;

  if (memory.key != NULL && postino_store_read (store, read_memory, &memory, NULL)
      && memory.value != NULL)
    {
      wishes = g_strsplit (memory.value, "\n", -1);
      again = postino_import_preview_read (look->path, &options, look->fields,
                                           (const char *const *) wishes, NULL);
      if (again != NULL && again->trouble == NULL)
        {
          postino_import_preview_free (look->preview);
          look->preview = again;
        }
      else
        g_clear_pointer (&again, postino_import_preview_free);
    }
  g_free (memory.key);
  g_free (memory.value);
}

static void
look_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  PostinoImportLook *look = data;
  const PostinoCsvOptions options = { look->encoding, look->delimiter };
  PostinoStore *store = POSTINO_STORE (source);
  GError *error = NULL;

  if (!postino_store_read (store, read_workspace, look, &error)
      || (look->preview = postino_import_preview_read (look->path, &options, look->fields, NULL,
                                                       &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  apply_memory (store, look);
  g_task_return_boolean (task, TRUE);
}

void
postino_import_look_async (PostinoStore       *store,
                           const char         *path,
                           const char         *encoding,
                           const char         *delimiter,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  PostinoImportLook *look = g_new0 (PostinoImportLook, 1);

  look->path = g_strdup (path);
  look->encoding = g_strdup (encoding);
  look->delimiter = g_strdup (delimiter);
  g_task_set_task_data (task, look, free_look);
  g_task_run_in_thread (task, look_in_thread);
}

PostinoImportLook *
postino_import_look_finish (GAsyncResult *result,
                            GError      **error)
{
  PostinoImportLook *found = g_task_get_task_data (G_TASK (result));
  PostinoImportLook *look;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  look = g_new (PostinoImportLook, 1);
  *look = *found;
  *found = (PostinoImportLook) { 0 };
  return look;
}

/* Takes both. Nobody waits for it; without it the next file is only guessed again. */
static void
keep (PostinoStore *store,
      char         *key,
      char         *value)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->key = key;
  memory->value = value;
  postino_store_run_async (store, TRUE, write_memory, memory, free_memory, NULL, NULL, NULL);
}

void
postino_import_look_remember (PostinoStore            *store,
                              const PostinoImportLook *look,
                              const char *const       *wishes,
                              const char              *list)
{
  char *key = build_key (look->preview);

  if (key != NULL)
    keep (store, key, g_strjoinv ("\n", (char **) wishes));
  keep (store, g_strdup (LIST_SETTING), g_strdup (list != NULL ? list : ""));
}
