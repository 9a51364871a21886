/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "workspace/backup.h"
#include "workspace/secrets.h"

typedef struct {
  char *parent;
  char *folder;   /* the workspace that is backed up */
  char *file;     /* the backup */
  char *target;   /* where it is restored */
  char *database; /* in the target */
} World;

static void
set_up (World        *world,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->parent = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  world->folder = g_build_filename (world->parent, "shop", NULL);
  world->file = g_build_filename (world->parent, "shop.postino", NULL);
  world->target = g_build_filename (world->parent, "target", NULL);
  world->database = g_build_filename (world->target, "workspace.db", NULL);
  postino_workspace_create (world->folder, &error);
  g_assert_no_error (error);
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  remove_scratch_folder (world->parent);
  g_free (world->parent);
  g_free (world->folder);
  g_free (world->file);
  g_free (world->target);
  g_free (world->database);
}

static PostinoWorkspace *
open_workspace (const char *folder)
{
  g_autoptr (GError) error = NULL;
  PostinoWorkspace *workspace = postino_workspace_open (folder, &error);

  g_assert_no_error (error);
  return workspace;
}

/* One contact with all consents, one image, one key; backed up. */
static void
back_up (World      *world,
         const char *passphrase)
{
  g_autoptr (PostinoWorkspace) workspace = open_workspace (world->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = postino_secrets_get_token_key (workspace, &error);
  g_autofree char *assets = postino_workspace_build_path (workspace, "assets");
  g_autofree char *image = g_build_filename (assets, "0a1b.png", NULL);

  run_sql (workspace, "INSERT OR IGNORE INTO contact (id, key, address, consent, created_us, modified_us) VALUES "
                      "(1, 'ann@x.it', 'ann@x.it', 7, 1, 1), (2, 'bob@x.it', 'bob@x.it', 7, 1, 1);"
                      "INSERT INTO consent (key, purpose, given, at_us, recorded_us) VALUES "
                      "('ann@x.it', 1, 1, 10, 10), ('ann@x.it', 2, 1, 10, 10), ('bob@x.it', 1, 1, 10, 10)");
  g_assert_cmpint (g_mkdir_with_parents (assets, 0700), ==, 0);
  g_assert_true (g_file_set_contents (image, "picture", 7, NULL));
  postino_backup_write (workspace, world->file, passphrase, &error);
  g_assert_no_error (error);
}

static PostinoRestored
restore (World      *world,
         const char *target,
         const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  PostinoRestored restored;

  postino_backup_restore (world->file, target, passphrase, &restored, &error);
  g_assert_no_error (error);
  return restored;
}

static void
assert_refused (World      *world,
                const char *target,
                const char *passphrase,
                int         code,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *unpacked = g_build_filename (target, "being-restored", NULL);
  PostinoRestored restored;

  g_assert_false (postino_backup_restore (world->file, target, passphrase, &restored, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, POSTINO_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_false (g_file_test (unpacked, G_FILE_TEST_EXISTS));
}

static char *
dup_key (const char *folder)
{
  g_autoptr (PostinoWorkspace) workspace = open_workspace (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = postino_secrets_get_token_key (workspace, &error);

  g_assert_no_error (error);
  return g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
}

static gint64
count (const char *folder,
       const char *sql)
{
  g_autoptr (PostinoWorkspace) workspace = open_workspace (folder);

  return get_number (workspace, sql);
}

static void
test_round_trip (World        *world,
                 gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autofree char *restored_key = NULL;
  g_autofree char *image = g_build_filename (world->target, "assets", "0a1b.png", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (PostinoWorkspace) workspace = NULL;
  GStatBuf info;

  back_up (world, "correct horse");
  g_assert_cmpint (g_stat (world->file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (restore (world, world->target, "correct horse").has_keys);
  key = dup_key (world->folder);
  restored_key = dup_key (world->target);
  g_assert_cmpstr (restored_key, ==, key);
  g_assert_true (g_file_get_contents (image, &bytes, NULL, NULL));
  g_assert_cmpstr (bytes, ==, "picture");
  workspace = open_workspace (world->target);
  g_assert_true (postino_workspace_is_foreign (workspace));
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM contact"), ==, 2);
}

static void
test_without_keys (World        *world,
                   gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autofree char *other = NULL;

  back_up (world, NULL);
  g_assert_false (restore (world, world->target, "whatever").has_keys);
  key = dup_key (world->folder);
  other = dup_key (world->target);
  g_assert_cmpstr (other, !=, key);
}

static void
test_wrong_passphrase (World        *world,
                       gconstpointer data)
{
  back_up (world, "correct horse");
  assert_refused (world, world->target, "battery staple", POSTINO_ERROR_REFUSED, "");
  g_assert_false (g_file_test (world->target, G_FILE_TEST_EXISTS));
  g_assert_false (restore (world, world->target, NULL).has_keys);
}

/* What was withdrawn since the backup stays withdrawn; what was given later than the withdrawal stays given. */
static void
test_opt_outs (World        *world,
               gconstpointer data)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;
  PostinoRestored restored;

  back_up (world, NULL);
  workspace = open_workspace (world->folder);
  run_sql (workspace,
           "INSERT INTO suppression (key, reason, source, at_us, lifted_us) VALUES "
           "('ann@x.it', 'unsubscribed', 'link', 20, NULL), ('@y.it', 'manual', 'cli', 20, NULL), "
           "('cid@x.it', 'manual', 'cli', 20, 21);"
           "INSERT INTO consent (key, purpose, given, at_us, recorded_us, how) VALUES "
           "('ann@x.it', 2, 0, 20, 20, 'by hand'), ('bob@x.it', 1, 0, 5, 20, 'letter'), "
           "('bob@x.it', 4, 0, 20, 20, 'by hand')");
  g_clear_object (&workspace);
  restored = restore (world, world->folder, NULL);
  g_assert_false (restored.lost_opt_outs);

  workspace = open_workspace (world->folder);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM suppression WHERE lifted_us IS NULL"), ==, 2);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM suppression WHERE key = '@y.it'"), ==, 1);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM consent WHERE given = 0"), ==, 3);
  g_assert_cmpint (get_number (workspace, "SELECT consent FROM contact WHERE key = 'ann@x.it'"), ==, 5);
  g_assert_cmpint (get_number (workspace, "SELECT consent FROM contact WHERE key = 'bob@x.it'"), ==, 3);
  g_clear_object (&workspace);

  /* Once more: nothing is merged twice. */
  restore (world, world->folder, NULL);
  g_assert_cmpint (count (world->folder, "SELECT count(*) FROM consent WHERE given = 0"), ==, 3);
  g_assert_cmpint (count (world->folder, "SELECT count(*) FROM suppression"), ==, 2);
}

static char *
find_kept (World *world)
{
  g_autofree char *backups = g_build_filename (world->folder, "backups", NULL);
  g_autoptr (GDir) dir = g_dir_open (backups, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "before-restore-") && g_str_has_suffix (name, ".db"))
        return g_build_filename (backups, name, NULL);
    }
  return NULL;
}

static void
test_former_kept (World        *world,
                  gconstpointer data)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;
  g_autoptr (PostinoDb) db = NULL;
  g_autofree char *kept = NULL;
  gint64 n = 0;

  back_up (world, NULL);
  workspace = open_workspace (world->folder);
  run_sql (workspace, "DELETE FROM contact WHERE id = 2");
  g_clear_object (&workspace);
  restore (world, world->folder, NULL);
  g_assert_cmpint (count (world->folder, "SELECT count(*) FROM contact"), ==, 2);
  kept = find_kept (world);
  g_assert_nonnull (kept);
  db = postino_db_open (kept, POSTINO_DB_READ_ONLY, NULL);
  g_assert_true (postino_db_get_number (db, 0, &n, NULL, "SELECT count(*) FROM contact", ""));
  g_assert_cmpint (n, ==, 1);
}

/* Damage is why one restores: it cannot be what prevents it. */
static void
test_over_damaged (World        *world,
                   gconstpointer data)
{
  static const struct {
    gsize from;
  } damages[] = { { 0 }, { 4096 } };

  back_up (world, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_build_filename (world->folder, "workspace.db", NULL);
      g_autofree char *bytes = NULL;
      gsize n_bytes;

      g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
      memset (bytes + damages[i].from, 0x5a, n_bytes - damages[i].from);
      g_assert_true (g_file_set_contents (path, bytes, (gssize) n_bytes, NULL));
      g_assert_true (restore (world, world->folder, NULL).lost_opt_outs);
      g_assert_cmpint (count (world->folder, "SELECT count(*) FROM contact"), ==, 2);
    }
}

static void
test_while_in_use (World        *world,
                   gconstpointer data)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  back_up (world, NULL);
  workspace = open_workspace (world->folder);
  assert_refused (world, world->folder, NULL, POSTINO_ERROR_BUSY, world->folder);
  g_assert_true (postino_workspace_lock_worker (workspace, &error));
  assert_refused (world, world->folder, NULL, POSTINO_ERROR_BUSY, "worker");
}

