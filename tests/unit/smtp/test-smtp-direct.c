/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and answers out of DNS; conversations with mail hosts are in tests/flow/test-direct.py. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "smtp/smtp-direct.h"

#define ZONE                                 \
  "192.0.2.1 PTR mail.example\n"             \
  "mail.example A 192.0.2.7\n"               \
  "mail.example A 192.0.2.1\n"               \
  "192.0.2.2 PTR elsewhere.example\n"        \
  "elsewhere.example A 192.0.2.99\n"         \
  "192.0.2.3 PTR broken.example\n"           \
  "broken.example FAIL\n"                    \
  "null.example MX 0 .\n"                    \
  "lost.example MX 10 nowhere.example\n"

static PostinoDns *
open_zone (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("postino-zone-XXXXXX", &path, &error);
  PostinoDns *dns;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, ZONE, -1, &error));
  dns = postino_dns_open_file (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return dns;
}

static const struct { const char *address; const char *name; int code; } names[] = {
  { "192.0.2.1", "mail.example", 0 },
  { "192.0.2.2", NULL, POSTINO_ERROR_NOT_FOUND }, /* leads elsewhere */
  { "192.0.2.3", NULL, POSTINO_ERROR_BUSY },
  { "192.0.2.4", NULL, POSTINO_ERROR_NOT_FOUND }, /* has none */
  { "mail.example", NULL, POSTINO_ERROR_INVALID },
};

static void
test_names (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = postino_smtp_direct_find_name (dns, names[i].address, NULL, &error);

      g_assert_cmpstr (name, ==, names[i].name);
      if (name == NULL)
        g_assert_error (error, POSTINO_ERROR, names[i].code);
    }
}

static const struct { const char *domain; guint code; const char *enhanced; } verdicts[] = {
  { "null.example", 556, "5.1.10" },
  { "gone.example", 550, "5.1.2" },
  { "broken.example", 451, "4.4.3" },
  { "lost.example", 451, "4.4.1" },
};

/* A domain that does not exist is an answer, one that cannot be asked now is none. */
static void
test_verdicts (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("direct", "");

  postino_smtp_profile_set_direct (profile);
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autoptr (PostinoSmtpReply) reply = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_smtp_direct_connect (profile, dns, verdicts[i].domain, NULL, NULL, NULL, &reply, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (reply->code, ==, verdicts[i].code);
      g_assert_cmpstr (reply->enhanced, ==, verdicts[i].enhanced);
      g_assert_cmpstr (reply->text, !=, "");
    }
}

static void
test_cancelled (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("direct", "");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PostinoSmtpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  postino_smtp_profile_set_direct (profile);
  g_cancellable_cancel (cancellable);
  g_assert_null (postino_smtp_direct_connect (profile, dns, "lost.example", cancellable, NULL, NULL, &reply, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (reply); /* nobody is answered for it */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-direct/names", test_names);
  g_test_add_func ("/smtp-direct/verdicts", test_verdicts);
  g_test_add_func ("/smtp-direct/cancelled", test_cancelled);
  return g_test_run ();
}
