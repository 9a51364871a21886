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

/* The proof is the server's to give: no code takes its place. */
static void
test_unproven (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "mail.example");
  g_autoptr (PostinoSmtpReply) yes = postino_smtp_reply_parse ("235 2.7.0 ok", NULL);
  g_autoptr (PostinoSmtpAuth) auth = NULL;
  g_autoptr (GError) error = NULL;

  profile->user = g_strdup ("u");
  auth = postino_smtp_auth_new (profile, "p", "PLAIN SCRAM-SHA-256", "mail.example:465", &error);
  postino_sasl_wipe (postino_smtp_auth_begin (auth, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (postino_smtp_auth_get_shown (auth), ==, "AUTH SCRAM-SHA-256");
  g_assert_null (postino_smtp_auth_take (auth, yes, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
}

/* A token is no password: the sentence says what to do about it. */
static void
test_oauth (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "mail.example");
  g_autoptr (PostinoSmtpReply) reason = postino_smtp_reply_parse ("334 eyJzdGF0dXMiOiI0MDAifQ==", NULL);
  g_autoptr (PostinoSmtpReply) no = postino_smtp_reply_parse ("535 5.7.8 no token", NULL);
  g_autoptr (PostinoSmtpAuth) auth = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = g_strnfill (1500, 't'); /* as long as Microsoft's: not in the command */
  g_autofree char *command = NULL;
  char *line;

  profile->user = g_strdup ("u");
  g_free (profile->auth);
  profile->auth = g_strdup ("xoauth2");
  auth = postino_smtp_auth_new (profile, token, "PLAIN XOAUTH2", "mail.example:465", &error);
  command = postino_smtp_auth_begin (auth, &error);
  g_assert_cmpstr (command, ==, "AUTH XOAUTH2");
  for (guint turn = 0; turn < 2; turn++)
    {
      line = postino_smtp_auth_take (auth, reason, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (strlen (line), ==, turn == 0 ? (strlen ("user=u1auth=Bearer 11") + 1500 + 2) / 3 * 4 : 0);
      postino_sasl_wipe (line);
    }
  g_assert_null (postino_smtp_auth_take (auth, no, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "535 5.7.8 no token"));
  g_assert_nonnull (strstr (error->message, "sign in again"));
  g_assert_null (strstr (error->message, token));
}

/* What the server repeats is not shown, but a short secret is no reason to star every letter. */
static void
test_shown (void)
{
  static const struct {
    const char *password;
    const char *reply;
    const char *shown;
  } cases[] = {
    { "secret", "500 5.5.1 what is AHUAc2VjcmV0", "500 5.5.1 what is ****" },
    { "secret", "535 secret and secret", "535 **** and ****" },
    { "ok", "535 not ok", "535 not ok" },
    { "secret", "334 c2VjcmV0", "334" },
    { "secret", "235 2.7.0 fine", "235 2.7.0 fine" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "mail.example");
      g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse (cases[i].reply, NULL);
      g_autoptr (PostinoSmtpAuth) auth = NULL;
      g_autofree char *shown = NULL;

      profile->user = g_strdup ("u");
      auth = postino_smtp_auth_new (profile, cases[i].password, "PLAIN", "mail.example:465", NULL);
      postino_sasl_wipe (postino_smtp_auth_begin (auth, NULL));
      shown = postino_smtp_auth_dup_shown (auth, reply);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-auth/ends", test_ends);
  g_test_add_func ("/smtp-auth/none-fits", test_none_fits);
  g_test_add_func ("/smtp-auth/unproven", test_unproven);
  g_test_add_func ("/smtp-auth/oauth", test_oauth);
  g_test_add_func ("/smtp-auth/shown", test_shown);
  return g_test_run ();
}
