/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of a template, for tracking. The document is never rewritten: what is replaced is the range
 * of bytes an address stands in, so whatever an author or an editor relies on (order of attributes,
 * comments for Outlook, odd quoting) leaves as it came. Render compiles the marked template and
 * gives each `{{ link.N }}` the recipient's own address.
 *
 * The tokens are read from a mask of the template (liquid-mask), with the same offsets; a value
 * with a mask byte in it is dynamic and cannot be tracked: its target is not known before
 * rendering, and the collector leads only where the link table says, so that it cannot be used as
 * an open redirect. */

#include "content/html-links.h"

#include <string.h>

#include "content/html-entities.h"
#include "content/html-tokens.h"
#include "content/liquid-lex.h"
#include "content/liquid-mask.h"

#define BLANKS " \t\n\f\r"

static const char *const own_urls[] = { "unsubscribe_url", "preferences_url", "webview_url" };
static const char *const untracked_schemes[] = { "mailto:", "tel:", "sms:", "#" };
static const char *const web_schemes[] = { "https://", "http://" };

/* What the head of a page without <head> and <body> is made of. */
static const char *const head_elements[] = { "html", "head", "meta", "title", "link", "base",
                                             "style", "script" };

static gboolean
has_prefix_of (const char        *text,
               const char *const *prefixes,
               gsize              n_prefixes)
{
  for (gsize i = 0; i < n_prefixes; i++)
    {
      if (g_ascii_strncasecmp (text, prefixes[i], strlen (prefixes[i])) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_trackable (const char *url)
{
  const char *host;

  if (!has_prefix_of (url, web_schemes, G_N_ELEMENTS (web_schemes))
      || strlen (url) > POSTINO_HTML_LINKS_MAX_URL_BYTES)
    return FALSE;
  host = strstr (url, "//") + 2;
  if (*host == '\0' || strchr ("/?#", *host) != NULL)
    return FALSE;
  for (const char *p = url; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        return FALSE;
    }
  return TRUE;
}

/* Copies a template piece by piece, with links replaced. */
typedef struct {
  const char *source;
  const char *mask;
  gsize copied;         /* of @source, to @out */
  GString *out;
  GPtrArray *urls;
  GHashTable *indices;  /* of @urls: borrowed text → index + 1 */
} Marker;

static void
marker_init (Marker     *marker,
             const char *source,
             const char *mask,
             GPtrArray  *urls)
{
  *marker = (Marker) { .source = source, .mask = mask, .urls = urls };
  marker->out = g_string_sized_new (strlen (source));
  marker->indices = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = urls != NULL ? urls->len : 0; i > 0; i--)
    g_hash_table_insert (marker->indices, urls->pdata[i - 1], GUINT_TO_POINTER (i));
}

static char *
marker_finish (Marker *marker)
{
  g_hash_table_unref (marker->indices);
  g_string_append (marker->out, marker->source + marker->copied);
  return g_string_free (marker->out, FALSE);
}

/* Takes over @url. */
static guint
find_index (Marker *marker,
            char   *url)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (marker->indices, url));

  if (found > 0)
    {
      g_free (url);
      return found - 1;
    }
  g_ptr_array_add (marker->urls, url);
  g_hash_table_insert (marker->indices, url, GUINT_TO_POINTER (marker->urls->len));
  return marker->urls->len - 1;
}

/* @start: in the mask. */
static void
put (Marker     *marker,
     const char *start,
     gsize       length,
     const char *text)
{
  gsize offset = start - marker->mask;

  g_string_append_len (marker->out, marker->source + marker->copied, offset - marker->copied);
  g_string_append (marker->out, text);
  marker->copied = offset + length;
}

/* Takes over @url. */
static void
mark (Marker     *marker,
      const char *start,
      gsize       length,
      char       *url)
{
  g_autofree char *text = g_strdup_printf ("{{ link.%u }}", find_index (marker, url));

  put (marker, start, length, text);
}

static void
map (Marker         *marker,
     const char     *start,
     gsize           length,
     PostinoLinkFunc func,
     gpointer        user_data)
{
  g_autofree char *text = func (marker->source + (start - marker->mask), start, length, user_data);

  if (text != NULL)
    put (marker, start, length, text);
}

