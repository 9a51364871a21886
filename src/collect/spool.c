/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spool on SQLite: a file of its own, so that a collector knows nothing of contacts and can
 * stand anywhere.
 *
 * Two ways in. An unsubscribe is one transaction of its own, committed with an fsync before append
 * () returns: it is a promise to a person. Opens and clicks come in bursts of thousands and are
 * statistics: they are gathered in memory and written by a thread of the spool in one transaction
 * every POSTINO_SPOOL_GATHER_US at most. If that fails (disk full, file locked) they are kept and
 * tried again, up to MAX_GATHERED, beyond which new ones are dropped: memory is bounded whatever
 * happens to the disk, and redirects go on.
 *
 * Reading goes by readers of the store and is never held up by the writer (WAL).
 *
 * Token keys in use: those given on opening, then those that came by publish (), newest first. They
 * only ever grow in number by rotation, and old ones go on opening, since an opt-out link must work
 * for years. */

#include "collect/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/random.h"
#include "collect/token-key.h"
#include "store/migrate.h"
#include "store/store.h"

enum {
  MAX_GATHERED = 100000,
  MAX_PER_WRITE = 2000, /* hits a transaction */
  MAX_KEYS = 16,        /* kept from publish () */
  ID_BYTES = 8,
};

#define SETTING_ID "id"
#define SETTING_KEYS "token-keys" /* hexadecimal, one a line */

struct _PostinoSpool {
  PostinoStore *store;
  char *id;

  GMutex lock;          /* guards all below */
  GCond wake;
  GPtrArray *gathered;  /* of PostinoHit */
  GPtrArray *keys;      /* of GBytes */
  guint n_dropped;
  gboolean closing;
  GMutex write_lock;    /* one flush at a time, so that order is kept */
  GThread *writer;
};

static const PostinoSchema *
get_schema (void)
{
  static const char *const migrations[] = { "schema/spool/0001-start.sql", NULL };
  static const PostinoSchema schema = { 0x50535450 /* "PSTP" */, migrations };

  return &schema;
}

static gboolean
insert_hit (PostinoDb        *db,
            const PostinoHit *hit,
            GError          **error)
{
  const char kind[] = { hit->kind, '\0' };

  return postino_db_run (db, error,
                         "INSERT INTO hit (at_us, kind, campaign, row, link, method, ip, agent) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                         "lsllisss", hit->at_us, kind, hit->campaign, hit->row, (int) hit->link, hit->method, hit->ip,
                         hit->agent);
}

static gboolean
insert_one_cb (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  return insert_hit (db, data, error);
}

