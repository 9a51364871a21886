/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "net/sasl-mechanism.h"
#include "net/sasl.h"

static const struct {
  const char *offered;
  const char *wished;
  const char *chosen; /* NULL: none */
  int code;
} choices[] = {
  { "PLAIN LOGIN", "auto", "PLAIN", 0 },
  { "LOGIN PLAIN", "auto", "PLAIN", 0 },
  { "login", "auto", "LOGIN", 0 },
  { "GSSAPI LOGIN XOAUTH2", "auto", "LOGIN", 0 },
  { "CRAM-MD5 LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2", "auto", "SCRAM-SHA-256", 0 },
  { "CRAM-MD5 LOGIN", "auto", "LOGIN", 0 },
  { "DIGEST-MD5 CRAM-MD5", "auto", "CRAM-MD5", 0 },
  { "XOAUTH2", "auto", NULL, POSTINO_ERROR_REFUSED },
  { "PLAIN XOAUTH2", "xoauth2", "XOAUTH2", 0 },
  { "PLAIN XOAUTH2 SCRAM-SHA-256", "plain", "PLAIN", 0 },
  { "PLAIN CRAM-MD5", "cram-md5", "CRAM-MD5", 0 },
  { "PLAIN LOGIN", "scram-sha-256", NULL, POSTINO_ERROR_REFUSED },
  { "PLAIN SCRAM-SHA-256-PLUS", "scram-sha-256", NULL, POSTINO_ERROR_REFUSED },
  { "PLAIN LOGIN", "login", "LOGIN", 0 },
  { "PLAIN", "login", NULL, POSTINO_ERROR_REFUSED },
  { "PLAINISH", "auto", NULL, POSTINO_ERROR_REFUSED },
  { "", "auto", NULL, POSTINO_ERROR_REFUSED },
  { "PLAIN", "kerberos", NULL, POSTINO_ERROR_USAGE },
};

static void
test_choices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new (choices[i].offered, choices[i].wished, "u", "p", &error);

      g_assert_cmpint (postino_sasl_is_nick (choices[i].wished), ==, choices[i].code != POSTINO_ERROR_USAGE);
      if (choices[i].chosen != NULL)
        g_assert_cmpstr (postino_sasl_get_name (sasl), ==, choices[i].chosen);
      else
        g_assert_error (error, POSTINO_ERROR, choices[i].code);
    }
}

/* What SASLprep would change is another password to servers that do not prepare. */
static const struct {
  const char *offered;
  const char *wished;
  const char *user;
  const char *password;
  const char *chosen;
} odd_choices[] = {
  { "SCRAM-SHA-256 PLAIN", "auto", "ann", "m\xc2\xb2", "PLAIN" },              /* ² */
  { "SCRAM-SHA-256 PLAIN", "auto", "ann", "a\xc2\xa0" "b", "PLAIN" },          /* no-break space */
  { "SCRAM-SHA-256 PLAIN", "auto", "ann", "e\xcc\x81", "PLAIN" },              /* not composed */
  { "SCRAM-SHA-256 PLAIN", "auto", "\xef\xbd\x81nn", "secret", "PLAIN" },      /* full width */
  { "SCRAM-SHA-256 PLAIN", "auto", "j\xc3\xb6rg", "p\xc3\xa4ss, =", "SCRAM-SHA-256" },
  { "SCRAM-SHA-256 PLAIN", "auto", "ann", "\xf0\x9f\x98\x80", "SCRAM-SHA-256" },
  { "SCRAM-SHA-256 PLAIN", "auto", "ann", "tab\t", "SCRAM-SHA-256" },          /* goes as it is */
  { "SCRAM-SHA-256", "auto", "ann", "m\xc2\xb2", "SCRAM-SHA-256" },            /* nothing else there */
  { "SCRAM-SHA-256 PLAIN", "scram-sha-256", "ann", "m\xc2\xb2", "SCRAM-SHA-256" },
};

static void
test_odd_choices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_choices); i++)
    {
      g_autoptr (PostinoSasl) sasl = postino_sasl_new (odd_choices[i].offered, odd_choices[i].wished, odd_choices[i].user,
                                                       odd_choices[i].password, NULL);

      g_assert_cmpstr (postino_sasl_get_name (sasl), ==, odd_choices[i].chosen);
    }
}