/* ---- hostile files ---- */

typedef struct {
  const char *name;
  int type;
  const char *link;
  const char *content;
} Entry;

static void
write_tar (const char  *file,
           const Entry *entries,
           gsize        n_entries)
{
  struct archive *archive = archive_write_new ();

  archive_write_set_format_pax_restricted (archive);
  g_assert_cmpint (archive_write_open_filename (archive, file), ==, ARCHIVE_OK);
  for (gsize i = 0; i < n_entries; i++)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize size = entries[i].content != NULL ? strlen (entries[i].content) : 0;

      archive_entry_set_pathname (entry, entries[i].name);
      archive_entry_set_filetype (entry, (unsigned int) entries[i].type);
      archive_entry_set_perm (entry, 0600);
      archive_entry_set_size (entry, (la_int64_t) size);
      if (entries[i].link != NULL && entries[i].type == AE_IFLNK)
        archive_entry_set_symlink (entry, entries[i].link);
      else if (entries[i].link != NULL)
        archive_entry_set_hardlink (entry, entries[i].link);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      if (size > 0)
        g_assert_cmpint (archive_write_data (archive, entries[i].content, size), ==, (la_ssize_t) size);
      archive_entry_free (entry);
    }
  archive_write_close (archive);
  archive_write_free (archive);
}

