/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "scratch-db.h"

#include "base/error.h"
#include "campaign/attachment.h"
#include "message/mime-part.h"
#include "workspace/assets.h"

static char *
write_file (const char *folder,
            const char *name,
            const char *bytes,
            gssize      n_bytes)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n_bytes, NULL));
  return path;
}

/* What the campaign keeps is the file as it was. */
static void
test_kept (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_file (folder, "listino.pdf", "%PDF-1.4 old", -1);
  g_autoptr (PostinoAttachment) attachment = postino_attachment_take_file (folder, path, &error);
  g_autoptr (GBytes) content = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (attachment->name, ==, "listino.pdf");
  g_assert_cmpint (attachment->size_bytes, ==, 12);
  g_assert_null (attachment->folder);
  g_assert_true (g_file_set_contents (path, "new", -1, NULL));
  content = postino_assets_load (db, attachment->sha256, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), "%PDF-1.4 old", 12);
  remove_scratch_folder (folder);
}

static void
test_types (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  const struct {
    const char *name;
    const char *bytes;
    const char *type;
  } cases[] = {
    { "a.pdf", "%PDF-1.4", "application/pdf" },
    { "b.png", "\x89PNG\r\n\x1a\n", "image/png" },
    { "c.txt", "ciao", "text/plain" },
    { "d", "\x01\x02\x03", "application/octet-stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (folder, cases[i].name, cases[i].bytes, -1);
      g_autoptr (PostinoAttachment) attachment = postino_attachment_take_file (folder, path, NULL);

      /* Without the list of types on this machine all of them are streams of bytes. */
      if (!g_str_equal (attachment->type, "application/octet-stream"))
        g_assert_cmpstr (attachment->type, ==, cases[i].type);
    }
  remove_scratch_folder (folder);
}

static void
test_long_name (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (PostinoAttachment) attachment = NULL;

  for (int i = 0; i < 120; i++)
    g_string_append (name, "è");
  g_string_append (name, "\n.pdf");
  path = write_file (folder, name->str, "x", 1);
  attachment = postino_attachment_take_file (folder, path, NULL);
  g_assert_cmpuint (strlen (attachment->name), <=, POSTINO_ATTACHMENT_NAME_MAX);
  g_assert_true (g_utf8_validate (attachment->name, -1, NULL));
  g_assert_true (g_str_has_suffix (attachment->name, ".pdf"));
  g_assert_null (strchr (attachment->name, '\n'));
  remove_scratch_folder (folder);
}

static void
assert_refused (const char *folder,
                const char *path,
                int         code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_attachment_take_file (folder, path, &error));
  g_assert_error (error, POSTINO_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_refused (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autofree char *empty = write_file (folder, "empty.pdf", "", 0);
  g_autofree char *large = write_file (folder, "large.pdf", "x", 1);
  g_autofree char *largest = write_file (folder, "largest.pdf", "x", 1);
  g_autofree char *missing = g_build_filename (folder, "missing.pdf", NULL);
  g_autoptr (PostinoAttachment) attachment = NULL;

  assert_refused (folder, missing, POSTINO_ERROR_NOT_FOUND);
  assert_refused (folder, folder, POSTINO_ERROR_INVALID);
  assert_refused (folder, "/dev/zero", POSTINO_ERROR_INVALID);
  assert_refused (folder, empty, POSTINO_ERROR_INVALID);
  g_assert_cmpint (truncate (large, POSTINO_MIME_PART_MAX_BYTES + 1), ==, 0);
  assert_refused (folder, large, POSTINO_ERROR_LIMIT);
  g_assert_cmpint (truncate (largest, POSTINO_MIME_PART_MAX_BYTES), ==, 0);
  attachment = postino_attachment_take_file (folder, largest, NULL);
  g_assert_nonnull (attachment);
  remove_scratch_folder (folder);
}

static void
test_measure (void)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  PostinoAttachment one = { .size_bytes = 57 };
  PostinoAttachment own = { .folder = (char *) "/tmp" };

  g_assert_cmpuint (postino_attachments_measure (list), ==, 0);
  g_ptr_array_add (list, &one);
  g_ptr_array_add (list, &one);
  g_ptr_array_add (list, &own);
  g_assert_cmpuint (postino_attachments_measure (list), ==, 2 * (76 + 2));
}

static const struct {
  const char *pattern;
  const char *folder; /* below the test's; NULL: refused */
  const char *name;
} patterns[] = {
  { "{{ contact.n }}.pdf", "", "{{ contact.n }}.pdf" },
  { "inv/{{ contact.n }}.pdf", "inv", "{{ contact.n }}.pdf" },
  { "inv/a-{{ contact.n }}/x.pdf", "inv", "a-{{ contact.n }}/x.pdf" },
  { "inv/../inv/{% if contact.n %}a/b{% endif %}.pdf", "inv", "{% if contact.n %}a/b{% endif %}.pdf" },
  { "none/{{ contact.n }}.pdf", NULL, NULL },
  { "inv/{{ contact.n }.pdf", NULL, NULL },
};

static void
test_patterns (void)
{
  g_autofree char *folder = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  g_autofree char *inv = g_build_filename (folder, "inv", NULL);

  g_assert_cmpint (g_mkdir (inv, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GError) error = NULL;
      PostinoAttachment *attachment = postino_attachment_new_pattern (folder, patterns[i].pattern, &error);

      g_assert_true (postino_attachment_is_pattern (patterns[i].pattern));
      g_assert_true ((attachment != NULL) == (patterns[i].folder != NULL));
      if (attachment == NULL)
        continue;
      g_assert_cmpstr (attachment->folder, ==, *patterns[i].folder != '\0' ? inv : folder);
      g_assert_cmpstr (attachment->name, ==, patterns[i].name);
      postino_attachment_free (attachment);
    }
  g_assert_false (postino_attachment_is_pattern ("inv/{x}.pdf"));
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachment/kept", test_kept);
  g_test_add_func ("/attachment/types", test_types);
  g_test_add_func ("/attachment/long-name", test_long_name);
  g_test_add_func ("/attachment/refused", test_refused);
  g_test_add_func ("/attachment/patterns", test_patterns);
  g_test_add_func ("/attachment/measure", test_measure);
  return g_test_run ();
}
