/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What signs is verified; what is changed or added is seen. */
#include <string.h>

#include "dkim/signer.h"
#include "dkim/verify.h"
#include "net/dns-zone.h"
#include "rfc8463.h"

#define NOW RFC8463_TIME_US
#define HEAD "From: Bottega <a@football.example.com>\r\nTo: b@example.net\r\nSubject: Ciao\r\n" \
             "List-Unsubscribe: <https://x.example/u>\r\nMessage-ID: <1@football.example.com>\r\n"

static PostinoDkimKeySet *
make_keys (void)
{
  PostinoDkimKeySet *keys = postino_dkim_key_set_new ("football.example.com");
  g_autoptr (PostinoDkimKey) rsa = postino_dkim_key_new_from_pem (RFC8463_RSA_PEM, NULL);
  g_autoptr (PostinoDkimKey) ed25519 = postino_dkim_key_new_from_pem (RFC8463_ED25519_PEM, NULL);

  postino_dkim_key_set_add (keys, "test", rsa);
  postino_dkim_key_set_add (keys, "brisbane", ed25519);
  return keys;
}

/* "pass:pass": each signature's result; yours. */
static char *
verify (const char *message,
        gsize       n_bytes)
{
  g_autoptr (GResolver) zone = postino_dns_zone_new (RFC8463_ZONE, NULL);
  g_autoptr (PostinoDns) dns = postino_dns_new (zone, 1000);
  g_autoptr (GPtrArray) verdicts = postino_dkim_verify (message, n_bytes, dns, NOW, NULL);
  GString *results = g_string_new (NULL);

  for (guint i = 0; i < verdicts->len; i++)
    g_string_append_printf (results, "%s%s", i > 0 ? ":" : "",
                            postino_dkim_result_to_name (((const PostinoDkimVerdict *) verdicts->pdata[i])->result));
  return g_string_free (results, FALSE);
}

static GBytes *
sign (PostinoDkimSigner *signer,
      const char        *message)
{
  g_autoptr (GBytes) bytes = g_bytes_new (message, strlen (message));
  g_autoptr (GError) error = NULL;
  GBytes *signed_bytes = postino_dkim_signer_sign (signer, bytes, NOW, &error);

  g_assert_no_error (error);
  /* What was there stands unchanged behind the signatures. */
  g_assert_cmpmem ((const char *) g_bytes_get_data (signed_bytes, NULL) + g_bytes_get_size (signed_bytes) - strlen (message),
                   strlen (message), message, strlen (message));
  return signed_bytes;
}

static const char *const messages[] = {
  RFC8463_MESSAGE,
  HEAD "\r\nbody\r\n",
  HEAD "\r\n",
  HEAD,
  HEAD "\r\nno end",
  HEAD "\r\nblank lines \t \r\n\r\n \r\n\r\n",
  HEAD "\r\n.\r\n..\r\n.x\r\n",
  HEAD "X-Long: a\r\n b\r\n\tc\r\nEmpty:\r\n\r\n\xc3\xa8 caff\xc3\xa8\r\n",
  HEAD "From: second@example.net\r\nTo: c@example.net\r\nTo: d@example.net\r\n\r\nx\r\n",
  "From: a@b.example\r\n\r\n",
};

static void
test_round_trip (void)
{
  g_autoptr (PostinoDkimKeySet) keys = make_keys ();
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (keys, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) out = sign (signer, messages[i]);
      g_autofree char *result = verify (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
      g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (out, NULL), "\r\n", 40);

      g_assert_cmpstr (result, ==, "pass:pass");
      for (gsize j = 0; j < 20 && lines[j] != NULL; j++)
        g_assert_cmpuint (strlen (lines[j]), <=, 78);
    }
}

/* Replaces the first @from by @to; yours. */
static char *
change (GBytes     *message,
        const char *from,
        const char *to)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  char *at = strstr (text, from);

  g_assert_nonnull (at);
  *at = '\0';
  return g_strconcat (text, to, at + strlen (from), NULL);
}

static const struct {
  const char *from;
  const char *to;
  const char *results;
} changes[] = {
  { "body", "bodY", "fail:fail" },
  { "Ciao", "Addio", "fail:fail" },
  { "Subject: Ciao\r\n", "", "fail:fail" },
  { "x.example/u", "y.example/u", "fail:fail" },
  /* over-signed: added */
  { "From: Bottega", "From: Evil <e@evil.example>\r\nFrom: Bottega", "fail:fail" },
  { "Subject: Ciao", "Subject: Ciao\r\nSubject: Again", "fail:fail" },
  { "To: b@", "Cc: e@evil.example\r\nTo: b@", "fail:fail" },
  { "To: b@", "Reply-To: e@evil.example\r\nTo: b@", "fail:fail" },
  { "To: b@", "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nTo: b@", "fail:fail" },
  /* what relays do on the way */
  { "To: b@", "Received: from x\r\nReturn-Path: <b@x>\r\nTo: b@", "pass:pass" },
  { "<1@football.example.com>", "<2@relay.example>", "pass:pass" },
  { "Ciao", " Ciao \t", "pass:pass" },
  { "body\r\n", "body  \r\n\r\n\r\n", "pass:pass" },
  /* the signatures themselves */
  { "a=rsa-sha256", "a=ed25519-sha256", "permerror:pass" },
  { "s=test", "s=nobody", "permerror:pass" },
};

static void
test_changes (void)
{
  g_autoptr (PostinoDkimKeySet) keys = make_keys ();
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (keys, NULL);
  g_autoptr (GBytes) out = sign (signer, messages[1]);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *changed = change (out, changes[i].from, changes[i].to);
      g_autofree char *result = verify (changed, strlen (changed));

      g_test_message ("%s → %s", changes[i].from, changes[i].to);
      g_assert_cmpstr (result, ==, changes[i].results);
    }
}

static void
test_fields (void)
{
  g_autoptr (PostinoDkimKeySet) keys = make_keys ();
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (keys, NULL);
  g_autoptr (GBytes) out = sign (signer, messages[1]);
  g_autofree char *text = g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));

  g_assert_true (g_str_has_prefix (text, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
                                         " d=football.example.com; s=test; t=1528637909;\r\n"
                                         " h=From:From:Reply-To:To:To:Cc:Subject:Subject:Date:"));
  g_assert_nonnull (strstr (text, "List-Unsubscribe:List-Unsubscribe:"));
  g_assert_null (strstr (text, "Message-ID:From"));
}

/* One set, a signer a thread. */
static gpointer
sign_many (gpointer keys)
{
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (keys, NULL);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *message = g_strdup_printf (HEAD "X-Number: %u\r\n\r\nbody %u\r\n", i, i);
      g_autoptr (GBytes) out = sign (signer, message);
      g_autofree char *result = verify (g_bytes_get_data (out, NULL), g_bytes_get_size (out));

      g_assert_cmpstr (result, ==, "pass:pass");
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (PostinoDkimKeySet) keys = make_keys ();
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sign", sign_many, keys);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-signer/round-trip", test_round_trip);
  g_test_add_func ("/dkim-signer/changes", test_changes);
  g_test_add_func ("/dkim-signer/fields", test_fields);
  g_test_add_func ("/dkim-signer/threads", test_threads);
  return g_test_run ();
}