static const struct {
  const char *name;
  gboolean has_initial;
  gboolean may_end; /* before a word was said */
  const char *challenge; /* one it takes */
  guint n_turns;
} mechanisms[] = {
  { "PLAIN", TRUE, TRUE, "", 1 },
  { "LOGIN", FALSE, TRUE, "VXNlcm5hbWU6", 2 },
  { "CRAM-MD5", FALSE, TRUE, "PDE+", 1 },
  { "XOAUTH2", TRUE, TRUE, "e30=", 2 },
  { "SCRAM-SHA-256", TRUE, FALSE, "", 1 }, /* its second one depends on the first: see test-sasl-scram */
};

/* After its last turn, or a fault, a mechanism says nothing more. */
static void
test_turns (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *nick = g_ascii_strdown (mechanisms[i].name, -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new (mechanisms[i].name, nick, "u", "p", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (postino_sasl_get_name (sasl), ==, mechanisms[i].name);
      g_assert_cmpint (postino_sasl_has_initial (sasl), ==, mechanisms[i].has_initial);
      g_assert_cmpint (postino_sasl_may_end (sasl), ==, mechanisms[i].may_end);
      for (guint turn = 0; turn < mechanisms[i].n_turns; turn++)
        {
          postino_sasl_wipe (postino_sasl_respond (sasl, mechanisms[i].challenge, &error));
          g_assert_no_error (error);
        }
      for (guint more = 0; more < 3; more++)
        {
          g_assert_null (postino_sasl_respond (sasl, mechanisms[i].challenge, &error));
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
          g_clear_error (&error);
        }
      g_assert_cmpint (postino_sasl_may_end (sasl), ==, mechanisms[i].may_end);
    }
}

static void
test_too_long (void)
{
  g_autofree char *password = g_strnfill (POSTINO_SASL_RESPONSE_MAX, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSasl) sasl = postino_sasl_new ("PLAIN", "auto", "u", password, &error);

  g_assert_null (postino_sasl_respond (sasl, "", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
  postino_sasl_wipe (NULL);
}

static const struct {
  const char *text;
  const char *bytes; /* NULL: none */
  gsize n_bytes;
} encodings[] = {
  /* RFC 4648 section 10 */
  { "", "", 0 }, { "Zg==", "f", 1 }, { "Zm8=", "fo", 2 }, { "Zm9v", "foo", 3 }, { "Zm9vYg==", "foob", 4 },
  { "Zm9vYmFy", "foobar", 6 }, { "AP8A", "\0\xff\0", 3 }, { "+/+/", "\xfb\xff\xbf", 3 },
  { "Zg", NULL, 0 }, { "Zg=", NULL, 0 }, { "Zg===", NULL, 0 }, { "Z===", NULL, 0 }, { "====", NULL, 0 },
  { "Zm 9v", NULL, 0 }, { "Zm9v\n", NULL, 0 }, { "Zm=v", NULL, 0 }, { "Zm9v====", NULL, 0 }, { "_-_-", NULL, 0 },
  { "=Zm9v", NULL, 0 },
};

static void
test_decode (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      gsize n_bytes = 99;
      g_autofree guint8 *bytes = postino_sasl_decode (encodings[i].text, &n_bytes);

      g_assert_true ((bytes != NULL) == (encodings[i].bytes != NULL));
      g_assert_cmpuint (n_bytes, ==, encodings[i].n_bytes);
      if (bytes != NULL)
        g_assert_cmpmem (bytes, n_bytes, encodings[i].bytes, encodings[i].n_bytes);
    }
}

static void
test_challenge (void)
{
  static const char *const unreadable[] = { "not base64", "AP8A" /* a NUL inside */, "Zg" };
  g_autofree char *longest = g_strnfill (12288, 'Q');
  g_autofree char *too_long = g_strnfill (12292, 'Q');
  g_autoptr (GError) error = NULL;
  g_autofree char *text = postino_sasl_read_challenge ("Zm9vYg==", &error);
  g_autofree char *long_text = NULL;

  g_assert_cmpstr (text, ==, "foob");
  long_text = postino_sasl_read_challenge (longest, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (long_text), ==, 12288 / 4 * 3);
  g_assert_null (postino_sasl_read_challenge (too_long, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
  for (gsize i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_clear_error (&error);
      g_assert_null (postino_sasl_read_challenge (unreadable[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/choices", test_choices);
  g_test_add_func ("/sasl/odd-choices", test_odd_choices);
  g_test_add_func ("/sasl/turns", test_turns);
  g_test_add_func ("/sasl/too-long", test_too_long);
  g_test_add_func ("/sasl/decode", test_decode);
  g_test_add_func ("/sasl/challenge", test_challenge);
  return g_test_run ();
}
