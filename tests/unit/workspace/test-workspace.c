/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "workspace/machine-stamp.h"

#define SHORT_MS 60

typedef struct {
  char *parent;
  char *folder;
  char *database;
} World;

static void
set_up (World        *world,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->parent = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  world->folder = g_build_filename (world->parent, "shop", NULL);
  world->database = g_build_filename (world->folder, "workspace.db", NULL);
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  remove_scratch_folder (world->parent);
  g_free (world->parent);
  g_free (world->folder);
  g_free (world->database);
}

static void
create (World *world)
{
  g_autoptr (GError) error = NULL;

  postino_workspace_create (world->folder, &error);
  g_assert_no_error (error);
}

static void
assert_refused (World      *world,
                int         code,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoWorkspace) workspace = postino_workspace_open_within (world->folder, SHORT_MS, &error);

  g_assert_null (workspace);
  g_assert_error (error, POSTINO_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

static int
hold_lock (World      *world,
           const char *name,
           int         operation)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, operation), ==, 0);
  return fd;
}

/* On a connection of its own, nobody else having the file open. */
static void
change_database (World      *world,
                 const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) db = postino_db_open (world->database, POSTINO_DB_READ_WRITE, &error);

  g_assert_no_error (error);
  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

static gboolean
is_foreign (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoWorkspace) workspace = postino_workspace_open (folder, &error);

  g_assert_no_error (error);
  return postino_workspace_is_foreign (workspace);
}

static void
copy_file (const char *from,
           const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  g_file_get_contents (from, &bytes, &n_bytes, &error);
  g_assert_no_error (error);
  /* In place: the inode stays, as with cp. */
  {
    int fd = open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    g_assert_cmpint (write (fd, bytes, n_bytes), ==, (gssize) n_bytes);
    close (fd);
  }
}

static void
work_for_a_while (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoWorkspace) workspace = postino_workspace_open (world->folder, &error);

  g_assert_no_error (error);
  postino_machine_epoch_raise (postino_workspace_get_store (workspace), &error);
  g_assert_no_error (error);
}

