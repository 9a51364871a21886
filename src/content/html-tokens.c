/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tolerant tokenizer for HTML (WHATWG HTML, 13.2.5), for what works on the source text of a page.
 * Every input is cut into ranges that follow each other without gaps: putting them together again
 * gives the same bytes.
 *
 * It differs from the standard in two things. A tag that is never closed is text, not dropped, for
 * what it holds is left alone then. And it reads masks: a run of mask bytes (liquid-mask.h) between
 * or before attributes is passed over, so `<a {% if x %}href="…"{% endif %}>` has the attribute
 * href; within a name it makes that another name.
 *
 * A comment for Outlook, `<!--[if mso]> … <![endif]-->`, is a comment; `<!--[if !mso]><!-->` is one
 * that ends at once. The work is linear: what has no end takes all the rest of the page. */

#include "content/html-tokens.h"

#include <string.h>

#include "content/liquid-mask.h"

#define BLANKS " \t\n\f\r"

static const char *const raw_text_elements[] = {
  "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
};

void
postino_html_tokens_init (PostinoHtmlTokens *tokens,
                          const char        *html)
{
  *tokens = (PostinoHtmlTokens) { .at = html };
}

static gboolean
is_name (const char *name,
         gsize       length,
         const char *wanted)
{
  return length == strlen (wanted) && g_ascii_strncasecmp (name, wanted, length) == 0;
}

gboolean
postino_html_token_is (const PostinoHtmlToken *token,
                       PostinoHtmlTokenKind    kind,
                       const char             *name)
{
  return token->kind == kind && is_name (token->name, token->name_length, name);
}

gboolean
postino_html_attribute_is (const PostinoHtmlAttribute *attribute,
                           const char                 *name)
{
  return is_name (attribute->name, attribute->name_length, name);
}

static const char *
skip_behind (const char *from,
             const char *wanted)
{
  const char *found = strstr (from, wanted);

  return found == NULL ? from + strlen (from) : found + strlen (wanted);
}

/* "-->" and "--!>" end a comment; "<!-->" and "<!--->" are whole ones. */
static const char *
skip_comment (const char *start)
{
  const char *p = start + strlen ("<!--");

  if (g_str_has_prefix (p, ">"))
    return p + 1;
  if (g_str_has_prefix (p, "->"))
    return p + 2;
  while ((p = strstr (p, "--")) != NULL)
    {
      if (p[2] == '>')
        return p + 3;
      if (p[2] == '!' && p[3] == '>')
        return p + 4;
      p++;
    }
  return start + strlen (start);
}

static const char *
skip_declaration (const char           *start,
                  PostinoHtmlTokenKind *kind)
{
  *kind = POSTINO_HTML_IGNORED;
  if (g_str_has_prefix (start, "<!--"))
    return skip_comment (start);
  if (g_str_has_prefix (start, "<![CDATA["))
    return skip_behind (start, "]]>");
  if (g_ascii_strncasecmp (start, "<!doctype", strlen ("<!doctype")) == 0)
    *kind = POSTINO_HTML_DOCTYPE;
  return skip_behind (start, ">");
}

static gboolean
is_value_end (char c)
{
  return c == '\0' || c == '>' || strchr (BLANKS, c) != NULL;
}

static const char *
skip_mask (const char *p)
{
  while (postino_liquid_mask_is_token (*p))
    p++;
  return p;
}

/* Reads the attribute at @p. Returns what is behind it, or NULL where the tag (or the page) ends;
 * *p is then there. */
static const char *
read_attribute (const char          **p,
                PostinoHtmlAttribute *attribute)
{
  const char *at = *p;

  while (*at != '\0' && strchr (BLANKS "/", *at) != NULL)
    at++;
  *p = at;
  if (*at == '\0' || *at == '>')
    return NULL;

  at = skip_mask (at);
  *attribute = (PostinoHtmlAttribute) { .name = at };
  if (*at == '=' && at == *p)
    at++; /* a name may begin with it */
  while (!is_value_end (*at) && *at != '/' && *at != '=')
    at++;
  attribute->name_length = at - attribute->name;

  *p = at + strspn (at, BLANKS);
  if (**p != '=')
    return at;
  at = *p + 1 + strspn (*p + 1, BLANKS);
  if (*at == '"' || *at == '\'')
    {
      attribute->value = at + 1;
      at = strchr (at + 1, *at);
      *p = attribute->value + (at == NULL ? strlen (attribute->value) : 0);
      attribute->value_length = at == NULL ? 0 : at - attribute->value;
      return at == NULL ? NULL : at + 1;
    }
  attribute->value = at;
  while (!is_value_end (*at))
    at++;
  attribute->value_length = at - attribute->value;
  return at;
}

