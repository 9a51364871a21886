/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "smtp/smtp-auth.h"

static const struct {
  const char *nick;
  const char *reply;
  int code; /* of the error; -1: signed in */
  const char *part;
} ends[] = {
  { "plain", "235 2.7.0 ok", -1, NULL },
  { "plain", "535 5.7.8 wrong", POSTINO_ERROR_REFUSED, "does not accept user name or password: 535 5.7.8 wrong" },
  { "plain", "534 5.7.9 app password", POSTINO_ERROR_REFUSED, "534 5.7.9 app password" },
  { "plain", "454 4.7.0 later", POSTINO_ERROR_BUSY, "454 4.7.0 later" },
  { "plain", "250 what", POSTINO_ERROR_PROTOCOL, "250 what" },
  { "plain", "334 more", POSTINO_ERROR_PROTOCOL, "PLAIN" },
};

static void
test_ends (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "mail.example");
      g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse (ends[i].reply, NULL);
      g_autoptr (PostinoSmtpAuth) auth = NULL;
      g_autoptr (GError) error = NULL;
      char *line;

      profile->user = g_strdup ("u");
      g_free (profile->auth);
      profile->auth = g_strdup (ends[i].nick);
      auth = postino_smtp_auth_new (profile, "p", "PLAIN LOGIN", "mail.example:465", &error);
      g_assert_no_error (error);
      line = postino_smtp_auth_begin (auth, &error);
      g_assert_cmpstr (line, ==, "AUTH PLAIN AHUAcA==");
      g_assert_cmpstr (postino_smtp_auth_get_shown (auth), ==, "AUTH PLAIN");
      postino_sasl_wipe (line);
      g_assert_null (postino_smtp_auth_take (auth, reply, &error));
      if (ends[i].code < 0)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, POSTINO_ERROR, ends[i].code);
      g_assert_nonnull (strstr (error->message, ends[i].part));
      g_assert_nonnull (strstr (error->message, "mail.example:465"));
    }
}

static void
test_none_fits (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "mail.example");
  g_autoptr (GError) error = NULL;

  profile->user = g_strdup ("u");
  g_assert_null (postino_smtp_auth_new (profile, "p", NULL, "mail.example:465", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (postino_smtp_auth_new (profile, "p", "GSSAPI", "mail.example:465", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "GSSAPI"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-auth/ends", test_ends);
  g_test_add_func ("/smtp-auth/none-fits", test_none_fits);
  return g_test_run ();
}
