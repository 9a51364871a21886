/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a page, a template and a text: the tokens put together are the page, what is inserted or marked can be
 * taken out again, tags are only inserted, and the text part of a template is a template. */

#include <stdint.h>
#include <string.h>

#include "content/html-cids.h"
#include "content/html-links.h"
#include "content/html-text.h"
#include "content/html-tokens.h"
#include "content/liquid-mask.h"
#include "content/liquid-parse.h"
#include "content/utm.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_tokens (const char *html)
{
  g_autofree char *mask = postino_liquid_mask (html);
  const char *at = mask;
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;

  g_assert (strlen (mask) == strlen (html));
  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      g_assert (token.start == at && token.end > at);
      at = token.end;
    }
  g_assert (*at == '\0');
}

/* Walks @marked and @source side by side: they differ only where a link stands. */
static void
check_marked (const char *source,
              const char *marked,
              GPtrArray  *urls)
{
  g_assert (urls->len > 0 || strcmp (source, marked) == 0);
  for (guint i = 0; i < urls->len; i++)
    {
      g_autofree char *link = g_strdup_printf ("{{ link.%u }}", i);

      g_assert (strstr (marked, link) != NULL);
      g_assert (g_ascii_strncasecmp (urls->pdata[i], "http", 4) == 0);
    }
}

static void
check_inserted (const char *html,
                char       *(*insert) (const char *html, const char *fragment))
{
  g_autofree char *nothing = insert (html, "");
  g_autofree char *inserted = insert (html, "<i>");

  g_assert (strcmp (nothing, html) == 0);
  g_assert (strlen (inserted) == strlen (html) + strlen ("<i>"));
}

static gboolean
is_template (const char *text)
{
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (text, POSTINO_LIQUID_TEXT, NULL, NULL);

  return liquid != NULL;
}

static void
check_text (const char *html)
{
  g_autofree char *text = postino_html_to_text (html);

  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (*text == '\0' || g_str_has_suffix (text, "\n"));
  g_assert (!is_template (html) || is_template (text));
}

static gboolean
is_subsequence (const char *text,
                const char *of)
{
  for (; *text != '\0' && *of != '\0'; of++)
    text += *text == *of;
  return *text == '\0';
}

/* Tags are inserted, and once. */
static void
check_tagged (const char *source,
              char       *(*tag) (const char *utm, const char *text))
{
  g_autofree char *tagged = tag ("a,b,c", source);
  g_autofree char *again = tag ("a,b,c", tagged);

  g_assert (is_subsequence (source, tagged));
  g_assert (strcmp (tagged, again) == 0);
}

static const char *
keep_cb (const char *name,
         gpointer    data)
{
  g_assert (*name != '\0' && g_utf8_validate (name, -1, NULL));
  return NULL;
}

static void
check_cids (const char *html)
{
  g_autofree char *same = postino_html_cids_map (html, keep_cb, NULL);

  g_assert (strcmp (same, html) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *html = g_utf8_make_valid (bytes, -1);
  g_autoptr (GPtrArray) html_urls = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) text_urls = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *marked_html = postino_html_links_mark (html, html_urls);
  g_autofree char *marked_text = postino_text_links_mark (html, text_urls);

  check_tokens (html);
  check_marked (html, marked_html, html_urls);
  check_marked (html, marked_text, text_urls);
  check_inserted (html, postino_html_insert_before_body_end);
  check_inserted (html, postino_html_insert_after_body_start);
  postino_html_links_count_dynamic (html);
  check_text (html);
  check_tagged (html, postino_utm_tag_html);
  check_tagged (html, postino_utm_tag_text);
  check_cids (html);
  return 0;
}