/* The address of an <a> or <area>, without the blanks around it, as it is written. */
static gboolean
next_href (const PostinoHtmlToken *token,
           const char            **cursor,
           const char            **start,
           gsize                  *length)
{
  PostinoHtmlAttribute attribute;

  if (!postino_html_token_is (token, POSTINO_HTML_OPEN, "a")
      && !postino_html_token_is (token, POSTINO_HTML_OPEN, "area"))
    return FALSE;
  while (postino_html_token_attribute (token, cursor, &attribute))
    {
      if (attribute.value == NULL || !postino_html_attribute_is (&attribute, "href"))
        continue;
      *start = attribute.value;
      *length = attribute.value_length;
      while (*length > 0 && strchr (BLANKS, **start) != NULL)
        {
          (*start)++;
          (*length)--;
        }
      while (*length > 0 && strchr (BLANKS, (*start)[*length - 1]) != NULL)
        (*length)--;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_liquid (const char *start,
            gsize       length)
{
  return memchr (start, POSTINO_LIQUID_MASK_FIRST, length) != NULL;
}

char *
postino_html_links_mark (const char *html,
                         GPtrArray  *urls)
{
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;
  Marker marker;

  marker_init (&marker, html, mask, urls);
  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      const char *cursor = NULL;
      const char *start;
      gsize length;

      while (next_href (&token, &cursor, &start, &length))
        {
          g_autofree char *url = has_liquid (start, length) ? NULL : postino_html_decode_url (start, length);

          if (url != NULL && is_trackable (url))
            mark (&marker, start, length, g_steal_pointer (&url));
        }
    }
  return marker_finish (&marker);
}

char *
postino_html_links_map (const char     *html,
                        PostinoLinkFunc func,
                        gpointer        user_data)
{
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;
  Marker marker;

  marker_init (&marker, html, mask, NULL);
  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      const char *cursor = NULL;
      const char *start;
      gsize length;

      while (next_href (&token, &cursor, &start, &length))
        map (&marker, start, length, func, user_data);
    }
  return marker_finish (&marker);
}

/* {{ unsubscribe_url }} and nothing more. */
static gboolean
is_own_url (const char *source,
            const char *mask,
            gsize       length)
{
  PostinoLiquidLexer lexer;
  PostinoLiquidToken token;
  PostinoLiquidToken close;
  g_autofree char *text = g_strndup (source, length);
  const char *piece;
  gsize piece_length;

  if (*mask != POSTINO_LIQUID_MASK_FIRST || postino_liquid_mask_length (mask) != length)
    return FALSE;
  postino_liquid_lexer_init (&lexer, text);
  if (postino_liquid_lexer_next_piece (&lexer, &piece, &piece_length) != POSTINO_LIQUID_PIECE_OUTPUT
      || !postino_liquid_lexer_next_token (&lexer, &token, NULL)
      || !postino_liquid_lexer_next_token (&lexer, &close,
                                           NULL) || close.kind != POSTINO_LIQUID_TOKEN_CLOSE)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (own_urls); i++)
    {
      if (postino_liquid_token_is (&token, POSTINO_LIQUID_TOKEN_NAME, own_urls[i]))
        return TRUE;
    }
  return FALSE;
}

guint
postino_html_links_count_dynamic (const char *html)
{
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;
  guint count = 0;

  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      const char *cursor = NULL;
      const char *start;
      gsize length;

      while (next_href (&token, &cursor, &start, &length))
        {
          if (has_liquid (start, length)
              && !has_prefix_of (start, untracked_schemes, G_N_ELEMENTS (untracked_schemes))
              && !is_own_url (html + (start - mask), start, length))
            count++;
        }
    }
  return count;
}

static gboolean
leads_somewhere (const char *url)
{
  const char *scheme = g_uri_peek_scheme (url);
  const char *host;

  if (*url == '#')
    return TRUE;
  if (scheme == NULL || g_str_equal (scheme, "javascript"))
    return FALSE;
  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
    return TRUE;
  if (!has_prefix_of (url, web_schemes, G_N_ELEMENTS (web_schemes)))
    return FALSE;
  host = strstr (url, "//") + 2;
  return *host != '\0' && strchr ("/?#", *host) == NULL;
}

