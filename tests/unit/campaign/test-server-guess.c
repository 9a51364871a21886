/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/server-guess.h"

#include "base/error.h"
#include "tests/fakes/fake-site.h"

#define ZONE                                                                       \
  "bottega.example MX 10 mx.aruba.it\n"                                            \
  "_submissions._tcp.bottega.example SRV 0 1 465 other.example\n"                   \
  "office.example MX 0 office-example.mail.protection.outlook.com\n"               \
  "google.example MX 10 mx.own.example\n"                                          \
  "google.example MX 20 aspmx.l.google.com\n"                                      \
  "plan.example MX 10 mail.serverplan.com\n"                                       \
  "both.example MX 10 mail.serverplan.com\n"                                       \
  "_submission._tcp.both.example SRV 0 1 587 mail.both.example\n"                  \
  "pec.studio.example MX 10 mx.pec.aruba.it\n"                                      \
  "own.example MX 10 mx.own.example\n"                                             \
  "_submissions._tcp.own.example SRV 20 1 465 backup.own.example\n"                \
  "_submissions._tcp.own.example SRV 10 1 4650 smtp.own.example\n"                 \
  "_submission._tcp.own.example SRV 0 1 587 starttls.own.example\n"                \
  "_submissions._tcp.half.example SRV 0 0 0 .\n"                                   \
  "_submission._tcp.half.example SRV 0 1 587 mail.half.example\n"                  \
  "_submissions._tcp.none.example SRV 0 0 0 .\n"                                   \
  "_submission._tcp.none.example SRV 0 0 0 .\n"                                    \
  "silent.example MX 0 .\n"                                                        \
  "away.example FAIL\n"                                                            \
  "autoconfig.page.example A 127.0.0.1\n"                                          \
  "known.example A 127.0.0.1\n"                                                    \
  "xn--caff-8oa.example MX 10 mx.aruba.it\n"

static const struct {
  const char *address;
  int source;       /* -1: nothing */
  const char *host; /* or the error code, below */
  guint port;
  PostinoSmtpTls tls;
  const char *user;
  const char *provider;
  guint per_day;
} cases[] = {
  { "ann@gmail.com", POSTINO_GUESS_PRESET, "smtp.gmail.com", 465, POSTINO_SMTP_TLS_TLS, "ann@gmail.com", "gmail", 500 },
  { " Ann <Ann@Libero.IT> ", POSTINO_GUESS_PRESET, "smtp.libero.it", 465, POSTINO_SMTP_TLS_TLS, "Ann@libero.it", "libero", 0 },
  { "studio@pec.it", POSTINO_GUESS_PRESET, "smtps.pec.aruba.it", 465, POSTINO_SMTP_TLS_TLS, "studio@pec.it", "pec-aruba", 0 },
  { "avv@studio.legalmail.it", POSTINO_GUESS_PRESET, "sendm.cert.legalmail.it", 465, POSTINO_SMTP_TLS_TLS, NULL,
    "pec-legalmail", 0 },
  /* who is known by the MX comes before what the domain says */
  { "info@bottega.example", POSTINO_GUESS_MX, "smtps.aruba.it", 465, POSTINO_SMTP_TLS_TLS, "info@bottega.example", "aruba", 0 },
  { "info@caffè.example", POSTINO_GUESS_MX, "smtps.aruba.it", 465, POSTINO_SMTP_TLS_TLS, "info@xn--caff-8oa.example", "aruba", 0 },
  { "info@office.example", POSTINO_GUESS_MX, "smtp.office365.com", 587, POSTINO_SMTP_TLS_STARTTLS, "info@office.example",
    "microsoft365", 10000 },
  { "info@google.example", POSTINO_GUESS_MX, "smtp.gmail.com", 465, POSTINO_SMTP_TLS_TLS, "info@google.example", "workspace", 2000 },
  { "avv@pec.studio.example", POSTINO_GUESS_MX, "smtps.pec.aruba.it", 465, POSTINO_SMTP_TLS_TLS, "avv@pec.studio.example",
    "pec-aruba", 0 },
  /* the host is in the account there, and nobody else knows it */
  { "info@plan.example", POSTINO_GUESS_MX, "", 0, POSTINO_SMTP_TLS_TLS, NULL, "serverplan", 0 },
  { "info@both.example", POSTINO_GUESS_SRV, "mail.both.example", 587, POSTINO_SMTP_TLS_STARTTLS, "info@both.example", NULL, 0 },
  { "info@own.example", POSTINO_GUESS_SRV, "smtp.own.example", 4650, POSTINO_SMTP_TLS_TLS, "info@own.example", NULL, 0 },
  { "info@half.example", POSTINO_GUESS_SRV, "mail.half.example", 587, POSTINO_SMTP_TLS_STARTTLS, "info@half.example", NULL, 0 },
  { "info@none.example", -1, NULL, POSTINO_ERROR_NOT_FOUND, 0, NULL, NULL, 0 },
  { "info@silent.example", -1, NULL, POSTINO_ERROR_NOT_FOUND, 0, NULL, NULL, 0 },
  { "info@nothing.example", -1, NULL, POSTINO_ERROR_NOT_FOUND, 0, NULL, NULL, 0 },
  { "info@away.example", -1, NULL, POSTINO_ERROR_BUSY, 0, NULL, NULL, 0 },
  { "nothing like it", -1, NULL, POSTINO_ERROR_USAGE, 0, NULL, NULL, 0 },
  { "ann@", -1, NULL, POSTINO_ERROR_USAGE, 0, NULL, NULL, 0 },
};