static gboolean
insert_many_cb (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  GPtrArray *hits = data;

  for (guint i = 0; i < hits->len; i++)
    {
      if (!insert_hit (db, hits->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
take_gathered (PostinoSpool *self)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_hit_free);
  guint n;

  g_mutex_lock (&self->lock);
  n = MIN (self->gathered->len, (guint) MAX_PER_WRITE);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (hits, g_steal_pointer (&self->gathered->pdata[i]));
  if (n > 0)
    g_ptr_array_remove_range (self->gathered, 0, n);
  g_mutex_unlock (&self->lock);
  return hits;
}

/* Back to the front: they are the oldest. */
static void
put_back (PostinoSpool *self,
          GPtrArray    *hits)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_extend_and_steal (hits, g_steal_pointer (&self->gathered));
  self->gathered = g_ptr_array_ref (hits);
  g_mutex_unlock (&self->lock);
}

gboolean
postino_spool_flush (PostinoSpool *self,
                     GError      **error)
{
  gboolean ok = TRUE;
  guint n;

  g_mutex_lock (&self->write_lock);
  do
    {
      g_autoptr (GPtrArray) hits = take_gathered (self);

      n = hits->len;
      ok = n == 0 || postino_store_write (self->store, POSTINO_STORE_NORMAL, insert_many_cb, hits,
                                          error);
      if (!ok)
        put_back (self, hits);
    }
  while (ok && n == MAX_PER_WRITE);
  g_mutex_unlock (&self->write_lock);
  return ok;
}

/* With the lock held: waits until there is something, and then until it has been gathered long
 * enough. */
static void
wait_for_hits (PostinoSpool *self)
{
  gint64 until;

  while (self->gathered->len == 0 && !self->closing)
    g_cond_wait (&self->wake, &self->lock);
  until = g_get_monotonic_time () + POSTINO_SPOOL_GATHER_US;
  while (!self->closing && g_cond_wait_until (&self->wake, &self->lock, until))
    continue;
}

static gpointer
run_writer (gpointer data)
{
  PostinoSpool *self = data;
  gboolean closing;

  do
    {
      g_autoptr (GError) error = NULL;
      guint n_dropped;

      g_mutex_lock (&self->lock);
      wait_for_hits (self);
      closing = self->closing;
      n_dropped = self->n_dropped;
      self->n_dropped = 0;
      g_mutex_unlock (&self->lock);

      if (n_dropped > 0)
        g_warning ("The spool cannot be written: %u opens and clicks were not counted", n_dropped);
      if (!postino_spool_flush (self, &error))
        g_warning ("%s", error->message);
    }
  while (!closing);
  return NULL;
}

gboolean
postino_spool_append (PostinoSpool     *self,
                      const PostinoHit *hit,
                      GError          **error)
{
  return postino_store_write (self->store, POSTINO_STORE_URGENT, insert_one_cb, (gpointer) hit,
                              error);
}

void
postino_spool_gather (PostinoSpool     *self,
                      const PostinoHit *hit)
{
  g_mutex_lock (&self->lock);
  if (self->gathered->len < MAX_GATHERED)
    g_ptr_array_add (self->gathered, postino_hit_copy (hit));
  else
    self->n_dropped++;
  if (self->gathered->len == 1)
    g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

typedef struct {
  const PostinoPublication *publication;
  const char *keys; /* the setting's new text; NULL: as it is */
  gint64 now_us;
} Publish;

static gboolean
set_setting (PostinoDb  *db,
             const char *key,
             const char *value,
             GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", "ss",
                         key, value);
}

static gboolean
publish_cb (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Publish *publish = data;
  const PostinoPublication *publication = publish->publication;

  if ((publish->keys != NULL && !set_setting (db, SETTING_KEYS, publish->keys, error))
      || !postino_db_run (db, error, "DELETE FROM published WHERE campaign = ?1", "l",
                          publication->campaign)
      || !postino_db_run (db, error,
                          "INSERT INTO published_campaign (campaign, test, sender, language, published_us) "
                          "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET test = ?2, sender = ?3, "
                          "language = ?4, published_us = ?5",
                          "lissl", publication->campaign, publication->is_test, publication->sender,
                          publication->language, publish->now_us))
    return FALSE;
  for (guint i = 0; i < publication->urls->len; i++)
    {
      if (!postino_db_run (db, error,
                           "INSERT INTO published (campaign, link, url) VALUES (?1, ?2, ?3)", "lis",
                           publication->campaign, (int) i, publication->urls->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_key (GPtrArray *keys,
         GBytes    *key)
{
  for (guint i = 0; i < keys->len; i++)
    {
      if (g_bytes_equal (keys->pdata[i], key))
        return TRUE;
    }
  return FALSE;
}

static void
append_hex (GString *text,
            GBytes  *key)
{
  g_autofree char *hex = postino_token_key_to_hex (key);

  g_string_append_printf (text, "%s\n", hex);
}

/* The text of the setting with @key in front, or NULL if it is known already; yours. */
static char *
make_key_setting (PostinoSpool *self,
                  GBytes       *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  if (has_key (self->keys, key))
    {
      g_mutex_unlock (&self->lock);
      return NULL;
    }
  append_hex (text, key);
  for (guint i = 0; i < MIN (self->keys->len, (guint) MAX_KEYS - 1); i++)
    append_hex (text, self->keys->pdata[i]);
  g_mutex_unlock (&self->lock);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
postino_spool_publish (PostinoSpool             *self,
                       const PostinoPublication *publication,
                       GBytes                   *token_key,
                       gint64                    now_us,
                       GError                  **error)
{
  g_autofree char *keys = token_key != NULL ? make_key_setting (self, token_key) : NULL;
  Publish publish = { publication, keys, now_us };

  g_return_val_if_fail (token_key == NULL
                        || g_bytes_get_size (token_key) == POSTINO_TOKEN_KEY_SIZE, FALSE);

  if (!postino_store_write (self->store, POSTINO_STORE_NORMAL, publish_cb, &publish, error))
    return FALSE;
  if (keys == NULL)
    return TRUE;
  g_mutex_lock (&self->lock);
  g_ptr_array_insert (self->keys, 0, g_bytes_ref (token_key));
  g_mutex_unlock (&self->lock);
  return TRUE;
}

void
postino_published_clear (PostinoPublished *published)
{
  g_clear_pointer (&published->sender, g_free);
  g_clear_pointer (&published->language, g_free);
  g_clear_pointer (&published->url, g_free);
}

typedef struct {
  gint64 campaign;
  guint link;
  PostinoPublished *published;
} Find;

static gboolean
find_cb (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Find *find = data;
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT c.test, c.sender, c.language, l.url FROM published_campaign c "
                                        "LEFT JOIN published l ON l.campaign = c.campaign AND l.link = ?2 "
                                        "WHERE c.campaign = ?1",
                                        "li", find->campaign, (int) find->link);

  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    {
      find->published->is_known = TRUE;
      find->published->is_test = postino_stmt_get_int (stmt, 0) != 0;
      find->published->sender = postino_stmt_dup_text (stmt, 1);
      find->published->language = postino_stmt_dup_text (stmt, 2);
      find->published->url = postino_stmt_dup_text (stmt, 3);
    }
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_spool_find (PostinoSpool     *self,
                    gint64            campaign,
                    guint             link,
                    PostinoPublished *published,
                    GError          **error)
{
  Find find = { campaign, link, published };

  *published = (PostinoPublished) { 0 };
  return postino_store_read (self->store, find_cb, &find, error);
}

typedef struct {
  gint64 after;
  guint limit;
  GPtrArray *hits;
} Page;

static PostinoHit *
read_hit (PostinoStmt *stmt)
{
  PostinoHit *hit = g_new0 (PostinoHit, 1);

  hit->id = postino_stmt_get_int (stmt, 0);
  hit->at_us = postino_stmt_get_int (stmt, 1);
  hit->kind = *postino_stmt_get_text (stmt, 2);
  hit->campaign = postino_stmt_get_int (stmt, 3);
  hit->row = postino_stmt_get_int (stmt, 4);
  hit->link = (guint) postino_stmt_get_int (stmt, 5);
  hit->method = postino_stmt_dup_text (stmt, 6);
  hit->ip = postino_stmt_dup_text (stmt, 7);
  hit->agent = postino_stmt_dup_text (stmt, 8);
  return hit;
}

static gboolean
page_cb (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Page *page = data;
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, at_us, kind, campaign, row, link, method, ip, agent FROM hit "
                                        "WHERE id > ?1 ORDER BY id LIMIT ?2",
                                        "li", page->after, (int) page->limit);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (page->hits, read_hit (stmt));
  return postino_stmt_finish (stmt, error);
}

GPtrArray *
postino_spool_page (PostinoSpool *self,
                    gint64        after,
                    guint         limit,
                    GError      **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_hit_free);
  Page page = { after, limit, hits };

  return postino_store_read (self->store, page_cb, &page, error) ? g_steal_pointer (&hits) : NULL;
}

static gboolean
acknowledge_cb (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM hit WHERE id <= ?1", "l", *(gint64 *) data);
}

gboolean
postino_spool_acknowledge (PostinoSpool *self,
                           gint64        upto,
                           GError      **error)
{
  return postino_store_write (self->store, POSTINO_STORE_NORMAL, acknowledge_cb, &upto, error);
}

gboolean
postino_spool_open_token (PostinoSpool *self,
                          const char   *text,
                          PostinoToken *token)
{
  gboolean opened = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->keys->len && !opened; i++)
    opened = postino_token_open (g_bytes_get_data (self->keys->pdata[i], NULL), text, token);
  g_mutex_unlock (&self->lock);
  return opened;
}

const char *
postino_spool_get_id (PostinoSpool *self)
{
  return self->id;
}

/* What the file remembers: its name, made at the first opening, and keys. */
static gboolean
load_settings_cb (PostinoDb *db,
                  gpointer   data,
                  GError   **error)
{
  PostinoSpool *self = data;
  g_autofree char *new_id = postino_random_hex (ID_BYTES);
  PostinoStmt *stmt;

  if (!postino_db_run (db, error, "INSERT OR IGNORE INTO setting VALUES (?1, ?2)", "ss", SETTING_ID,
                       new_id))
    return FALSE;
  stmt = postino_db_query (db, error, "SELECT key, value FROM setting", "");
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      const char *key = postino_stmt_get_text (stmt, 0);
      g_auto (GStrv) lines = NULL;

      if (strcmp (key, SETTING_ID) == 0)
        self->id = postino_stmt_dup_text (stmt, 1);
      if (strcmp (key, SETTING_KEYS) != 0)
        continue;
      lines = g_strsplit (postino_stmt_get_text (stmt, 1), "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autoptr (GBytes) bytes = postino_token_key_from_hex (lines[i]);

          if (bytes != NULL && !has_key (self->keys, bytes))
            g_ptr_array_add (self->keys, g_bytes_ref (bytes));
        }
    }
  return postino_stmt_finish (stmt, error);
}

/* SQLite gives its journal files the mode of the database, so this is enough: token keys stand in
 * it. */
static gboolean
prepare_file (const char *path,
              GError    **error)
{
  g_autoptr (PostinoDb) db = NULL;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                   _("“%s” cannot be opened for writing (%s)"), path,
                   g_strerror (errno));
      return FALSE;
    }
  close (fd);
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);
  return db != NULL && postino_migrate (db, get_schema (), error);
}

PostinoSpool *
postino_spool_open (const char *path,
                    GPtrArray  *keys,
                    GError    **error)
{
  g_autoptr (PostinoStore) store = NULL;
  PostinoSpool *self;

  if (!prepare_file (path, error))
    return NULL;
  store = postino_store_new (path, error);
  if (store == NULL)
    return NULL;

  self = g_new0 (PostinoSpool, 1);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->write_lock);
  g_cond_init (&self->wake);
  self->gathered = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_hit_free);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    g_ptr_array_add (self->keys, g_bytes_ref (keys->pdata[i]));
  self->store = g_steal_pointer (&store);
  if (!postino_store_write (self->store, POSTINO_STORE_NORMAL, load_settings_cb, self, error))
    {
      postino_spool_close (self);
      return NULL;
    }
  self->writer = g_thread_new ("spool-writer", run_writer, self);
  return self;
}

void
postino_spool_close (PostinoSpool *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->writer, g_thread_join);

  postino_store_close (self->store);
  g_object_unref (self->store);
  g_ptr_array_unref (self->gathered);
  g_ptr_array_unref (self->keys);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->write_lock);
  g_cond_clear (&self->wake);
  g_free (self->id);
  g_free (self);
}