static const struct {
  Entry entry;
  const char *words;
} hostile[] = {
  { { "../x", AE_IFREG, NULL, "x" }, "../x" },
  { { "/tmp/postino-absolute", AE_IFREG, NULL, "x" }, "/tmp/postino-absolute" },
  { { "assets/../x", AE_IFREG, NULL, "x" }, "assets/../x" },
  { { "assets/a/b", AE_IFREG, NULL, "x" }, "assets/a/b" },
  { { "assets/.hidden", AE_IFREG, NULL, "x" }, "assets/.hidden" },
  { { "assets/", AE_IFDIR, NULL, NULL }, "assets" },
  { { "secrets/token-key", AE_IFREG, NULL, "x" }, "secrets/token-key" },
  { { "workspace.db-wal", AE_IFREG, NULL, "x" }, "workspace.db-wal" },
  { { "workspace.db", AE_IFLNK, "/etc/passwd", NULL }, "workspace.db" },
  { { "workspace.db", AE_IFREG, "keys", NULL }, "workspace.db" },
  { { "assets/fifo", AE_IFIFO, NULL, NULL }, "assets/fifo" },
  { { "workspace.db", AE_IFREG, NULL, NULL }, "empty" },
  { { "keys", AE_IFREG, NULL, "x" }, "no database" },
};

