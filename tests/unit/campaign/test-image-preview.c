/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/image-preview.h"
#include "workspace/assets.h"

#define WORLD                                                                                                   \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"           \
  "INSERT INTO attachment (campaign, name, type, sha256, size_bytes) VALUES (1, 'gone.png', 'image/png', 'aa', 3);"

static const struct {
  const char *html;
  const char *shown;
} cases[] = {
  { "<p>x</p>", "<p>x</p>" },
  { "<img src=\"cid:a.png\"><b style=\"background: url(cid:a.png)\">",
    "<img src=\"data:image/png;base64,YWJj\"><b style=\"background: url(data:image/png;base64,YWJj)\">" },
  /* Of all files only pictures are shown; and what cannot be shown is no reason to show nothing. */
  { "<img src=\"cid:a.html\"><img src=\"cid:gone.png\"><img src=\"cid:no.png\"><img src=\"cid:big.png\">",
    "<img src=\"cid:a.html\"><img src=\"cid:gone.png\"><img src=\"cid:no.png\"><img src=\"cid:big.png\">" },
};

static void
add (PostinoDb  *db,
     const char *folder,
     const char *name,
     const char *type,
     int         size)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3);
  g_autofree char *sha256 = postino_assets_store (folder, content, NULL);

  g_assert_true (postino_db_run (db, NULL, "INSERT INTO attachment (campaign, name, type, sha256, size_bytes) VALUES "
                                 "(1, ?1, ?2, ?3, ?4)", "sssi", name, type, sha256, size));
}

static void
test_embed (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);

  g_assert_true (postino_db_exec (db, WORLD, NULL));
  add (db, folder, "a.png", "image/png", 3);
  add (db, folder, "a.html", "text/html", 3);
  add (db, folder, "big.png", "image/png", 1024 * 1024 + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *html = g_strdup (cases[i].html);

      g_assert_true (postino_image_preview_embed (db, 1, &html, NULL));
      g_assert_cmpstr (html, ==, cases[i].shown);
    }
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-preview/embed", test_embed);
  return g_test_run ();
}
