/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexer of Liquid. A template is text with {{ outputs }} and {% tags %}; the parser asks for
 * piece after piece and, inside an output or a tag, for token after token until CLOSE. Strings are
 * lexed as strings, so "}}" in one closes nothing. A dash inside the brackets ({{- -}} {%- -%})
 * takes away the white space of the text beside it; because the dash of the next opening decides
 * how the text before it ends, the text is cut when that opening has been seen.
 *
 * A no-break space counts as a blank inside the brackets: editors put it there, and nobody can see
 * it.
 *
 * Nothing is copied. Lines and columns are counted only when an error needs them. */

#include "content/liquid-lex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define NO_BREAK_SPACE "\xc2\xa0"

enum { NUMBER_TEXT_MAX = 64 };

static const char *const operators[] = { "==", "!=", "<>", "<=", ">=", "<", ">" };

PostinoLiquidPlace
postino_liquid_find_place (const char *text,
                           const char *at)
{
  PostinoLiquidPlace place = { 1, 1 };

  for (const char *p = text; p < at; p = g_utf8_next_char (p))
    {
      place.column++;
      if (*p == '\n')
        place = (PostinoLiquidPlace) { place.line + 1, 1 };
    }
  return place;
}

void
postino_liquid_set_error (GError           **error,
                          int                code,
                          PostinoLiquidPlace place,
                          const char        *sentence)
{
  /* Translators: a place in a template and what is wrong there. */
  g_set_error (error, POSTINO_ERROR, code, _("Line %u, column %u: %s"), place.line, place.column,
               sentence);
}

gboolean
postino_liquid_lexer_fail (PostinoLiquidLexer *lexer,
                           const char         *at,
                           int                 code,
                           const char         *sentence,
                           GError            **error)
{
  lexer->fault = at;
  postino_liquid_set_error (error, code, postino_liquid_find_place (lexer->text, at), sentence);
  return FALSE;
}

static gboolean
fail_at (PostinoLiquidLexer *lexer,
         const char         *at,
         const char         *sentence,
         GError            **error)
{
  return postino_liquid_lexer_fail (lexer, at, POSTINO_ERROR_INVALID, sentence, error);
}

void
postino_liquid_lexer_init (PostinoLiquidLexer *lexer,
                           const char         *text)
{
  *lexer = (PostinoLiquidLexer) { .text = text, .at = text };
}

static const char *
find_opening (const char *from)
{
  const char *p = from;

  while ((p = strchr (p, '{')) != NULL)
    {
      if (p[1] == '{' || p[1] == '%')
        return p;
      p++;
    }
  return from + strlen (from);
}

static const char *
trim_start (const char *start,
            const char *end)
{
  while (start < end && g_ascii_isspace (*start))
    start++;
  return start;
}

static const char *
trim_end (const char *start,
          const char *end)
{
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  return end;
}

static const char *
skip_blanks (const char *p)
{
  for (;;)
    {
      if (g_ascii_isspace (*p))
        p++;
      else if (strncmp (p, NO_BREAK_SPACE, strlen (NO_BREAK_SPACE)) == 0)
        p += strlen (NO_BREAK_SPACE);
      else
        return p;
    }
}

PostinoLiquidPiece
postino_liquid_lexer_next_piece (PostinoLiquidLexer *lexer,
                                 const char        **text,
                                 gsize              *length)
{
  const char *opening = find_opening (lexer->at);
  const char *start = lexer->at;
  const char *end = opening;

  if (lexer->trims)
    start = trim_start (start, end);
  lexer->trims = FALSE;
  if (*opening != '\0' && opening[2] == '-')
    end = trim_end (start, end);
  lexer->at = opening;
  if (start < end)
    {
      *text = start;
      *length = end - start;
      return POSTINO_LIQUID_PIECE_TEXT;
    }
  if (*opening == '\0')
    return POSTINO_LIQUID_PIECE_END;

  lexer->opened = opening;
  lexer->close = opening[1] == '{' ? '}' : '%';
  lexer->at = opening + (opening[2] == '-' ? 3 : 2);
  return lexer->close == '}' ? POSTINO_LIQUID_PIECE_OUTPUT : POSTINO_LIQUID_PIECE_TAG;
}

