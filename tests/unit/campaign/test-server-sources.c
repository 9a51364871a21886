/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/server-sources.h"

#include "base/error.h"

/* What a line makes of a profile that comes from 127.0.0.9. */
static const struct {
  const char *text;
  const char *sources; /* NULL: it is wrong, and all stays */
  const char *sentence;
} cases[] = {
  { "", "", NULL },
  { " \t ", "", NULL },
  { "127.0.0.1", "127.0.0.1", NULL },
  { "  127.0.0.1   127.0.0.2 ", "127.0.0.1 127.0.0.2", NULL },
  { "127.0.0.1, 127.0.0.2;127.0.0.3", "127.0.0.1 127.0.0.2 127.0.0.3", NULL },
  { "127.0.0.1 here", NULL, "*“here” is no IP address*" },
  { "192.0.2.77", NULL, "*does not have the address “192.0.2.77”*" },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "smtp.example.com");
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;

      g_assert_true (postino_server_sources_parse (profile, "127.0.0.9", &error));
      g_assert_true (postino_server_sources_parse (profile, cases[i].text, &error) == (cases[i].sources != NULL));
      line = postino_server_sources_build (profile);
      g_assert_cmpstr (line, ==, cases[i].sources != NULL ? cases[i].sources : "127.0.0.9");
      g_assert_true ((profile->sources == NULL) == (*line == '\0'));
      if (cases[i].sentence == NULL)
        continue;
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
      g_assert_true (g_pattern_match_simple (cases[i].sentence, error->message));
    }
}

/* As postinoctl has them: one that is empty takes them all away. */
static void
test_words (void)
{
  static const char *const none[] = { "", NULL };
  static const char *const two[] = { "127.0.0.1", "127.0.0.2", NULL };
  static const char *const odd[] = { "127.0.0.1", "", NULL };
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "smtp.example.com");
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_server_sources_take (profile, two, &error));
  g_assert_cmpuint (g_strv_length (profile->sources), ==, 2);
  g_assert_false (postino_server_sources_take (profile, odd, &error));
  g_assert_cmpuint (g_strv_length (profile->sources), ==, 2);
  g_clear_error (&error);
  g_assert_true (postino_server_sources_take (profile, none, &error));
  g_assert_null (profile->sources);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-sources/lines", test_lines);
  g_test_add_func ("/server-sources/words", test_words);
  return g_test_run ();
}
