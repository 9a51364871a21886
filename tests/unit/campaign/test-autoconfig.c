/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/autoconfig.h"

#include <string.h>

#include "base/error.h"

#define ADDRESS "ann@bottega.example"
#define DOCUMENT(servers)                                                                             \
  "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"bottega.example\">"          \
  "<displayName>Bottega Mail</displayName><displayShortName> Bottega </displayShortName>"               \
  "<incomingServer type=\"imap\"><hostname>imap.bottega.example</hostname><port>993</port>"             \
  "<socketType>SSL</socketType></incomingServer>" servers "</emailProvider></clientConfig>"
#define SERVER(type, inside) "<outgoingServer type=\"" type "\">" inside "</outgoingServer>"
#define PLACE(host, port, socket) "<hostname>" host "</hostname><port>" port "</port><socketType>" socket "</socketType>"
#define SIGN_IN "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>"

static const struct {
  const char *servers;
  const char *host; /* NULL: none of use */
  guint port;
  PostinoSmtpTls tls;
  const char *auth;
  const char *user;
} cases[] = {
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL") SIGN_IN), "smtp.bottega.example", 465,
    POSTINO_SMTP_TLS_TLS, "auto", ADDRESS },
  { SERVER ("smtp", PLACE (" mail.%EMAILDOMAIN%\n", " 587 ", "STARTTLS")
                    "<username>%EMAILLOCALPART%</username><authentication>password-encrypted</authentication>"),
    "mail.bottega.example", 587, POSTINO_SMTP_TLS_STARTTLS, "auto", "ann" },
  /* no user name: the address */
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL")), "smtp.bottega.example", 465,
    POSTINO_SMTP_TLS_TLS, "auto", ADDRESS },
  /* the order is the provider's; what cannot be used is passed over */
  { SERVER ("smtp", PLACE ("plain.bottega.example", "25", "plain") SIGN_IN)
    SERVER ("exchange", PLACE ("other.bottega.example", "465", "SSL") SIGN_IN)
    SERVER ("smtp", PLACE ("first.bottega.example", "587", "STARTTLS") SIGN_IN)
    SERVER ("smtp", PLACE ("second.bottega.example", "465", "SSL") SIGN_IN),
    "first.bottega.example", 587, POSTINO_SMTP_TLS_STARTTLS, "auto", ADDRESS },
  /* the first way of signing in that we have */
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL")
                    "<authentication>GSSAPI</authentication><authentication>OAuth2</authentication>"
                    "<authentication>password-cleartext</authentication>"),
    "smtp.bottega.example", 465, POSTINO_SMTP_TLS_TLS, "xoauth2", ADDRESS },
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL") "<authentication>NTLM</authentication>"), NULL,
    0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL")
                    "<authentication>client-IP-address</authentication>"),
    "smtp.bottega.example", 465, POSTINO_SMTP_TLS_TLS, "none", NULL },
  /* never without encryption, whatever the word */
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "25", "plain") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "25", "ssl") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", "<hostname>smtp.bottega.example</hostname><port>25</port>" SIGN_IN), NULL, 0,
    POSTINO_SMTP_TLS_NONE, NULL, NULL },
  /* what no server can be */
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "0", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "65536", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("smtp.bottega.example", "4a", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("", "465", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("a b", "465", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", PLACE ("evil/path", "465", "SSL") SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
  { SERVER ("smtp", "<port>465</port><socketType>SSL</socketType>" SIGN_IN), NULL, 0, POSTINO_SMTP_TLS_NONE, NULL, NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *document = g_strdup_printf (DOCUMENT ("%s"), cases[i].servers);
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSmtpProfile) profile
        = postino_autoconfig_parse (document, strlen (document), ADDRESS, &error);

      if (cases[i].host == NULL)
        {
          g_assert_null (profile);
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (profile->name, ==, "Bottega");
      g_assert_cmpstr (profile->host, ==, cases[i].host);
      g_assert_cmpuint (profile->port, ==, cases[i].port);
      g_assert_cmpint (profile->tls, ==, cases[i].tls);
      g_assert_cmpstr (profile->auth, ==, cases[i].auth);
      g_assert_cmpstr (profile->user, ==, cases[i].user);
    }
}

#define GOOD SERVER ("smtp", PLACE ("smtp.bottega.example", "465", "SSL") SIGN_IN)

static const char *faulty[] = {
  "",
  "not xml",
  "<html><body>404</body></html>",
  "<clientConfig><emailProvider>",
  "<other>" GOOD "</other>",
  /* with a document type: entities, inside and outside */
  "<!DOCTYPE clientConfig [<!ENTITY a \"smtp.bottega.example\">]>" DOCUMENT (GOOD),
  "<!DOCTYPE clientConfig SYSTEM \"http://bottega.example/x.dtd\"><clientConfig/>",
  "<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><c>&b;</c>",
  "<!DOCTYPE clientConfig [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><clientConfig>&f;</clientConfig>",
};

static void
test_faulty (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faulty); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_autoconfig_parse (faulty[i], strlen (faulty[i]), ADDRESS, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

static void
test_bound (void)
{
  g_autoptr (GString) document = g_string_new (DOCUMENT (GOOD));
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSmtpProfile) profile = NULL;

  while (document->len < POSTINO_AUTOCONFIG_MAX_BYTES)
    g_string_append_c (document, ' ');
  profile = postino_autoconfig_parse (document->str, document->len, ADDRESS, &error);
  g_assert_no_error (error);
  g_string_append_c (document, ' ');
  g_assert_null (postino_autoconfig_parse (document->str, document->len, ADDRESS, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
}

/* Whatever it says of its encoding, or is in the wrong one: hosts are ASCII. */
static void
test_encodings (void)
{
  static const char *documents[] = {
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><clientConfig><emailProvider><displayName>Caff\xe8</displayName>"
    GOOD "</emailProvider></clientConfig>",
    "<?xml version=\"1.0\" encoding=\"UTF-16\"?><clientConfig><emailProvider>" GOOD "</emailProvider></clientConfig>",
    "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"none\"?><clientConfig><emailProvider>" GOOD
    "</emailProvider></clientConfig>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSmtpProfile) profile
        = postino_autoconfig_parse (documents[i], strlen (documents[i]), ADDRESS, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (profile->host, ==, "smtp.bottega.example");
      g_assert_true (g_utf8_validate (profile->name, -1, NULL));
    }
}

/* Nothing of the stranger's breaks a line or a name. */
static void
test_names (void)
{
  static const char document[] = "<clientConfig><emailProvider><displayName>A&#10;B &#x202E;&#xA0;C</displayName>" GOOD
                                 "</emailProvider></clientConfig>";
  static const char nameless[] = "<clientConfig><emailProvider>" GOOD "</emailProvider></clientConfig>";
  g_autoptr (PostinoSmtpProfile) profile = postino_autoconfig_parse (document, strlen (document), ADDRESS, NULL);
  g_autoptr (PostinoSmtpProfile) unnamed = postino_autoconfig_parse (nameless, strlen (nameless), ADDRESS, NULL);

  g_assert_null (strchr (profile->name, '\n'));
  g_assert_true (g_str_has_prefix (profile->name, "A B"));
  g_assert_cmpstr (unnamed->name, ==, "bottega.example");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autoconfig/cases", test_cases);
  g_test_add_func ("/autoconfig/faulty", test_faulty);
  g_test_add_func ("/autoconfig/bound", test_bound);
  g_test_add_func ("/autoconfig/encodings", test_encodings);
  g_test_add_func ("/autoconfig/names", test_names);
  return g_test_run ();
}