/* The length of "}}", "-}}", "%}" or "-%}" at @p; 0 if there is none. */
static gsize
match_close (const PostinoLiquidLexer *lexer,
             const char               *p)
{
  gsize dash = *p == '-' ? 1 : 0;

  return p[dash] == lexer->close && p[dash + 1] == '}' ? dash + 2 : 0;
}

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

static gboolean
is_name_part (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c) || c == '-';
}

static const char *
skip_name (const PostinoLiquidLexer *lexer,
           const char               *p)
{
  while (is_name_part (*p) && match_close (lexer, p) == 0 && strncmp (p, NO_BREAK_SPACE, 2) != 0)
    p++;
  return *p == '?' ? p + 1 : p;
}

static void
take (PostinoLiquidLexer    *lexer,
      PostinoLiquidToken    *token,
      PostinoLiquidTokenKind kind,
      gsize                  length)
{
  token->kind = kind;
  token->text = lexer->at;
  token->length = length;
  lexer->at += length;
}

static gboolean
take_string (PostinoLiquidLexer *lexer,
             PostinoLiquidToken *token,
             GError            **error)
{
  const char *end = strchr (lexer->at + 1, *lexer->at);

  if (end == NULL)
    return fail_at (lexer, lexer->at, _("the quote that opens here is never closed"), error);
  token->kind = POSTINO_LIQUID_TOKEN_STRING;
  token->text = lexer->at + 1;
  token->length = end - token->text;
  lexer->at = end + 1;
  return TRUE;
}

static gboolean
take_number (PostinoLiquidLexer *lexer,
             PostinoLiquidToken *token,
             GError            **error)
{
  char text[NUMBER_TEXT_MAX];
  gsize length = *lexer->at == '-' ? 1 : 0;
  gboolean has_fraction;

  length += strspn (lexer->at + length, "0123456789");
  has_fraction = lexer->at[length] == '.' && g_ascii_isdigit (lexer->at[length + 1]);
  if (has_fraction)
    length += 1 + strspn (lexer->at + length + 1, "0123456789");
  if (length >= sizeof text)
    return fail_at (lexer, lexer->at, _("the number is too long"), error);

  memcpy (text, lexer->at, length);
  text[length] = '\0';
  token->number = g_ascii_strtod (text, NULL);
  if (!has_fraction && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &token->integer,
                                                  NULL))
    return fail_at (lexer, lexer->at, _("the number is too large"), error);
  take (lexer, token, has_fraction ? POSTINO_LIQUID_TOKEN_FLOAT : POSTINO_LIQUID_TOKEN_INT, length);
  return TRUE;
}

static gboolean
take_sign (PostinoLiquidLexer *lexer,
           PostinoLiquidToken *token,
           GError            **error)
{
  g_autofree char *sentence = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (g_str_has_prefix (lexer->at, operators[i]))
        {
          take (lexer, token, POSTINO_LIQUID_TOKEN_OPERATOR, strlen (operators[i]));
          return TRUE;
        }
    }
  if (strchr ("|:,.[]", *lexer->at) != NULL)
    {
      take (lexer, token, POSTINO_LIQUID_TOKEN_SIGN, 1);
      return TRUE;
    }
  sentence = g_strdup_printf (_("“%c” is not expected here"), *lexer->at);
  return fail_at (lexer, lexer->at, sentence, error);
}

/* Blanks, the end of the template and the closing brackets; *done if one of the latter two settled
 * it. */
static gboolean
begin_token (PostinoLiquidLexer *lexer,
             PostinoLiquidToken *token,
             gboolean           *done,
             GError            **error)
{
  gsize close;

  lexer->at = skip_blanks (lexer->at);
  *token = (PostinoLiquidToken) { .at = lexer->at };
  *done = TRUE;
  if (*lexer->at == '\0')
    return fail_at (lexer, lexer->opened,
                    lexer->close == '}' ? _("“{{” is never closed with “}}”")
                                        : _("“{%” is never closed with “%}”"), error);
  close = match_close (lexer, lexer->at);
  *done = close > 0;
  if (*done)
    {
      lexer->trims = *lexer->at == '-';
      take (lexer, token, POSTINO_LIQUID_TOKEN_CLOSE, close);
    }
  return TRUE;
}

