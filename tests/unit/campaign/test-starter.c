/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "base/paths.h"
#include "campaign/starter.h"

static const char *const languages[] = { "en", "it" };

static char *
load (const char *language)
{
  g_autofree char *name = g_strdup_printf ("starters/%s.html", language);
  g_autoptr (GBytes) file = postino_paths_load_resource (name);

  return g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
}

/* @text with all @old made @new; yours. */
static char *
replace (const char *text,
         const char *old,
         const char *new)
{
  g_auto (GStrv) parts = g_strsplit (text, old, -1);

  g_assert_nonnull (parts[1]);
  return g_strjoinv (new, parts);
}

/* What everybody begins with can be opted out of, greets without guessing a gender, and does not say
 * of customers that they asked for it. */
static void
test_starters (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *tag = g_strdup_printf ("<html lang=\"%s\">", languages[i]);
      g_autofree char *html = load (languages[i]);

      g_assert_nonnull (strstr (html, tag));
      g_assert_nonnull (strstr (html, "{{ unsubscribe_url }}"));
      g_assert_nonnull (strstr (html, "{% if contact.first_name %} {{ contact.first_name }}{% endif %},"));
      g_assert_null (strstr (html, "asked for"));
      g_assert_null (strstr (html, "chiest"));
    }
}

static void
test_untouched (void)
{
  g_assert_false (postino_starter_is_untouched (""));
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *html = load (languages[i]);
      g_autofree char *indented = replace (html, "\n", "\r\n    ");
      g_autofree char *blue = replace (html, "#ffffff", "#eeeeff");
      g_autofree char *own = replace (html, "<h1", "<h1>Olive oil</h1><h1");

      g_assert_true (postino_starter_is_untouched (html));
      g_assert_true (postino_starter_is_untouched (indented));
      g_assert_true (postino_starter_is_untouched (blue));
      g_assert_false (postino_starter_is_untouched (own));
    }
}

static const struct {
  const char *html;
  const char *text;
  guint n_left;
} written[] = {
  { "", NULL, 0 },
  { "<p>Write to us, in two or three sentences</p>", NULL, 0 },
  { "<p>The oil is here.<br>Write here,\n in <b>two or three</b> sentences, what is new</p>", NULL, 1 },
  { "<p>WRITE HERE, in two or three sentences; if there is a page to visit, put its&nbsp;link here.</p>", NULL, 2 },
  { "<!-- Write here, in two or three sentences --><p>Oil</p>", NULL, 0 },
  { "<p>L’olio è qui. Scrivi qui, in due o tre frasi, che cosa c'è di nuovo</p>", NULL, 1 },
  { "<p>Olio</p>", "Se c’è una pagina da visitare, metti qui\nil suo link.", 1 },
  { "<p>Olio</p>", "Ecco il link", 0 },
};

static void
test_placeholders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (GPtrArray) left = postino_starter_list_placeholders (written[i].html, written[i].text);

      g_test_message ("%s", written[i].html);
      g_assert_cmpuint (left->len, ==, written[i].n_left);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *html = load (languages[i]);
      g_autoptr (GPtrArray) left = postino_starter_list_placeholders (html, NULL);

      g_assert_cmpuint (left->len, ==, 2);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/starter/starters", test_starters);
  g_test_add_func ("/starter/untouched", test_untouched);
  g_test_add_func ("/starter/placeholders", test_placeholders);
  return g_test_run ();
}