typedef struct {
  PostinoProviderList *providers;
  GResolver *zone;
  PostinoDns *dns;
  PostinoGuessMeans means;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->providers = postino_provider_list_load ();
  fixture->zone = postino_dns_zone_new (ZONE, NULL);
  fixture->dns = postino_dns_new (fixture->zone, 5000);
  fixture->means = (PostinoGuessMeans) { .providers = fixture->providers, .dns = fixture->dns };
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_dns_unref (fixture->dns);
  g_object_unref (fixture->zone);
  postino_provider_list_unref (fixture->providers);
}

static void
test_cases (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoServerGuess) guess
        = postino_server_guess_find (&fixture->means, cases[i].address, NULL, &error);

      if (cases[i].source < 0)
        {
          g_assert_null (guess);
          g_assert_error (error, POSTINO_ERROR, (int) cases[i].port);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (guess->source, ==, cases[i].source);
      g_assert_cmpstr (guess->profile->host, ==, cases[i].host);
      g_assert_cmpuint (guess->profile->port, ==, cases[i].port);
      g_assert_cmpint (guess->profile->tls, ==, cases[i].tls);
      g_assert_cmpstr (guess->profile->user, ==, cases[i].user);
      g_assert_cmpstr (guess->provider, ==, cases[i].provider);
      g_assert_cmpuint (guess->profile->per_day, ==, cases[i].per_day);
    }
}

#define PAGE                                                                                             \
  "<clientConfig version=\"1.1\"><emailProvider id=\"x\"><displayName>Page Mail</displayName>"              \
  "<outgoingServer type=\"smtp\"><hostname>smtp.page.example</hostname><port>465</port><socketType>SSL"     \
  "</socketType><username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>"  \
  "</outgoingServer></emailProvider></clientConfig>"

static const FakePage pages[] = {
  { "/mail/config-v1.1.xml", 200, NULL, PAGE, 0 },
  { NULL, 0, NULL, NULL, 0 },
};

static const FakePage known_pages[] = {
  { "/.well-known/autoconfig/mail/config-v1.1.xml", 200, NULL, PAGE, 0 },
  { NULL, 0, NULL, NULL, 0 },
};

static void
check_page (Fixture        *fixture,
            const char     *host,
            const FakePage *site_pages,
            const char     *address,
            const char     *query)
{
  FakeSite site;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoServerGuess) guess = NULL;

  fake_site_start (&site, host, site_pages);
  fixture->means.https_port = site.port;
  fixture->means.trust = site.trust;
  guess = postino_server_guess_find (&fixture->means, address, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (guess->source, ==, POSTINO_GUESS_AUTOCONFIG);
  g_assert_cmpstr (guess->profile->name, ==, "Page Mail");
  g_assert_cmpstr (guess->profile->host, ==, "smtp.page.example");
  g_assert_cmpstr (guess->profile->user, ==, "ann+x");
  g_assert_cmpuint (site.n_asked, ==, 1);
  g_assert_cmpstr (site.query, ==, query);
  fake_site_stop (&site);
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  check_page (fixture, "autoconfig.page.example", pages, "ann+x@page.example",
              "emailaddress=ann%2Bx%40page.example");
  check_page (fixture, "known.example", known_pages, "ann+x@known.example", NULL);
}

/* A site that nobody vouches for says nothing. */
static void
test_untrusted_page (Fixture      *fixture,
                     gconstpointer data)
{
  FakeSite site;
  g_autoptr (GError) error = NULL;

  fake_site_start (&site, "autoconfig.page.example", pages);
  fixture->means.https_port = site.port;
  g_assert_null (postino_server_guess_find (&fixture->means, "ann@page.example", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_assert_cmpuint (site.n_asked, ==, 0);
  fake_site_stop (&site);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (postino_server_guess_find (&fixture->means, "info@bottega.example", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_choose (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoServerGuess) ses
    = postino_server_guess_choose (postino_provider_list_get (fixture->providers, "ses"), NULL);
  g_autoptr (PostinoServerGuess) aruba
    = postino_server_guess_choose (postino_provider_list_get (fixture->providers, "aruba"), "info@bottega.example");

  g_assert_cmpstr (ses->provider, ==, "ses");
  g_assert_null (ses->profile->user);
  g_assert_cmpfloat (ses->profile->per_second, ==, 1);
  g_assert_cmpuint (ses->profile->connections, ==, POSTINO_SMTP_CONNECTIONS_DEFAULT);
  g_assert_cmpstr (aruba->profile->user, ==, "info@bottega.example");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_site_name (ZONE);
  g_test_add ("/server-guess/cases", Fixture, NULL, set_up, test_cases, tear_down);
  g_test_add ("/server-guess/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/server-guess/untrusted-page", Fixture, NULL, set_up, test_untrusted_page, tear_down);
  g_test_add ("/server-guess/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/server-guess/choose", Fixture, NULL, set_up, test_choose, tear_down);
  return g_test_run ();
}