GPtrArray *
postino_html_links_list_broken (const char *html)
{
  GPtrArray *broken = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;

  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      const char *cursor = NULL;
      const char *start;
      gsize length;

      while (next_href (&token, &cursor, &start, &length))
        {
          g_autofree char *url = g_strstrip (postino_html_decode_url (start, length));

          if (!has_liquid (start, length) && !leads_somewhere (url)
              && !g_ptr_array_find_with_equal_func (broken, url, g_str_equal, NULL))
            g_ptr_array_add (broken, g_steal_pointer (&url));
        }
    }
  return broken;
}

static char *
insert_at (const char *text,
           gsize       offset,
           const char *fragment)
{
  GString *out = g_string_sized_new (strlen (text) + strlen (fragment));

  g_string_append_len (out, text, offset);
  g_string_append (out, fragment);
  g_string_append (out, text + offset);
  return g_string_free (out, FALSE);
}

char *
postino_html_insert_before_body_end (const char *html,
                                     const char *fragment)
{
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;
  const char *body_end = NULL;
  const char *html_end = NULL;
  const char *place;

  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      if (postino_html_token_is (&token, POSTINO_HTML_CLOSE, "body"))
        body_end = token.start;
      else if (postino_html_token_is (&token, POSTINO_HTML_CLOSE, "html"))
        html_end = token.start;
    }
  place = body_end != NULL ? body_end : html_end;
  return insert_at (html, place == NULL ? strlen (html) : (gsize) (place - mask), fragment);
}

static gboolean
is_head_part (const PostinoHtmlToken *token)
{
  if (token->kind == POSTINO_HTML_DOCTYPE)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (head_elements); i++)
    {
      if (postino_html_token_is (token, POSTINO_HTML_OPEN, head_elements[i])
          || postino_html_token_is (token, POSTINO_HTML_CLOSE, head_elements[i]))
        return TRUE;
    }
  return FALSE;
}

/* What may stand between the parts of a head without being one. */
static gboolean
is_passed_over (const PostinoHtmlToken *token)
{
  const char *p = token->start;

  if (token->kind == POSTINO_HTML_IGNORED || token->kind == POSTINO_HTML_RAW_TEXT)
    return TRUE;
  return token->kind == POSTINO_HTML_TEXT && p + strspn (p, BLANKS) >= token->end;
}

char *
postino_html_insert_after_body_start (const char *html,
                                      const char *fragment)
{
  g_autofree char *mask = postino_liquid_mask (html);
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;
  const char *head_end = NULL;
  const char *begun = mask;
  gboolean in_head = TRUE;

  postino_html_tokens_init (&tokens, mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      if (postino_html_token_is (&token, POSTINO_HTML_OPEN, "body"))
        return insert_at (html, token.end - mask, fragment);
      if (head_end == NULL && postino_html_token_is (&token, POSTINO_HTML_CLOSE, "head"))
        head_end = token.end;
      if (in_head && is_head_part (&token))
        begun = token.end;
      else if (!is_passed_over (&token))
        in_head = FALSE;
    }
  return insert_at (html, (head_end != NULL ? head_end : begun) - mask, fragment);
}

/* Where the run of characters that may belong to an address ends, Liquid included. */
static const char *
find_run_end (const char *p)
{
  while (*p != '\0' && !g_ascii_isspace (*p)
         && (!g_ascii_iscntrl (*p) || postino_liquid_mask_is_token (*p))
         && strchr ("<>\"", *p) == NULL && g_utf8_get_char (p) != 0xa0)
    p = g_utf8_next_char (p);
  return p;
}

/* An opening of the kind @p closes that is not closed before. */
static gboolean
is_balanced (const char *start,
             const char *p)
{
  char opening = *p == ')' ? '(' : *p == ']' ? '[' : '{';
  int depth = 0;

  for (; start < p; start++)
    depth += *start == opening ? 1 : *start == *p ? -1 : 0;
  return depth > 0;
}