static void
test_create_and_open (World        *world,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  assert_refused (world, POSTINO_ERROR_NOT_FOUND, world->folder);
  g_assert_false (g_file_test (world->folder, G_FILE_TEST_EXISTS));
  create (world);
  g_assert_cmpint (g_stat (world->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_false (is_foreign (world->folder));
  g_assert_false (postino_workspace_create (world->folder, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, world->folder));
  g_assert_false (is_foreign (world->folder));
}

/* What cannot be finished is not left behind: here the place of the WAL is taken. */
static void
test_create_fails (World        *world,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *wal = g_strconcat (world->database, "-wal", NULL);

  g_assert_cmpint (g_mkdir_with_parents (wal, 0700), ==, 0);
  g_assert_false (postino_workspace_create (world->folder, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (world->database, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (wal), ==, 0);
  create (world);
}

/* A crash between two steps of making one: opening finishes it, and it is nobody else's. */
static void
test_cut_short (World        *world,
                gconstpointer data)
{
  g_assert_cmpint (g_mkdir (world->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (world->database, "", 0, NULL));
  g_assert_false (is_foreign (world->folder));
  change_database (world, "DELETE FROM setting");
  g_assert_false (is_foreign (world->folder));
}

static const struct {
  const char *change;
  int code;
  const char *words;
} refused[] = {
  { "PRAGMA user_version = 99", POSTINO_ERROR_NEWER, "newer version" },
  { "PRAGMA application_id = 7", POSTINO_ERROR_INVALID, "not a database of Postino" },
};

static void
test_refused (World        *world,
              gconstpointer data)
{
  create (world);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gsize n_before;
      gsize n_after;

      change_database (world, "PRAGMA user_version = 1; PRAGMA application_id = 0x5053544f");
      change_database (world, refused[i].change);
      g_assert_true (g_file_get_contents (world->database, &before, &n_before, NULL));
      assert_refused (world, refused[i].code, refused[i].words);
      g_assert_true (g_file_get_contents (world->database, &after, &n_after, NULL));
      g_assert_cmpmem (before, n_before, after, n_after);
    }
  g_assert_true (g_file_set_contents (world->database, "this is a letter, not a database, and long enough for one", -1, NULL));
  assert_refused (world, POSTINO_ERROR_DAMAGED, world->database);
}

static void
test_being_updated (World        *world,
                    gconstpointer data)
{
  int lock;

  create (world);
  lock = hold_lock (world, "schema.lock", LOCK_EX);
  assert_refused (world, POSTINO_ERROR_BUSY, "being updated");
  close (lock);
  g_assert_false (is_foreign (world->folder));
}

/* An older database, which here is an empty one, while another program has it open. */
static void
test_must_be_updated (World        *world,
                      gconstpointer data)
{
  int lock;

  g_assert_cmpint (g_mkdir (world->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (world->database, "", 0, NULL));
  lock = hold_lock (world, "schema.lock", LOCK_SH);
  assert_refused (world, POSTINO_ERROR_BUSY, "must be updated");
  close (lock);
  g_assert_false (is_foreign (world->folder));
}

static gpointer
open_in_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;
  PostinoWorkspace *workspace = postino_workspace_open (data, &error);

  g_assert_no_error (error);
  return workspace;
}

/* Programs that want to migrate at the same time: one does, none waits for another for ever, none fails. */
static void
test_migrate_together (World        *world,
                       gconstpointer data)
{
  GThread *threads[4];

  g_assert_cmpint (g_mkdir (world->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (world->database, "", 0, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_in_thread, world->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (PostinoWorkspace) workspace = g_thread_join (threads[i]);

      g_assert_nonnull (workspace);
    }
}

static void
test_second_worker (World        *world,
                    gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoWorkspace) first = NULL;
  g_autoptr (PostinoWorkspace) second = NULL;

  g_assert_false (postino_workspace_has_worker (world->folder));
  create (world);
  g_assert_false (postino_workspace_has_worker (world->folder));
  first = postino_workspace_open (world->folder, &error);
  second = postino_workspace_open (world->folder, &error);
  g_assert_true (postino_workspace_lock_worker (first, &error));
  g_assert_true (postino_workspace_has_worker (world->folder));
  g_assert_false (postino_workspace_lock_worker (second, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, world->folder));
  g_clear_error (&error);

  g_clear_object (&first);
  g_assert_true (postino_workspace_lock_worker (second, &error));
  g_assert_no_error (error);
}

typedef struct {
  World *world;
  int stop; /* atomic */
} Prober;

static gpointer
probe (gpointer data)
{
  Prober *prober = data;

  while (!g_atomic_int_get (&prober->stop))
    postino_workspace_has_worker (prober->world->folder);
  return NULL;
}

/* Somebody who asks all the time whether a worker runs does not keep one from starting. */
static void
test_worker_while_asked (World        *world,
                         gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Prober prober = { world, 0 };
  GThread *thread;

  create (world);
  thread = g_thread_new ("probe", probe, &prober);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (PostinoWorkspace) workspace = postino_workspace_open (world->folder, &error);

      g_assert_true (postino_workspace_lock_worker (workspace, &error));
      g_assert_no_error (error);
    }
  g_atomic_int_set (&prober.stop, 1);
  g_thread_join (thread);
}

static void
test_lock_alone (World        *world,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoWorkspace) workspace = NULL;
  int lock;

  create (world);
  lock = postino_workspace_lock_alone (world->folder, &error);
  g_assert_cmpint (lock, >=, 0);
  assert_refused (world, POSTINO_ERROR_BUSY, "being updated");
  close (lock);
  workspace = postino_workspace_open (world->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (postino_workspace_lock_alone (world->folder, &error), ==, -1);
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY);
}

static void
test_renamed (World        *world,
              gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (world->parent, "renamed", NULL);

  create (world);
  g_assert_cmpint (g_rename (world->folder, elsewhere), ==, 0);
  g_assert_false (is_foreign (elsewhere));
}

static void
adopt (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);

  g_assert_true (postino_db_begin (db, &error) && postino_machine_stamp_adopt (db, &error)
                 && postino_db_commit (db, &error));
  g_assert_no_error (error);
}

/* A copy is foreign until it is adopted. Whichever copy works first, the other one has been left behind. */
static void
test_copied (World        *world,
             gconstpointer data)
{
  g_autofree char *copy = g_build_filename (world->parent, "copy", NULL);
  g_autofree char *copied = g_build_filename (copy, "workspace.db", NULL);
  World other = { world->parent, copy, copied };

  create (world);
  work_for_a_while (world);
  g_assert_cmpint (g_mkdir (copy, 0700), ==, 0);
  copy_file (world->database, copied);
  g_assert_true (is_foreign (copy));
  g_assert_true (is_foreign (copy));
  g_assert_false (is_foreign (world->folder));
  adopt (copy);
  g_assert_false (is_foreign (copy));
  work_for_a_while (&other);
  g_assert_false (is_foreign (copy));
  g_assert_true (is_foreign (world->folder));
}

/* Written over in place, an old database keeps the inode: the epoch tells, after a single start. */
static void
test_old_in_place (World        *world,
                   gconstpointer data)
{
  g_autofree char *old = g_build_filename (world->parent, "old.db", NULL);

  create (world);
  copy_file (world->database, old);
  work_for_a_while (world);
  g_assert_false (is_foreign (world->folder));
  copy_file (old, world->database);
  g_assert_true (is_foreign (world->folder));
  adopt (world->folder);
  g_assert_false (is_foreign (world->folder));
  work_for_a_while (world);
  g_assert_false (is_foreign (world->folder));
}

/* A crash after the commit and before the user's state folder was written: the true database is not an old one. */
static void
test_state_behind (World        *world,
                   gconstpointer data)
{
  create (world);
  work_for_a_while (world);
  change_database (world, "UPDATE setting SET value = value + 1 WHERE key = 'epoch'");
  g_assert_false (is_foreign (world->folder));
  change_database (world, "UPDATE setting SET value = value - 2 WHERE key = 'epoch'");
  g_assert_true (is_foreign (world->folder));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*func) (World *world, gconstpointer data);
  } tests[] = {
    { "/workspace/create-and-open", test_create_and_open },
    { "/workspace/create-fails", test_create_fails },
    { "/workspace/cut-short", test_cut_short },
    { "/workspace/refused", test_refused },
    { "/workspace/being-updated", test_being_updated },
    { "/workspace/must-be-updated", test_must_be_updated },
    { "/workspace/migrate-together", test_migrate_together },
    { "/workspace/second-worker", test_second_worker },
    { "/workspace/worker-while-asked", test_worker_while_asked },
    { "/workspace/lock-alone", test_lock_alone },
    { "/workspace/renamed", test_renamed },
    { "/workspace/copied", test_copied },
    { "/workspace/old-in-place", test_old_in_place },
    { "/workspace/state-behind", test_state_behind },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
