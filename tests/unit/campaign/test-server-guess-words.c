/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/server-guess-words.h"

#include <string.h>

static void
test_codes (void)
{
  g_autofree char *none = postino_provider_notes_to_codes (0);
  g_autofree char *both = postino_provider_notes_to_codes (POSTINO_PROVIDER_NOTE_ENABLE
                                                           | POSTINO_PROVIDER_NOTE_SIGN_IN);

  g_assert_null (none);
  g_assert_cmpstr (both, ==, "sign-in,enable");
  g_assert_cmpstr (postino_server_guess_source_to_code (POSTINO_GUESS_PRESET), ==, "preset");
  g_assert_cmpstr (postino_server_guess_source_to_code (POSTINO_GUESS_MX), ==, "mx");
  g_assert_cmpstr (postino_server_guess_source_to_code (POSTINO_GUESS_SRV), ==, "srv");
  g_assert_cmpstr (postino_server_guess_source_to_code (POSTINO_GUESS_AUTOCONFIG), ==, "autoconfig");
}

/* Every note has a code and a sentence of its own. */
static void
test_all_notes (void)
{
  for (guint bit = 0; (1u << bit) <= POSTINO_PROVIDER_NOTE_PEC; bit++)
    {
      g_autofree char *code = postino_provider_notes_to_codes (1u << bit);
      g_autofree char *sentence = postino_provider_notes_describe (1u << bit);

      g_assert_nonnull (code);
      g_assert_true (g_str_has_suffix (sentence, "."));
    }
}

static void
test_sentences (void)
{
  PostinoSmtpProfile profile = { .name = (char *) "Aruba" };
  PostinoServerGuess guess = { .profile = &profile, .domain = (char *) "bottega.example" };
  g_autofree char *preset = postino_server_guess_describe_source (&guess);
  g_autofree char *nothing = postino_provider_notes_describe (0);
  g_autofree char *two = postino_provider_notes_describe (POSTINO_PROVIDER_NOTE_PEC | POSTINO_PROVIDER_NOTE_PANEL);
  g_autofree char *mx = NULL;

  guess.source = POSTINO_GUESS_MX;
  mx = postino_server_guess_describe_source (&guess);
  g_assert_cmpstr (preset, ==, "Settings of Aruba.");
  g_assert_cmpstr (mx, ==, "The mail of bottega.example is at Aruba: these are its settings.");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_nonnull (strstr (two, "them. The host name"));
}

static const struct {
  const char *host;
  gboolean is_own;
} hosts[] = {
  { "smtp.bottega.example", TRUE },
  { "bottega.example", TRUE },
  { "smtp.other.example", FALSE },
  { "smtp.notbottega.example", FALSE },
  { "bottega.example.other.example", FALSE },
};

/* Of a host that is not the domain's own one is warned, if nobody knows it. */
static void
test_caution (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      PostinoSmtpProfile profile = { .name = (char *) "Bottega", .host = (char *) hosts[i].host };
      PostinoServerGuess guess = { .source = POSTINO_GUESS_SRV, .profile = &profile, .domain = (char *) "bottega.example" };
      g_autofree char *srv = postino_server_guess_describe_source (&guess);
      g_autofree char *page = NULL;

      guess.source = POSTINO_GUESS_AUTOCONFIG;
      page = postino_server_guess_describe_source (&guess);
      g_assert_cmpint (strstr (srv, "Make sure") == NULL, ==, hosts[i].is_own);
      g_assert_cmpint (strstr (page, "Make sure") == NULL, ==, hosts[i].is_own);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-guess-words/codes", test_codes);
  g_test_add_func ("/server-guess-words/all-notes", test_all_notes);
  g_test_add_func ("/server-guess-words/sentences", test_sentences);
  g_test_add_func ("/server-guess-words/caution", test_caution);
  return g_test_run ();
}