/* Leaves out what belongs to the sentence around an address. *is_closed if a bracket that was
 * opened before it is among that: then it is sure that the address ends there. */
static const char *
trim_url (const char *start,
          const char *end,
          gboolean   *is_closed)
{
  const guint checks_max = 64;

  *is_closed = FALSE;
  for (guint checks = 0; end > start && checks < checks_max; checks++)
    {
      gboolean is_bracket = strchr (")]}", end[-1]) != NULL;

      if (is_bracket ? is_balanced (start, end - 1) : strchr (".,;:!?'\"", end[-1]) == NULL)
        break;
      *is_closed |= is_bracket;
      end--;
    }
  return end;
}

/* Whether at @at, right behind an address, only blocks end ({% endif %}) and then a blank or
 * nothing comes: then the address does not go on. */
static gboolean
is_block_end (const Marker *marker,
              const char   *at)
{
  while (*at == POSTINO_LIQUID_MASK_FIRST)
    {
      const char *text = marker->source + (at - marker->mask);

      if (text[1] != '%')
        return FALSE;
      text += 2 + strspn (text + 2, "-" BLANKS);
      if (!g_str_has_prefix (text, "end"))
        return FALSE;
      at += postino_liquid_mask_length (at);
    }
  return *at == '\0' || g_ascii_isspace (*at);
}

/* The first parenthesis in the run that closes none of the address's own: "uno
 * (https://example.com)due" is how two links side by side become text. @end if there is none. */
static const char *
find_closing (const char *start,
              const char *end)
{
  int depth = 0;

  for (const char *p = start; p < end; p++)
    {
      depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
      if (depth < 0)
        return p;
    }
  return end;
}

static gboolean
is_static_url (const Marker *marker,
               const char   *start,
               const char   *run_end,
               const char  **url_end)
{
  const char *liquid = memchr (start, POSTINO_LIQUID_MASK_FIRST, run_end - start);
  const char *closing = find_closing (start, liquid == NULL ? run_end : liquid);
  gboolean is_closed = closing < (liquid == NULL ? run_end : liquid);
  gboolean is_trimmed;

  *url_end = trim_url (start, closing, &is_trimmed);
  return liquid == NULL || is_closed || is_trimmed || is_block_end (marker, liquid);
}

static gboolean
begins_url (const char *mask,
            const char *p)
{
  return has_prefix_of (p, web_schemes, G_N_ELEMENTS (web_schemes))
         && (p == mask || (!g_ascii_isalnum (p[-1]) && strchr ("+-_", p[-1]) == NULL));
}

/* The next address at or behind *@p that is known to be whole; *@p is behind it then. */
static gboolean
next_url (const Marker *marker,
          const char  **p,
          const char  **start,
          const char  **url_end)
{
  while ((*p += strcspn (*p, "hH")), **p != '\0')
    {
      const char *run_end = begins_url (marker->mask, *p) ? find_run_end (*p) : NULL;

      *start = *p;
      *p = run_end != NULL ? run_end : *p + 1;
      if (run_end != NULL && is_static_url (marker, *start, run_end, url_end))
        return TRUE;
    }
  return FALSE;
}

char *
postino_text_links_mark (const char *text,
                         GPtrArray  *urls)
{
  g_autofree char *mask = postino_liquid_mask (text);
  const char *p = mask;
  const char *start;
  const char *end;
  Marker marker;

  marker_init (&marker, text, mask, urls);
  while (next_url (&marker, &p, &start, &end))
    {
      g_autofree char *url = g_strndup (start, end - start);

      if (is_trackable (url))
        mark (&marker, start, end - start, g_steal_pointer (&url));
    }
  return marker_finish (&marker);
}

char *
postino_text_links_map (const char     *text,
                        PostinoLinkFunc func,
                        gpointer        user_data)
{
  g_autofree char *mask = postino_liquid_mask (text);
  const char *p = mask;
  const char *start;
  const char *end;
  Marker marker;

  marker_init (&marker, text, mask, NULL);
  while (next_url (&marker, &p, &start, &end))
    map (&marker, start, (gsize) (end - start), func, user_data);
  return marker_finish (&marker);
}
