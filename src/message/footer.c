/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The footer. Its few words are in the newsletter's language and not in the locale of the worker,
 * which may run on a server that knows no Italian: so they stand in a table here and not in the
 * translations. */

#include "message/footer.h"

#include <string.h>

static const struct {
  const char *language;
  const char *from;
  const char *privacy;
  const char *unsubscribe;
} words[] = {
  { "en", "This message was sent by", "Privacy notice", "Unsubscribe" },
  { "it", "Questo messaggio è stato inviato da", "Informativa sulla privacy",
    "Annulla l’iscrizione" },
};

static gsize
find_words (const char *language)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words) && language != NULL; i++)
    {
      if (g_ascii_strncasecmp (language, words[i].language, 2) == 0)
        return i;
    }
  return 0;
}

/* For HTML and for Liquid at once: a brace in somebody's company name begins no tag. */
static char *
escape_html (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_auto (GStrv) parts = g_strsplit (escaped, "{", -1);

  return g_strjoinv ("&#123;", parts);
}

static char *
escape_text (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "{", -1);

  return g_strjoinv ("{{ '{' }}", parts);
}

char *
postino_footer_build_html (const PostinoIdentity *identity,
                           const char            *language,
                           gboolean               with_identity,
                           gboolean               with_unsubscribe)
{
  gsize at = find_words (language);
  GString *html = g_string_new ("\n<div style=\"margin:24px auto;max-width:600px;padding:12px;font-family:Arial,Helvetica,"
                                "sans-serif;font-size:12px;line-height:18px;color:#666666;text-align:center\">");
  const char *lines[] = { identity->legal, identity->postal_address };
  g_autofree char *name = escape_html (identity->name);

  if (with_identity)
    {
      g_string_append_printf (html, "%s %s", words[at].from, name);
      for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
        {
          g_autofree char *line = lines[i] != NULL && *lines[i] != '\0' ? escape_html (lines[i]) : NULL;

          if (line != NULL)
            g_string_append_printf (html, "<br>%s", line);
        }
      if (identity->privacy_url != NULL && *identity->privacy_url != '\0')
        {
          g_autofree char *url = escape_html (identity->privacy_url);

          g_string_append_printf (html, "<br><a href=\"%s\" style=\"color:#666666\">%s</a>", url,
                                  words[at].privacy);
        }
    }
  if (with_unsubscribe)
    g_string_append_printf (html, "{%% if unsubscribe_url %%}%s<a href=\"{{ unsubscribe_url }}\" "
                            "style=\"color:#666666\">%s</a>{%% endif %%}",
                            with_identity ? "<br>" : "", words[at].unsubscribe);
  g_string_append (html, "</div>\n");
  return g_string_free (html, FALSE);
}

char *
postino_footer_build_text (const PostinoIdentity *identity,
                           const char            *language,
                           gboolean               with_identity,
                           gboolean               with_unsubscribe)
{
  gsize at = find_words (language);
  GString *text = g_string_new ("\n-- \n");
  const char *lines[] = { identity->legal, identity->postal_address };
  g_autofree char *name = escape_text (identity->name);

  if (with_identity)
    {
      g_string_append_printf (text, "%s %s\n", words[at].from, name);
      for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
        {
          g_autofree char *line = lines[i] != NULL && *lines[i] != '\0' ? escape_text (lines[i]) : NULL;

          if (line != NULL)
            g_string_append_printf (text, "%s\n", line);
        }
      if (identity->privacy_url != NULL && *identity->privacy_url != '\0')
        {
          g_autofree char *url = escape_text (identity->privacy_url);

          g_string_append_printf (text, "%s: %s\n", words[at].privacy, url);
        }
    }
  if (with_unsubscribe)
    g_string_append_printf (text,
                            "{%% if unsubscribe_url %%}%s: {{ unsubscribe_url }}\n{%% endif %%}",
                            words[at].unsubscribe);
  return g_string_free (text, FALSE);
}
