/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Liquid through an HTML parser and out again. A parser would decode `&` in a token, take `<` in
 * one for a tag, and move text that stands between the rows of a table. So the page that is parsed
 * is written anew from the tokens of the template, with stand-ins where Liquid was; it is thrown
 * away after reading.
 *
 * Tokens in what is left out (comments, raw text) go with it, unless a block begins or ends there
 * that reaches out of it: then its {% tags %} stay.
 *
 * Restoring tries twice. First every stand-in that came through becomes its token. That is a valid
 * template unless the reader lost part of a block or changed the order. Then, the second time, all
 * {% tags %} are written in the order of the template, the lost ones right before the next that
 * came through: the blocks are those of the template again, so it parses as the template did.
 * Should it not do so all the same, the text is written without tags: too much is better than
 * nothing sent.
 *
 * Two things are not byte for byte. The dash of a token that stands at the beginning or end of a
 * line is dropped, for it would join paragraphs which in HTML are apart whatever white space is
 * between them; and braces that only look like Liquid now (`&#123;{ name }}`) are put in {% raw
 * %}. */

#include "content/html-shield.h"

#include <string.h>

#include "content/html-tokens.h"
#include "content/liquid-mask.h"
#include "content/liquid-parse.h"

static const char *const left_out_elements[] = {
  "html", "head", "body", "meta", "link", "base", "title", "style", "script", "textarea", "iframe", "noembed", "noframes",
};

static const char *const kept_attributes[] = { "href", "alt", "style", "hidden", "start" };

typedef struct {
  gsize start;
  gsize length;
  gboolean is_tag;
  /* of an output: the first that reads the same, so that equal texts have equal stand-ins */
  guint alias;
} Token;

typedef enum {
  RESTORE_PLACED,  /* what came through, where it is */
  RESTORE_ORDERED, /* every tag, in the template's order */
  RESTORE_OUTPUTS, /* no tags */
} RestoreMode;

struct _PostinoHtmlShield {
  const char *html;
  char *mask;
  GArray *tokens; /* Token, in order */
  GString *page;
};

/* 0xf3 leads U+C0000 to U+FFFFF. */
static gboolean
is_private (const char *p)
{
  gunichar c = (guchar) *p == 0xf3 ? g_utf8_get_char_validated (p, -1) : 0;

  return c >= POSTINO_HTML_SHIELD_OPEN_OUTPUT && c <= POSTINO_HTML_SHIELD_LAST;
}

static void
append_stand_in (GString *out,
                 gboolean is_tag,
                 guint    number)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);

  g_string_append_unichar (out,
                           is_tag ? POSTINO_HTML_SHIELD_OPEN_TAG : POSTINO_HTML_SHIELD_OPEN_OUTPUT);
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append_unichar (out, POSTINO_HTML_SHIELD_DIGIT_0 + (*p - '0'));
  g_string_append_unichar (out, POSTINO_HTML_SHIELD_CLOSE);
}

