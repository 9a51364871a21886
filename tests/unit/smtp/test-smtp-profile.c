/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/error.h"
#include "smtp/smtp-profile.h"

static void
test_defaults (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "smtp.example");
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_smtp_profile_validate (profile, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (postino_smtp_profile_get_port (profile), ==, 465);
  profile->tls = POSTINO_SMTP_TLS_STARTTLS;
  g_assert_cmpuint (postino_smtp_profile_get_port (profile), ==, 587);
  profile->tls = POSTINO_SMTP_TLS_NONE;
  g_assert_cmpuint (postino_smtp_profile_get_port (profile), ==, 25);
  profile->port = 2525;
  g_assert_cmpuint (postino_smtp_profile_get_port (profile), ==, 2525);
  g_assert_false (postino_smtp_profile_has_auth (profile));
  profile->user = g_strdup ("ann");
  g_assert_true (postino_smtp_profile_has_auth (profile));
}

static void
test_nicks (void)
{
  PostinoSmtpTls tls;

  for (guint i = POSTINO_SMTP_TLS_NONE; i <= POSTINO_SMTP_TLS_TLS; i++)
    {
      g_assert_true (postino_smtp_tls_from_nick (postino_smtp_tls_to_nick (i), &tls));
      g_assert_cmpuint (tls, ==, i);
    }
  g_assert_false (postino_smtp_tls_from_nick ("ssl", &tls));
}

/* Each row spoils one field of a good profile. */
typedef enum { HOST, NAME, PORT, AUTH, USER, CONNECTIONS, RATE, PIN, HELO } Field;

static const struct {
  Field field;
  const char *text;
  double number;
} faults[] = {
  { HOST, "" }, { HOST, "a b" }, { HOST, "a\nb" }, { HOST, "https://x/" }, { HOST, "ann@x" },
  { NAME, "" }, { NAME, "a\nb" },
  { PORT, NULL, 65536 },
  { AUTH, "kerberos" }, { AUTH, "plain" }, /* and no user */
  { USER, "a\r\nb" },
  { CONNECTIONS, NULL, 0 }, { CONNECTIONS, NULL, POSTINO_SMTP_CONNECTIONS_MAX + 1 },
  { RATE, NULL, -1 }, { RATE, NULL, INFINITY }, { RATE, NULL, NAN },
  { PIN, "abcd" },
  { HELO, "two words" }, { HELO, "a\r\nDATA" }, { HELO, "" },
};

static void
replace (char      **field,
         const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
spoil (PostinoSmtpProfile *profile,
       gsize               i)
{
  switch (faults[i].field)
    {
    case HOST: replace (&profile->host, faults[i].text); return;
    case NAME: replace (&profile->name, faults[i].text); return;
    case PORT: profile->port = (guint) faults[i].number; return;
    case AUTH: replace (&profile->auth, faults[i].text); return;
    case USER: replace (&profile->user, faults[i].text); return;
    case CONNECTIONS: profile->connections = (guint) faults[i].number; return;
    case RATE: profile->per_second = faults[i].number; return;
    case PIN: replace (&profile->pin, faults[i].text); return;
    case HELO: replace (&profile->helo_name, faults[i].text); return;
    }
}

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "smtp.example");
      g_autoptr (GError) error = NULL;

      spoil (profile, i);
      g_assert_false (postino_smtp_profile_validate (profile, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

static void
test_copy (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "smtp.example");
  g_autoptr (PostinoSmtpProfile) copy = NULL;

  profile->user = g_strdup ("ann");
  profile->pin = g_strdup ("pin");
  profile->ca_file = g_strdup ("ca");
  profile->helo_name = g_strdup ("me");
  profile->client_id = g_strdup ("client");
  profile->scope = g_strdup ("send");
  profile->timeouts.dot_ms = 5;
  copy = postino_smtp_profile_copy (profile);
  g_assert_cmpstr (copy->host, ==, "smtp.example");
  g_assert_cmpstr (copy->user, ==, "ann");
  g_assert_cmpstr (copy->client_id, ==, "client");
  g_assert_cmpstr (copy->scope, ==, "send");
  g_assert_true (copy->user != profile->user && copy->pin != profile->pin && copy->client_id != profile->client_id);
  g_assert_cmpuint (postino_smtp_profile_get_timeout_ms (copy, POSTINO_SMTP_STAGE_DOT), ==, 5);
  g_assert_cmpuint (postino_smtp_profile_get_timeout_ms (copy, POSTINO_SMTP_STAGE_DATA), ==, 120000);
}

/* The environment shortens what is not set, and lengthens nothing. */
static void
test_shortened (void)
{
  static const struct {
    const char *most;
    guint dot_ms;
    guint rset_ms;
  } cases[] = {
    { "30000", 30000, POSTINO_SMTP_RSET_MS },
    { "1", 1, 1 },
    { "99999999999", POSTINO_SMTP_DOT_MS, POSTINO_SMTP_RSET_MS },
    { "0", POSTINO_SMTP_DOT_MS, POSTINO_SMTP_RSET_MS },
    { "soon", POSTINO_SMTP_DOT_MS, POSTINO_SMTP_RSET_MS },
  };
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("shop", "smtp.example");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_setenv ("POSTINO_SMTP_TIMEOUT_MS", cases[i].most, TRUE);
      g_assert_cmpuint (postino_smtp_profile_get_timeout_ms (profile, POSTINO_SMTP_STAGE_DOT), ==, cases[i].dot_ms);
      g_assert_cmpuint (postino_smtp_profile_get_timeout_ms (profile, POSTINO_SMTP_STAGE_RSET), ==, cases[i].rset_ms);
    }
  g_unsetenv ("POSTINO_SMTP_TIMEOUT_MS");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-profile/defaults", test_defaults);
  g_test_add_func ("/smtp-profile/nicks", test_nicks);
  g_test_add_func ("/smtp-profile/faults", test_faults);
  g_test_add_func ("/smtp-profile/copy", test_copy);
  g_test_add_func ("/smtp-profile/shortened", test_shortened);
  return g_test_run ();
}
