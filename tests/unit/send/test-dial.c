/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting that fails, and what is kept of it; whole conversations are in tests/flow/test-transcript.py. */
#include "send/dial.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "scratch-workspace.h"

#define ZONE "null.example MX 0 .\n127.0.0.1 PTR own.example\nown.example A 127.0.0.1\n"

static PostinoDns *
open_zone (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "zone", NULL);
  g_autoptr (GError) error = NULL;
  PostinoDns *dns;

  g_assert_true (g_file_set_contents (path, ZONE, -1, &error));
  dns = postino_dns_open_file (path, &error);
  g_assert_no_error (error);
  return dns;
}

/* The lines kept, joined by " | "; yours. */
static char *
describe (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = postino_transcript_read (folder, 1, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      const PostinoTranscriptLine *line = lines->pdata[i];

      g_assert_cmpint (line->voice, ==, POSTINO_TRANSCRIPT_NOTE);
      g_string_append_printf (text, "%s#%u %s", i > 0 ? " | " : "", line->connection, line->text);
    }
  return g_string_free (text, FALSE);
}

/* Nobody listens at port 1, and nobody takes mail for null.example. */
static void
test_in_vain (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "127.0.0.1");
  g_autoptr (PostinoDns) dns = open_zone (folder);
  PostinoServerCredential *credential = postino_server_credential_new (workspace, 1, profile, NULL);
  PostinoDial dial = { profile, credential, NULL, dns, NULL, NULL, 0 };
  g_autoptr (PostinoSmtpReply) verdict = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  profile->port = 1;
  profile->tls = POSTINO_SMTP_TLS_NONE;
  g_assert_null (postino_dial_connect (&dial, &verdict, &error)); /* without a transcript */
  g_assert_nonnull (error);
  g_assert_null (verdict);
  g_clear_error (&error);
  before = describe (folder);
  g_assert_cmpstr (before, ==, "");

  postino_dial_open (&dial, folder, 1);
  g_assert_null (postino_dial_connect (&dial, &verdict, &error));
  g_clear_error (&error);
  postino_dial_note (&dial, "so it ended");
  dial.domain = "null.example";
  g_assert_null (postino_dial_connect (&dial, &verdict, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->code, ==, 556);
  postino_dial_close (&dial);
  after = describe (folder);
  remove_scratch_folder (folder);
  g_assert_true (g_pattern_match_simple ("#1 127.0.0.1:1 | #1 so it ended | #2 null.example | #2 ?*", after));
  postino_server_credential_unref (credential);
}

/* The name that an address has is told to mail hosts, and to no server of ours; an address of somebody else's is a fault. */
static void
test_prepare (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "smtp.example.com");
  g_autoptr (PostinoDns) dns = open_zone (folder);
  PostinoDial dial = { profile, NULL, NULL, dns, NULL, NULL, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_dial_prepare (&dial, &error));
  profile->source = g_strdup ("127.0.0.1");
  g_assert_true (postino_dial_prepare (&dial, &error));
  g_assert_null (profile->helo_name);
  dial.domain = "there.example";
  g_assert_true (postino_dial_prepare (&dial, &error));
  g_assert_cmpstr (profile->helo_name, ==, "own.example");
  g_free (profile->source);
  profile->source = g_strdup ("192.0.2.77");
  g_assert_false (postino_dial_prepare (&dial, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dial/in-vain", test_in_vain);
  g_test_add_func ("/dial/prepare", test_prepare);
  return g_test_run ();
}
