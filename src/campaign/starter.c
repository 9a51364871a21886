/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders are known by their words, not by marks in the HTML: a mark would leave with the
 * message, and stay where the words were written over, or go where only the words were kept. What
 * is compared is what can be read, on one line and folded, so that the layout of the source, its
 * entities and its capitals do not matter. The words of former starters stay in the table: drafts
 * live long. */

#include "campaign/starter.h"

#include <string.h>

#include "base/paths.h"
#include "base/text.h"
#include "content/html-text.h"

/* The languages of data/starters; the first one serves everybody else. Of each placeholder the part
 * nobody would write of their own accord, without what an editor exchanges (apostrophes). */
static const struct {
  const char *language;
  const char *placeholders[3];
} starters[] = {
  { "en", { "Write here, in two or three sentences", "if there is a page to visit, put its link here" } },
  { "it", { "scrivi qui, in due o tre frasi", "metti qui il suo link" } },
};

/* What is read of @text, to compare; yours. */
static char *
flatten (const char *text)
{
  g_autofree char *line = postino_text_single_line (text);

  return postino_text_fold (line);
}

static char *
flatten_html (const char *html)
{
  g_autofree char *text = postino_html_to_text (html);

  return flatten (text);
}

static char *
load (const char *language)
{
  g_autofree char *name = g_strdup_printf ("starters/%s.html", language);
  g_autoptr (GBytes) file = postino_paths_load_resource (name);

  return g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
}

char *
postino_starter_load (void)
{
  const char *const *wanted = g_get_language_names ();

  for (gsize i = 0; wanted[i] != NULL; i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (starters); j++)
        {
          if (strcmp (wanted[i], starters[j].language) == 0)
            return load (starters[j].language);
        }
    }
  return load (starters[0].language);
}

gboolean
postino_starter_is_untouched (const char *html)
{
  g_autofree char *flat = flatten_html (html);

  for (gsize i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      g_autofree char *starter = load (starters[i].language);
      g_autofree char *starter_flat = flatten_html (starter);

      if (strcmp (flat, starter_flat) == 0)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
postino_starter_list_placeholders (const char *html,
                                   const char *text)
{
  GPtrArray *left = g_ptr_array_new ();
  g_autofree char *flat = flatten_html (html);
  g_autofree char *text_flat = text != NULL ? flatten (text) : g_strdup ("");

  for (gsize i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      for (gsize j = 0; starters[i].placeholders[j] != NULL; j++)
        {
          g_autofree char *placeholder = flatten (starters[i].placeholders[j]);

          if (strstr (flat, placeholder) != NULL || strstr (text_flat, placeholder) != NULL)
            g_ptr_array_add (left, (gpointer) starters[i].placeholders[j]);
        }
    }
  return left;
}