static void
test_hostile (World        *world,
              gconstpointer data)
{
  g_autofree char *outside = g_build_filename (world->parent, "x", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_test_message ("%s", hostile[i].entry.name);
      write_tar (world->file, &hostile[i].entry, 1);
      assert_refused (world, world->folder, NULL, POSTINO_ERROR_INVALID, hostile[i].words);
      assert_refused (world, world->target, NULL, POSTINO_ERROR_INVALID, hostile[i].words);
      g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (world->target, G_FILE_TEST_EXISTS));
    }
  g_assert_false (g_file_test ("/tmp/postino-absolute", G_FILE_TEST_EXISTS));
}

/* Cut anywhere, at entries' borders too: nothing is changed. */
static void
test_truncated (World        *world,
                gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  back_up (world, "correct horse");
  g_assert_true (g_file_get_contents (world->file, &bytes, &n_bytes, NULL));
  for (gsize cut = 0; cut + 20 * 512 < n_bytes; cut += cut < 16 * 512 ? 512 : 100 * 512 + 7)
    {
      g_autoptr (GError) error = NULL;
      PostinoRestored restored;

      g_assert_true (g_file_set_contents (world->file, bytes, (gssize) cut, NULL));
      g_assert_false (postino_backup_restore (world->file, world->target, "correct horse", &restored, &error));
      g_assert_nonnull (strstr (error->message, world->file));
      g_assert_false (g_file_test (world->target, G_FILE_TEST_EXISTS));
    }
}

static void
test_not_a_tar (World        *world,
                gconstpointer data)
{
  g_assert_true (g_file_set_contents (world->file, "Dear Sir, this is not a tar file at all.", -1, NULL));
  assert_refused (world, world->target, NULL, POSTINO_ERROR_INVALID, world->file);
  g_unlink (world->file);
  assert_refused (world, world->target, NULL, POSTINO_ERROR_INVALID, world->file);
  g_assert_false (g_file_test (world->target, G_FILE_TEST_EXISTS));
}

/* The bytes of the database are damaged inside the backup. */
static void
test_damaged_inside (World        *world,
                     gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  back_up (world, NULL);
  g_assert_true (g_file_get_contents (world->file, &bytes, &n_bytes, NULL));
  memset (bytes + n_bytes / 2, 0x5a, n_bytes / 4);
  g_assert_true (g_file_set_contents (world->file, bytes, (gssize) n_bytes, NULL));
  assert_refused (world, world->folder, NULL, POSTINO_ERROR_DAMAGED, world->file);
  g_assert_cmpint (count (world->folder, "SELECT count(*) FROM contact"), ==, 2);
  g_assert_null (find_kept (world));
}

static void
test_newer (World        *world,
            gconstpointer data)
{
  back_up (world, NULL);
  {
    g_autoptr (PostinoWorkspace) workspace = open_workspace (world->folder);
    g_autoptr (GError) error = NULL;

    run_sql (workspace, "PRAGMA user_version = 99");
    postino_backup_write (workspace, world->file, NULL, &error);
    g_assert_no_error (error);
  }
  assert_refused (world, world->target, NULL, POSTINO_ERROR_NEWER, world->file);
  g_assert_false (g_file_test (world->target, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*func) (World *world, gconstpointer data);
  } tests[] = {
    { "/backup/round-trip", test_round_trip },
    { "/backup/without-keys", test_without_keys },
    { "/backup/wrong-passphrase", test_wrong_passphrase },
    { "/backup/opt-outs", test_opt_outs },
    { "/backup/former-kept", test_former_kept },
    { "/backup/over-damaged", test_over_damaged },
    { "/backup/while-in-use", test_while_in_use },
    { "/backup/hostile", test_hostile },
    { "/backup/truncated", test_truncated },
    { "/backup/not-a-tar", test_not_a_tar },
    { "/backup/damaged-inside", test_damaged_inside },
    { "/backup/newer", test_newer },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
