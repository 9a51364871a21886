/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever stands in a field, what is found lies below the folder. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "content/merge-values.h"
#include "message/contact-file.h"
#include "message/mime-part.h"

typedef struct {
  char *outside; /* holds @folder, and secret.pdf */
  char *folder;
} World;

static char *
write_file (const char *folder,
            const char *name,
            const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
make_link (const char *to,
           const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (to, path), ==, 0);
}

static void
set_up (World        *world,
        gconstpointer data)
{
  g_autofree char *deep = NULL;
  g_autofree char *secret = NULL;
  g_auto (GStrv) files = g_new0 (char *, 6);
  g_autofree char *pipe = NULL;

  world->outside = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  world->folder = g_build_filename (world->outside, "inv", NULL);
  deep = g_build_filename (world->folder, "deep", NULL);
  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  secret = write_file (world->outside, "secret.pdf", "secret");
  files[0] = write_file (world->folder, "7.pdf", "seven");
  files[1] = write_file (deep, "8.pdf", "eight");
  files[2] = write_file (world->folder, ".pdf", "nobody's");
  files[3] = write_file (world->folder, "empty.pdf", "");
  files[4] = write_file (world->folder, "fattura è n. 9.pdf", "nine");
  make_link (secret, world->folder, "out.pdf");
  make_link (world->outside, world->folder, "up");
  make_link (files[1], world->folder, "in.pdf");
  make_link ("/dev/zero", world->folder, "zero.pdf");
  pipe = g_build_filename (world->folder, "pipe.pdf", NULL);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
}

static void
remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  remove_folder (world->outside);
  g_free (world->outside);
  g_free (world->folder);
}

/* The content for a contact whose field is @value (JSON), or NULL. */
static char *
load (World      *world,
      const char *pattern,
      const char *value,
      GError    **error)
{
  g_autofree char *merge = g_strdup_printf ("{\"n\":%s}", value);
  g_autoptr (PostinoContactFile) file = postino_contact_file_new (world->folder, pattern, error);
  g_auto (PostinoLiquidContext) context = { 0 };
  PostinoMergeScope scope = { .contact = merge };
  g_autofree char *path = NULL;
  g_autoptr (GBytes) content = NULL;

  g_assert_nonnull (file);
  g_assert_true (postino_merge_values_fill_context (&scope, &context, NULL));
  path = postino_contact_file_build_path (file, &context, error);
  g_assert_nonnull (path);
  content = postino_contact_file_load (file, path, error);
  g_assert_true (postino_contact_file_check (file, path, NULL) == (content != NULL));
  return content != NULL ? g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content)) : NULL;
}

static const struct {
  const char *pattern;
  const char *value;
  const char *content; /* NULL: none */
} cases[] = {
  { "{{ contact.n }}.pdf", "7", "seven" },
  { "{{ contact.n }}.pdf", "\"7\"", "seven" },
  { "deep/{{ contact.n }}.pdf", "8", "eight" },
  { "{{ contact.n }}.pdf", "\"deep/8\"", "eight" },
  { "{{ contact.n }}.pdf", "\"in\"", "eight" },
  { "{{ contact.n }}", "\"fattura è n. 9.pdf\"", "nine" },
  { "{% if contact.n %}7.pdf{% endif %}", "1", "seven" },

  { "{{ contact.n }}.pdf", "9", NULL },
  { "{{ contact.n }}.pdf", "\"\"", NULL },
  { "{{ contact.n }}.pdf", "null", NULL },
  { "{{ contact.n }}", "\"\"", NULL },
  { "{{ contact.n }}", "\"deep\"", NULL },
  { "{{ contact.n }}.pdf", "\"empty\"", NULL },
  { "deep/{{ contact.n }}/8.pdf", "\"\"", NULL },

  { "{{ contact.n }}.pdf", "\"../secret\"", NULL },
  { "{{ contact.n }}.pdf", "\"deep/../../secret\"", NULL },
  { "{{ contact.n }}.pdf", "\"./7\"", NULL },
  { "{{ contact.n }}/7.pdf", "\"../inv\"", NULL },
  { "{{ contact.n }}", "\"/etc/passwd\"", NULL },
  { "{{ contact.n }}.pdf", "\"7.pdf\\u0000\"", NULL },
  { "{{ contact.n }}.pdf", "\"7.pdf\\n\"", NULL },
  { "{{ contact.n }}.pdf", "\"{{ contact.n }}\"", NULL },
  { "{{ contact.n }}.pdf", "\"out\"", NULL },
  { "{{ contact.n }}.pdf", "\"up/secret\"", NULL },
  { "{{ contact.n }}.pdf", "\"up/inv/../secret\"", NULL },
  { "{{ contact.n }}.pdf", "\"zero\"", NULL },
  { "{{ contact.n }}.pdf", "\"pipe\"", NULL },
};

static void
test_table (World        *world,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *content = load (world, cases[i].pattern, cases[i].value, &error);

      g_test_message ("%s %s", cases[i].pattern, cases[i].value);
      g_assert_cmpstr (content, ==, cases[i].content);
      if (content == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
    }
}

static void
test_bounds (World        *world,
             gconstpointer data)
{
  g_autofree char *path = write_file (world->folder, "large.pdf", "x");
  g_autofree char *name = g_strnfill (5000, 'x');
  g_autofree char *value = g_strdup_printf ("\"%s\"", name);
  g_autofree char *content = NULL;

  g_assert_cmpint (truncate (path, POSTINO_MIME_PART_MAX_BYTES + 1), ==, 0);
  g_assert_null (load (world, "{{ contact.n }}.pdf", "\"large\"", NULL));
  g_assert_cmpint (truncate (path, POSTINO_MIME_PART_MAX_BYTES), ==, 0);
  content = load (world, "{{ contact.n }}.pdf", "\"large\"", NULL);
  g_assert_nonnull (content);
  g_assert_null (load (world, "{{ contact.n }}", value, NULL));
}

static void
test_faults (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_contact_file_new ("/tmp", "{{ contact.n", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "{{ contact.n"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/contact-file/table", World, NULL, set_up, test_table, tear_down);
  g_test_add ("/contact-file/bounds", World, NULL, set_up, test_bounds, tear_down);
  g_test_add_func ("/contact-file/faults", test_faults);
  return g_test_run ();
}