/* The number of the token at @offset; tokens come in order. */
static guint
find_token (const PostinoHtmlShield *shield,
            gsize                    offset)
{
  guint low = 0;
  guint high = shield->tokens->len;

  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (shield->tokens, Token, middle).start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
append_token (PostinoHtmlShield *shield,
              gsize              offset,
              gboolean           in_value)
{
  guint number = find_token (shield, offset);
  const Token *token = &g_array_index (shield->tokens, Token, number);

  if (in_value || !token->is_tag)
    append_stand_in (shield->page, token->is_tag, token->alias);
  else
    g_string_append_printf (shield->page, "<!--%u-->", number);
  if (!in_value)
    g_string_append_unichar (shield->page, POSTINO_HTML_SHIELD_NOTHING);
}

/* From the template, with stand-ins, and safe within double quotes or in text. */
static void
append_source (PostinoHtmlShield *shield,
               const char        *start,
               gsize              length,
               gboolean           in_value)
{
  const char *end = start + length;
  const char *p = start;

  while (p < end)
    {
      gsize offset = p - shield->mask;

      if (*p == POSTINO_LIQUID_MASK_FIRST)
        {
          append_token (shield, offset, in_value);
          p += postino_liquid_mask_length (p);
          continue;
        }
      if (is_private (p))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      if (*p == '"')
        g_string_append (shield->page, "&quot;");
      else if (*p == '<')
        g_string_append (shield->page, "&lt;");
      else
        g_string_append_c (shield->page, *p);
      p++;
    }
}

static gboolean
is_template (const char *text)
{
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (text, POSTINO_LIQUID_TEXT, NULL, NULL);

  return liquid != NULL;
}

/* Blocks that begin in what is left out and end elsewhere (`<!-- {% if %} -->`) hold for what is
 * between them. */
static void
append_left_out (PostinoHtmlShield *shield,
                 const char        *start,
                 const char        *end)
{
  g_autofree char *source = NULL;

  if (memchr (start, POSTINO_LIQUID_MASK_FIRST, end - start) == NULL)
    return;
  source = g_strndup (shield->html + (start - shield->mask), end - start);
  if (is_template (source))
    return;
  for (const char *p = start; p < end; p++)
    {
      guint number = *p == POSTINO_LIQUID_MASK_FIRST ? find_token (shield, p - shield->mask) : 0;

      if (*p == POSTINO_LIQUID_MASK_FIRST && g_array_index (shield->tokens, Token, number).is_tag)
        append_token (shield, p - shield->mask, FALSE);
    }
}

static gboolean
is_plain_name (const PostinoHtmlToken *token)
{
  for (gsize i = 0; i < token->name_length; i++)
    {
      if (!g_ascii_isalnum (token->name[i]) && strchr ("-:", token->name[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_left_out (const PostinoHtmlToken *token)
{
  for (gsize i = 0; i < G_N_ELEMENTS (left_out_elements); i++)
    {
      if (postino_html_token_is (token, token->kind, left_out_elements[i]))
        return TRUE;
    }
  return !is_plain_name (token);
}

static void
append_tag (PostinoHtmlShield      *shield,
            const PostinoHtmlToken *token)
{
  PostinoHtmlAttribute attribute;
  const char *cursor = NULL;

  g_string_append (shield->page, token->kind == POSTINO_HTML_CLOSE ? "</" : "<");
  g_string_append_len (shield->page, token->name, token->name_length);
  while (postino_html_token_attribute (token, &cursor, &attribute))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (kept_attributes); i++)
        {
          if (!postino_html_attribute_is (&attribute, kept_attributes[i]))
            continue;
          g_string_append_printf (shield->page, " %s=\"", kept_attributes[i]);
          if (attribute.value != NULL)
            append_source (shield, attribute.value, attribute.value_length, TRUE);
          g_string_append_c (shield->page, '"');
        }
    }
  g_string_append_c (shield->page, '>');
}

/* A {% raw %} block is text, for all it has tags around it. */
static gboolean
is_tag (const char *token)
{
  const char *name = token + 2 + strspn (token + 2, "- \t\r\n");

  return token[1] == '%' && !g_str_has_prefix (name, "raw");
}

static void
collect_tokens (PostinoHtmlShield *shield)
{
  g_autoptr (GHashTable) aliases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *p = shield->mask;

  while ((p = strchr (p, POSTINO_LIQUID_MASK_FIRST)) != NULL)
    {
      gsize start = p - shield->mask;
      Token token = { start, postino_liquid_mask_length (p), is_tag (shield->html + start),
                      shield->tokens->len };
      g_autofree char *text = token.is_tag ? NULL : g_strndup (shield->html + start, token.length);
      gpointer known;

      if (text != NULL && g_hash_table_lookup_extended (aliases, text, NULL, &known))
        token.alias = GPOINTER_TO_UINT (known);
      else if (text != NULL)
        g_hash_table_insert (aliases, g_steal_pointer (&text), GUINT_TO_POINTER (token.alias));
      g_array_append_val (shield->tokens, token);
      p += token.length;
    }
}

static void
write_page (PostinoHtmlShield *shield)
{
  PostinoHtmlTokens tokens;
  PostinoHtmlToken token;

  g_string_append (shield->page, "<html><body>");
  postino_html_tokens_init (&tokens, shield->mask);
  while (postino_html_tokens_next (&tokens, &token))
    {
      if (token.kind == POSTINO_HTML_TEXT)
        {
          g_string_append_unichar (shield->page, POSTINO_HTML_SHIELD_NOTHING);
          append_source (shield, token.start, token.end - token.start, FALSE);
        }
      else if ((token.kind == POSTINO_HTML_OPEN || token.kind == POSTINO_HTML_CLOSE)
               && !is_left_out (&token))
        append_tag (shield, &token);
      else
        append_left_out (shield, token.start, token.end);
    }
  g_string_append (shield->page, "</body></html>");
}

PostinoHtmlShield *
postino_html_shield_new (const char *html)
{
  PostinoHtmlShield *shield = g_new0 (PostinoHtmlShield, 1);

  shield->html = html;
  shield->mask = postino_liquid_mask (html);
  shield->tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  shield->page = g_string_sized_new (strlen (html));
  collect_tokens (shield);
  write_page (shield);
  return shield;
}

void
postino_html_shield_free (PostinoHtmlShield *shield)
{
  g_free (shield->mask);
  g_array_unref (shield->tokens);
  g_string_free (shield->page, TRUE);
  g_free (shield);
}

const char *
postino_html_shield_get_page (const PostinoHtmlShield *shield)
{
  return shield->page->str;
}

gboolean
postino_html_shield_is_whole (const PostinoHtmlShield *shield,
                              const char              *first_comment,
                              const char              *last_comment)
{
  guint64 first = 0;
  guint64 last = 0;
  g_autofree char *source = NULL;
  const Token *token;

  if (!g_ascii_string_to_unsigned (first_comment, 10, 0, shield->tokens->len - 1, &first, NULL)
      || !g_ascii_string_to_unsigned (last_comment, 10, first, shield->tokens->len - 1, &last,
                                      NULL))
    return FALSE;
  token = &g_array_index (shield->tokens, Token, last);
  first = g_array_index (shield->tokens, Token, first).start;
  source = g_strndup (shield->html + first, token->start + token->length - first);
  return is_template (source);
}

void
postino_html_shield_append_tag (const char *comment,
                                GString    *out)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (comment, 10, 0, G_MAXUINT, &number, NULL))
    append_stand_in (out, TRUE, number);
}

/* The token whose stand-in begins at @p; *behind is behind it. NULL if there is none. */
static const Token *
read_stand_in (const PostinoHtmlShield *shield,
               const char              *p,
               const char             **behind,
               guint                   *number)
{
  gunichar c = is_private (p) ? g_utf8_get_char (p) : 0;
  guint64 value = 0;

  if (c != POSTINO_HTML_SHIELD_OPEN_OUTPUT && c != POSTINO_HTML_SHIELD_OPEN_TAG)
    return NULL;
  for (p = g_utf8_next_char (p); is_private (p); p = g_utf8_next_char (p))
    {
      c = g_utf8_get_char (p);
      if (c == POSTINO_HTML_SHIELD_CLOSE)
        break;
      value = value * 10 + (c - POSTINO_HTML_SHIELD_DIGIT_0);
    }
  *behind = is_private (p) ? g_utf8_next_char (p) : p;
  *number = value;
  return value < shield->tokens->len ? &g_array_index (shield->tokens, Token, value) : NULL;
}

static void
write_token (const PostinoHtmlShield *shield,
             const Token             *token,
             gboolean                 ends_line,
             GString                 *out)
{
  const char *start = shield->html + token->start;
  const char *end = start + token->length;
  gboolean begins_line = out->len == 0 || out->str[out->len - 1] == '\n';

  g_string_append_len (out, start, 2);
  start += begins_line && start[2] == '-' && token->length > strlen ("{{-}}") ? 3 : 2;
  if (ends_line && token->length > strlen ("{{--}}") && end[-3] == '-')
    {
      g_string_append_len (out, start, end - 3 - start);
      start = end - 2;
    }
  g_string_append_len (out, start, end - start);
}

/* All tags from *next up to @number. */
static void
write_tags (const PostinoHtmlShield *shield,
            guint                   *next,
            guint                    number,
            gboolean                 ends_line,
            GString                 *out)
{
  for (; *next <= number && *next < shield->tokens->len; (*next)++)
    {
      const Token *token = &g_array_index (shield->tokens, Token, *next);

      if (token->is_tag)
        write_token (shield, token, ends_line && *next == number, out);
    }
}

static char *
restore (const PostinoHtmlShield *shield,
         const char              *text,
         RestoreMode              mode,
         gboolean                 escapes)
{
  GString *out = g_string_sized_new (strlen (text));
  guint next = 0;

  for (const char *p = text; *p != '\0';)
    {
      const char *behind = g_utf8_next_char (p);
      guint number = 0;
      const Token *token = read_stand_in (shield, p, &behind, &number);
      gboolean ends_line = *behind == '\n' || *behind == '\0';

      if (token == NULL && escapes && *p == '{'
          && (strchr ("{%", p[1]) != NULL || is_private (p + 1)) && p[1] != '\0')
        g_string_append (out, "{% raw %}{{% endraw %}");
      else if (token == NULL)
        g_string_append_len (out, p, is_private (p) ? 0 : behind - p);
      else if (token->is_tag && mode == RESTORE_ORDERED)
        write_tags (shield, &next, number, ends_line, out);
      else if (!token->is_tag || mode == RESTORE_PLACED)
        write_token (shield, token, ends_line, out);
      p = behind;
    }
  if (mode == RESTORE_ORDERED)
    {
      gboolean has_line_end = out->len > 0 && out->str[out->len - 1] == '\n';

      g_string_truncate (out, out->len - (has_line_end ? 1 : 0));
      write_tags (shield, &next, shield->tokens->len, FALSE, out);
      g_string_append (out, has_line_end ? "\n" : "");
    }
  return g_string_free (out, FALSE);
}

char *
postino_html_shield_restore (const PostinoHtmlShield *shield,
                             const char              *text)
{
  if (!is_template (shield->html))
    return restore (shield, text, RESTORE_PLACED, FALSE);
  for (RestoreMode mode = RESTORE_PLACED; mode < RESTORE_OUTPUTS; mode++)
    {
      g_autofree char *template = restore (shield, text, mode, TRUE);

      if (is_template (template))
        return g_steal_pointer (&template);
    }
  return restore (shield, text, RESTORE_OUTPUTS, TRUE);
}
