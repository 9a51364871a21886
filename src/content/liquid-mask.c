/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints over the Liquid of a template. Tools that work on the HTML of a template (links, the text
 * part) see a page in which each {{ output }} and {% tag %} is a run of two bytes no page holds;
 * the template's own bytes are found again at the same offsets.
 *
 * A token ends as the lexer ends it: a "}}" or "%}" in a string closes nothing. Where that finds no
 * end, which makes the template invalid anyway, the first closing brackets count, and if there are
 * none either, what looked like an opening is plain text. Whatever the input, the work is linear:
 * what was once looked for in vain is not looked for again. */

#include "content/liquid-mask.h"

#include <string.h>

#include "content/liquid-lex.h"

static const char *const opaque_blocks[] = { "raw", "comment" };

typedef struct {
  /* of outputs, of tags: none from here to the end */
  gboolean lacks_close[2];
  gboolean lacks_quote[2];                           /* the same for " and ' */
  gboolean lacks_end[G_N_ELEMENTS (opaque_blocks)];  /* and for {% endraw %}, {% endcomment %} */
} Finder;

static const char *
find_simple_close (Finder     *finder,
                   const char *opening)
{
  gboolean is_tag = opening[1] == '%';
  const char *close = finder->lacks_close[is_tag] ? NULL : strstr (opening + 2,
                                                                   is_tag ? "%}" : "}}");

  finder->lacks_close[is_tag] = close == NULL;
  return close == NULL ? NULL : close + 2;
}

static const char *
skip_string (Finder     *finder,
             const char *quote)
{
  gboolean is_single = *quote == '\'';
  const char *end = finder->lacks_quote[is_single] ? NULL : strchr (quote + 1, *quote);

  finder->lacks_quote[is_single] = end == NULL;
  return end == NULL ? NULL : end + 1;
}

/* Behind the closing brackets; NULL if there are none. */
static const char *
find_close (Finder     *finder,
            const char *opening)
{
  const char *simple = find_simple_close (finder, opening);
  char close = opening[1] == '%' ? '%' : '}';
  const char *p = opening + 2;

  if (close == '%' && p[strspn (p, "- \t\r\n")] == '#')
    return simple; /* a remark: its quotes are apostrophes */
  while (simple != NULL)
    {
      p += strcspn (p, close == '%' ? "\"'%{" : "\"'}{");
      if (p[0] == close && p[1] == '}')
        return p + 2;
      /* Another opening: this one was never closed, or holds nothing a lexer takes. */
      if (*p == '\0' || (*p == '{' && (p[1] == '{' || p[1] == '%')))
        return simple;
      p = *p == '"' || *p == '\'' ? skip_string (finder, p) : p + 1;
      if (p == NULL)
        return simple;
    }
  return NULL;
}

/* Whether {% name %} opens a block that is not Liquid inside; its index, or -1. */
static int
find_opaque (const char *opening)
{
  PostinoLiquidLexer lexer;
  PostinoLiquidToken token;
  const char *text;
  gsize length;

  postino_liquid_lexer_init (&lexer, opening);
  if (opening[1] != '%' || postino_liquid_lexer_next_piece (&lexer, &text,
                                                            &length) != POSTINO_LIQUID_PIECE_TAG
      || !postino_liquid_lexer_next_token (&lexer, &token, NULL))
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (opaque_blocks); i++)
    {
      if (postino_liquid_token_is (&token, POSTINO_LIQUID_TOKEN_NAME, opaque_blocks[i]))
        return i;
    }
  return -1;
}

static const char *
find_token_end (Finder     *finder,
                const char *opening)
{
  const char *end = find_close (finder, opening);
  int opaque = end == NULL ? -1 : find_opaque (opening);
  PostinoLiquidLexer lexer;
  const char *text;
  gsize length;

  if (opaque < 0 || finder->lacks_end[opaque])
    return end;
  postino_liquid_lexer_init (&lexer, end);
  if (postino_liquid_lexer_skip_block (&lexer, opaque_blocks[opaque],
                                       strcmp (opaque_blocks[opaque], "comment") == 0,
                                       &text, &length))
    return lexer.at;
  finder->lacks_end[opaque] = TRUE;
  return end;
}

char *
postino_liquid_mask (const char *text)
{
  char *mask = g_strdup (text);
  Finder finder = { 0 };
  char *p = mask;

  g_strdelimit (mask, POSTINO_LIQUID_MASK_BYTES, ' ');
  while ((p = strchr (p, '{')) != NULL)
    {
      const char *opening = text + (p - mask);
      const char *end = opening[1] == '{' || opening[1] == '%' ? find_token_end (&finder,
                                                                                 opening) : NULL;

      if (end == NULL)
        {
          p++;
          continue;
        }
      *p = POSTINO_LIQUID_MASK_FIRST;
      memset (p + 1, POSTINO_LIQUID_MASK_REST, end - opening - 1);
      p += end - opening;
    }
  return mask;
}

gsize
postino_liquid_mask_length (const char *first)
{
  gsize length = 1;

  while (first[length] == POSTINO_LIQUID_MASK_REST)
    length++;
  return length;
}

gboolean
postino_liquid_mask_is_token (char c)
{
  return c == POSTINO_LIQUID_MASK_FIRST || c == POSTINO_LIQUID_MASK_REST;
}
