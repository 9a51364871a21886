/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/https-get.h"

#include "base/error.h"
#include "tests/fakes/fake-site.h"

#define HOST "site.example"
#define ZONE "site.example A 127.0.0.1\nother.example A 127.0.0.1\n"

enum { LONG_MS = 20000, BRIEF_MS = 300 };

static const FakePage pages[] = {
  { "/good", 200, NULL, "<ok/>", 0 },
  { "/longest", 200, NULL, "x", POSTINO_HTTPS_MAX_BYTES },
  { "/too-long", 200, NULL, "x", POSTINO_HTTPS_MAX_BYTES + 1 },
  { "/moved", 301, "/good", "", 0 },
  { "/1", 302, "/2", "", 0 },
  { "/2", 307, "/moved", "", 0 },
  { "/0", 302, "/1", "", 0 },
  { "/plain", 301, "http://site.example/good", "", 0 },
  { "/file", 301, "file:///etc/passwd", "", 0 },
  { "/nowhere", 301, NULL, "", 0 },
  { "/gone", 410, NULL, "gone", 0 },
  { "/empty", 200, NULL, "", 0 },
  { "/hangs", 0, NULL, "", 0 },
  { NULL, 0, NULL, NULL, 0 },
};

static const struct {
  const char *path;
  int code;       /* -1: it comes */
  gsize n_bytes;
  guint n_asked;
} cases[] = {
  { "/good", -1, 5, 1 },
  { "/empty", -1, 0, 1 },
  { "/longest", -1, POSTINO_HTTPS_MAX_BYTES, 1 },
  { "/too-long", POSTINO_ERROR_LIMIT, 0, 1 },
  { "/moved", -1, 5, 2 },
  { "/1", -1, 5, 4 }, /* three redirects */
  { "/0", POSTINO_ERROR_LIMIT, 0, 4 },
  { "/plain", POSTINO_ERROR_INVALID, 0, 1 },
  { "/file", POSTINO_ERROR_INVALID, 0, 1 },
  { "/nowhere", POSTINO_ERROR_INVALID, 0, 1 },
  { "/gone", POSTINO_ERROR_NOT_FOUND, 0, 1 },
  { "/other", POSTINO_ERROR_NOT_FOUND, 0, 1 },
};

static char *
make_url (const FakeSite *site,
          const char     *host,
          const char     *path)
{
  return g_strdup_printf ("https://%s:%u%s", host, site->port, path);
}

static void
test_cases (void)
{
  FakeSite site;

  fake_site_start (&site, HOST, pages);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = make_url (&site, HOST, cases[i].path);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      site.n_asked = 0;
      bytes = postino_https_get (url, site.trust, LONG_MS, NULL, &error);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (g_bytes_get_size (bytes), ==, cases[i].n_bytes);
        }
      else
        {
          g_assert_null (bytes);
          g_assert_error (error, POSTINO_ERROR, cases[i].code);
        }
      g_assert_cmpuint (site.n_asked, ==, cases[i].n_asked);
    }
  fake_site_stop (&site);
}

/* A certificate of an unknown authority, or for another name: nothing is asked. */
static void
test_certificates (void)
{
  FakeSite site;
  g_autofree char *url = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  fake_site_start (&site, HOST, pages);
  url = make_url (&site, HOST, "/good");
  other = make_url (&site, "other.example", "/good");
  g_assert_null (postino_https_get (url, NULL, LONG_MS, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS);
  g_clear_error (&error);
  g_assert_null (postino_https_get (other, site.trust, LONG_MS, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS);
  g_assert_cmpuint (site.n_asked, ==, 0);
  fake_site_stop (&site);
}

static void
test_deadline (void)
{
  FakeSite site;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  fake_site_start (&site, HOST, pages);
  url = make_url (&site, HOST, "/hangs");
  g_assert_null (postino_https_get (url, site.trust, BRIEF_MS, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  fake_site_stop (&site);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;
  FakeSite *site = both[0];
  gboolean is_asked = FALSE;

  while (!is_asked)
    {
      g_mutex_lock (&site->lock);
      is_asked = site->n_asked > 0;
      g_mutex_unlock (&site->lock);
      g_thread_yield ();
    }
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancelled (void)
{
  FakeSite site;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { &site, cancellable };
  GThread *thread;

  fake_site_start (&site, HOST, pages);
  url = make_url (&site, HOST, "/hangs");
  thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_null (postino_https_get (url, site.trust, LONG_MS, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  fake_site_stop (&site);
}

static const char *no_addresses[] = { "http://site.example/", "site.example", "", "https://", "file:///etc/passwd" };

static void
test_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (no_addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_https_get (no_addresses[i], NULL, LONG_MS, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_site_name (ZONE);
  g_test_add_func ("/https-get/cases", test_cases);
  g_test_add_func ("/https-get/certificates", test_certificates);
  g_test_add_func ("/https-get/deadline", test_deadline);
  g_test_add_func ("/https-get/cancelled", test_cancelled);
  g_test_add_func ("/https-get/addresses", test_addresses);
  return g_test_run ();
}