/* Behind the > of the tag whose name ends at @p; NULL if there is none. */
static const char *
skip_attributes (const char *p)
{
  PostinoHtmlAttribute attribute;
  const char *next;

  while ((next = read_attribute (&p, &attribute)) != NULL)
    p = next;
  return *p == '>' ? p + 1 : NULL;
}

static void
read_tag (PostinoHtmlTokens *tokens,
          PostinoHtmlToken  *token)
{
  const char *p = token->start + 1;

  token->kind = *p == '/' ? POSTINO_HTML_CLOSE : POSTINO_HTML_OPEN;
  token->name = *p == '/' ? p + 1 : p;
  for (p = token->name; !is_value_end (*p) && *p != '/' && !postino_liquid_mask_is_token (*p);)
    p++;
  token->name_length = p - token->name;
  token->end = skip_attributes (p);
  if (token->end == NULL)
    {
      token->kind = POSTINO_HTML_TEXT;
      token->end = p + strlen (p);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (raw_text_elements); i++)
    {
      if (postino_html_token_is (token, POSTINO_HTML_OPEN, raw_text_elements[i]))
        tokens->raw = raw_text_elements[i];
    }
}

static gboolean
is_markup (const char *p)
{
  return p[1] == '!' || p[1] == '?' || p[1] == '/' || g_ascii_isalpha (p[1]);
}

static const char *
find_text_end (const char *p)
{
  while (*(p += strcspn (p, "<")) != '\0' && !is_markup (p))
    p++;
  return p;
}

/* Up to </name followed by a blank, / or >. */
static const char *
find_raw_text_end (const char *p,
                   const char *name)
{
  while ((p = strstr (p, "</")) != NULL)
    {
      const char *behind = p + 2 + strlen (name);

      if (g_ascii_strncasecmp (p + 2, name, strlen (name)) == 0
          && (is_value_end (*behind) || *behind == '/'))
        return p;
      p += 2;
    }
  return NULL;
}

gboolean
postino_html_tokens_next (PostinoHtmlTokens *tokens,
                          PostinoHtmlToken  *token)
{
  const char *p = tokens->at;

  *token = (PostinoHtmlToken) { .start = p };
  if (*p == '\0')
    return FALSE;
  if (tokens->raw != NULL)
    {
      token->kind = POSTINO_HTML_RAW_TEXT;
      token->end = find_raw_text_end (p, tokens->raw);
      tokens->raw = NULL;
      if (token->end == NULL)
        token->end = p + strlen (p);
      else if (token->end == p)
        read_tag (tokens, token);
    }
  else if (*p != '<' || !is_markup (p))
    token->end = find_text_end (p);
  else if (p[1] == '!')
    token->end = skip_declaration (p, &token->kind);
  else if (p[1] == '?' || (p[1] == '/' && !g_ascii_isalpha (p[2])))
    {
      token->kind = POSTINO_HTML_IGNORED;
      token->end = skip_behind (p, ">");
    }
  else
    read_tag (tokens, token);
  tokens->at = token->end;
  return TRUE;
}

gboolean
postino_html_token_attribute (const PostinoHtmlToken *token,
                              const char            **cursor,
                              PostinoHtmlAttribute   *attribute)
{
  const char *p = *cursor == NULL ? token->name + token->name_length : *cursor;
  const char *next = token->kind == POSTINO_HTML_OPEN ? read_attribute (&p, attribute) : NULL;

  if (next == NULL)
    return FALSE;
  *cursor = next;
  return TRUE;
}