gboolean
postino_liquid_lexer_next_token (PostinoLiquidLexer *lexer,
                                 PostinoLiquidToken *token,
                                 GError            **error)
{
  gboolean done;
  const char *p;

  if (!begin_token (lexer, token, &done, error))
    return FALSE;
  if (done)
    return TRUE;

  p = lexer->at;
  if (*p == '"' || *p == '\'')
    return take_string (lexer, token, error);
  if (g_ascii_isdigit (*p) || (*p == '-' && g_ascii_isdigit (p[1])))
    return take_number (lexer, token, error);
  if (is_name_start (*p))
    {
      take (lexer, token, POSTINO_LIQUID_TOKEN_NAME, skip_name (lexer, p) - p);
      return TRUE;
    }
  return take_sign (lexer, token, error);
}

gboolean
postino_liquid_lexer_next_key (PostinoLiquidLexer *lexer,
                               PostinoLiquidToken *token,
                               GError            **error)
{
  gboolean done;

  if (!begin_token (lexer, token, &done, error))
    return FALSE;
  if (done || !is_name_part (*lexer->at))
    return fail_at (lexer, token->at, _("a name is missing after the dot"), error);
  take (lexer, token, POSTINO_LIQUID_TOKEN_NAME, skip_name (lexer, lexer->at) - lexer->at);
  return TRUE;
}

/* If "{% name %}" (dashes allowed) stands at @p: its end; else NULL. */
static const char *
match_tag (const char *p,
           const char *prefix,
           const char *name,
           gboolean   *trims)
{
  p = skip_blanks (p + (p[2] == '-' ? 3 : 2));
  if (!g_str_has_prefix (p, prefix) || !g_str_has_prefix (p + strlen (prefix), name))
    return NULL;
  p = skip_blanks (p + strlen (prefix) + strlen (name));
  *trims = *p == '-';
  p += *trims ? 1 : 0;
  return p[0] == '%' && p[1] == '}' ? p + 2 : NULL;
}

gboolean
postino_liquid_lexer_skip_block (PostinoLiquidLexer *lexer,
                                 const char         *name,
                                 gboolean            nests,
                                 const char        **text,
                                 gsize              *length)
{
  const char *start = lexer->at;
  guint inner = 0;

  for (const char *p = find_opening (start); *p != '\0'; p = find_opening (p + 1))
    {
      gboolean trims = FALSE;
      const char *end;

      if (p[1] != '%')
        continue;
      if (nests && match_tag (p, "", name, &trims) != NULL)
        inner++;
      end = match_tag (p, "end", name, &trims);
      if (end == NULL || inner-- > 0)
        continue;

      if (lexer->trims)
        start = trim_start (start, p);
      *text = start;
      *length = (p[2] == '-' ? trim_end (start, p) : p) - start;
      lexer->trims = trims;
      lexer->at = end;
      return TRUE;
    }
  return FALSE;
}

gboolean
postino_liquid_lexer_skip_tag (PostinoLiquidLexer *lexer)
{
  const char *end = strstr (lexer->at, "%}");

  if (end == NULL)
    return FALSE;
  lexer->trims = end > lexer->at && end[-1] == '-';
  lexer->at = end + 2;
  return TRUE;
}

char
postino_liquid_lexer_peek (const PostinoLiquidLexer *lexer)
{
  return *skip_blanks (lexer->at);
}

gboolean
postino_liquid_token_is (const PostinoLiquidToken *token,
                         PostinoLiquidTokenKind    kind,
                         const char               *text)
{
  return token->kind == kind && token->length == strlen (text)
         && memcmp (token->text, text, token->length) == 0;
}

char *
postino_liquid_token_dup (const PostinoLiquidToken *token)
{
  return g_strndup (token->text, token->length);
}
