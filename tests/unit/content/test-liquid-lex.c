/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/liquid-lex.h"

/* Texts in [], then one letter a token: N name, S string, I int, F float, O operator, the sign itself; outputs in {},
 * tags in (). */
static const struct {
  const char *template;
  const char *pieces;
} cases[] = {
  { "", "" },
  { "a { b } % c", "[a { b } % c]" },
  { "{{a}}", "{N}" },
  { "x{{ a.b[1] | c: 'd', 2.5 }}y", "[x]{N.N[I]|N:S,F}[y]" },
  { "{% if a-b? >= -1 %}", "(NNOI)" },
  { "{{-a-}}", "{N}" },
  { "{{-1-}}", "{I}" },
  { " {{- a -}} {{ b }} ", "{N}{N}[ ]" },
  { "a {%- x -%} \n ", "[a](N)" },
  { "{{ == != <> <= >= < > }}", "{OOOOOOO}" },
  { "{{ 'it\"s' \"}}\" }}", "{SS}" },
  { "{{\xc2\xa0" "a\xc2\xa0}}", "{N}" },
  { "{{ città }}", "{N}" },
  { "{{{ a }}", NULL },
  { "{{ 'a }}", NULL },
  { "{{ a", NULL },
  { "{{ ( }}", NULL },
};

static gboolean
append_tokens (PostinoLiquidLexer *lexer,
               GString            *out)
{
  PostinoLiquidToken token;
  g_autoptr (GError) error = NULL;

  while (postino_liquid_lexer_next_token (lexer, &token, &error))
    {
      if (token.kind == POSTINO_LIQUID_TOKEN_CLOSE)
        return TRUE;
      g_string_append_c (out, token.kind == POSTINO_LIQUID_TOKEN_SIGN ? *token.text : "_NSIFO"[token.kind]);
    }
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_nonnull (lexer->fault);
  return FALSE;
}

static char *
describe (const char *template)
{
  PostinoLiquidLexer lexer;
  PostinoLiquidPiece piece;
  g_autoptr (GString) out = g_string_new (NULL);
  const char *text;
  gsize length;

  postino_liquid_lexer_init (&lexer, template);
  while ((piece = postino_liquid_lexer_next_piece (&lexer, &text, &length)) != POSTINO_LIQUID_PIECE_END)
    {
      if (piece == POSTINO_LIQUID_PIECE_TEXT)
        {
          g_string_append_printf (out, "[%.*s]", (int) length, text);
          continue;
        }
      g_string_append_c (out, piece == POSTINO_LIQUID_PIECE_OUTPUT ? '{' : '(');
      if (!append_tokens (&lexer, out))
        return NULL;
      g_string_append_c (out, piece == POSTINO_LIQUID_PIECE_OUTPUT ? '}' : ')');
    }
  return g_strdup (out->str);
}

static void
test_pieces (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pieces = describe (cases[i].template);

      g_test_message ("%s", cases[i].template);
      g_assert_cmpstr (pieces, ==, cases[i].pieces);
    }
}

static void
test_numbers (void)
{
  PostinoLiquidLexer lexer;
  PostinoLiquidToken token;
  const char *text;
  gsize length;

  postino_liquid_lexer_init (&lexer, "{{ -9223372036854775808 -0.25 1.2.3");
  postino_liquid_lexer_next_piece (&lexer, &text, &length);
  g_assert_true (postino_liquid_lexer_next_token (&lexer, &token, NULL));
  g_assert_cmpint (token.integer, ==, G_MININT64);
  g_assert_true (postino_liquid_lexer_next_token (&lexer, &token, NULL));
  g_assert_cmpfloat (token.number, ==, -0.25);
  g_assert_true (postino_liquid_lexer_next_token (&lexer, &token, NULL));
  g_assert_cmpfloat (token.number, ==, 1.2);
  g_assert_true (postino_liquid_lexer_next_token (&lexer, &token, NULL));
  g_assert_true (postino_liquid_token_is (&token, POSTINO_LIQUID_TOKEN_SIGN, "."));
  g_assert_true (postino_liquid_lexer_next_key (&lexer, &token, NULL));
  g_assert_true (postino_liquid_token_is (&token, POSTINO_LIQUID_TOKEN_NAME, "3"));
}

static void
test_place (void)
{
  static const char text[] = "ab\nperché x";
  PostinoLiquidPlace place = postino_liquid_find_place (text, strchr (text, 'x'));

  g_assert_cmpuint (place.line, ==, 2);
  g_assert_cmpuint (place.column, ==, 8);
  place = postino_liquid_find_place (text, text);
  g_assert_cmpuint (place.line, ==, 1);
  g_assert_cmpuint (place.column, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-lex/pieces", test_pieces);
  g_test_add_func ("/liquid-lex/numbers", test_numbers);
  g_test_add_func ("/liquid-lex/place", test_place);
  return g_test_run ();
}
