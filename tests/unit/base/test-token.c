/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/token.h"

static const guint8 key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";
static const guint8 other_key[POSTINO_TOKEN_KEY_SIZE] = "another key, just as long as one";

static const PostinoToken cases[] = {
  { POSTINO_TOKEN_OPEN, 1, 1, 0 },
  { POSTINO_TOKEN_CLICK, 7, 0, 3 },
  { POSTINO_TOKEN_UNSUBSCRIBE, (G_GINT64_CONSTANT (1) << 40) - 1, (G_GINT64_CONSTANT (1) << 56) - 1, 65535 },
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = postino_token_seal (key, &cases[i]);
      g_autofree char *again = postino_token_seal (key, &cases[i]);
      PostinoToken token = { 0 };

      g_assert_cmpuint (strlen (text), ==, POSTINO_TOKEN_LENGTH);
      g_assert_cmpstr (text, ==, again);
      g_assert_true (postino_token_open (key, text, &token));
      g_assert_cmpint (token.kind, ==, cases[i].kind);
      g_assert_cmpint (token.campaign, ==, cases[i].campaign);
      g_assert_cmpint (token.row, ==, cases[i].row);
      g_assert_cmpuint (token.link, ==, cases[i].link);
      g_assert_false (postino_token_open (other_key, text, &token));
    }
}

/* Every other character at every place: none opens, those of the unused last bits included. */
static void
test_changed_byte (void)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%/";
  g_autofree char *text = postino_token_seal (key, &cases[1]);
  PostinoToken token;

  for (gsize at = 0; at < POSTINO_TOKEN_LENGTH; at++)
    {
      char kept = text[at];

      for (gsize i = 0; i < strlen (alphabet); i++)
        {
          if (alphabet[i] == kept)
            continue;
          text[at] = alphabet[i];
          g_assert_false (postino_token_open (key, text, &token));
        }
      text[at] = kept;
    }
  g_assert_false (postino_token_open (key, "", &token));
  text[POSTINO_TOKEN_LENGTH - 1] = '\0';
  g_assert_false (postino_token_open (key, text, &token));
}

/* Short, without upper case, and opened in whatever case it comes back. */
static void
test_return (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = postino_token_seal_return (key, cases[i].campaign, cases[i].row);
      g_autofree char *again = postino_token_seal_return (key, cases[i].campaign, cases[i].row);
      g_autofree char *upper = g_ascii_strup (text, -1);
      gint64 campaign;
      gint64 row;

      g_assert_cmpuint (strlen (text), ==, POSTINO_TOKEN_RETURN_LENGTH);
      g_assert_cmpuint (strspn (text, "abcdefghijklmnopqrstuvwxyz234567"), ==, POSTINO_TOKEN_RETURN_LENGTH);
      g_assert_cmpstr (text, ==, again);
      g_assert_true (postino_token_open_return (key, upper, &campaign, &row));
      g_assert_cmpint (campaign, ==, cases[i].campaign);
      g_assert_cmpint (row, ==, cases[i].row);
      g_assert_false (postino_token_open_return (other_key, text, &campaign, &row));
    }
}

static void
test_changed_return (void)
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789-_+=@";
  g_autofree char *text = postino_token_seal_return (key, 7, 42);
  gint64 campaign;
  gint64 row;

  for (gsize at = 0; at < POSTINO_TOKEN_RETURN_LENGTH; at++)
    {
      char kept = text[at];

      for (gsize i = 0; i < strlen (alphabet); i++)
        {
          text[at] = alphabet[i];
          g_assert_true (postino_token_open_return (key, text, &campaign, &row) == (alphabet[i] == kept));
        }
      text[at] = kept;
    }
  g_assert_false (postino_token_open_return (key, "", &campaign, &row));
  text[POSTINO_TOKEN_RETURN_LENGTH - 1] = '\0';
  g_assert_false (postino_token_open_return (key, text, &campaign, &row));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token/round-trip", test_round_trip);
  g_test_add_func ("/token/changed-byte", test_changed_byte);
  g_test_add_func ("/token/return", test_return);
  g_test_add_func ("/token/changed-return", test_changed_return);
  return g_test_run ();
}
