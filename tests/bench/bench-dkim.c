/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-dkim THREADS SECONDS BYTES rsa|ed25519|both: signs messages of so many bytes, a signer a thread out of one key
 * set; one JSON line with the signed messages a second. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dkim/signer.h"

typedef struct {
  PostinoDkimKeySet *keys;
  GBytes *message;
  gint64 until_us;
  guint64 n;
} Work;

static GBytes *
make_message (gsize n_bytes)
{
  GString *text = g_string_new ("From: Bottega <shop@example.com>\r\nReply-To: info@example.com\r\nMIME-Version: 1.0\r\n"
                                "List-Id: <newsletter.example.com>\r\nFeedback-ID: 1:newsletter:postino:example.com\r\n"
                                "To: Ann <ann@example.com>\r\nSubject: Novit\r\nDate: Fri, 11 Jul 2025 21:00:37 +0200\r\n"
                                "List-Unsubscribe: <https://example.com/u/abcdefghijklmnop>\r\n"
                                "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                                "Content-Type: multipart/alternative; boundary=\"=_0123\"\r\n\r\n");

  while (text->len < n_bytes)
    g_string_append (text, "  <td style=3D\"padding:10px 20px\">offerta primavera citt=C3=A0 negozio=\r\n");
  n_bytes = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), n_bytes);
}

static gpointer
sign_until (gpointer data)
{
  Work *work = data;
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (work->keys, NULL);

  while (g_get_monotonic_time () < work->until_us)
    {
      g_autoptr (GBytes) out = postino_dkim_signer_sign (signer, work->message, 0, NULL);

      work->n++;
    }
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (PostinoDkimKeySet) keys = postino_dkim_key_set_new ("example.com");
  guint n_threads = argc == 5 ? (guint) atoi (argv[1]) : 0;
  g_autofree Work *works = g_new0 (Work, n_threads + 1);
  g_autofree GThread **threads = g_new0 (GThread *, n_threads + 1);
  g_autoptr (GBytes) message = NULL;
  guint64 n = 0;

  if (n_threads == 0)
    return 2;
  message = make_message ((gsize) atoi (argv[3]));
  for (PostinoDkimKind kind = POSTINO_DKIM_RSA; kind <= POSTINO_DKIM_ED25519; kind++)
    {
      g_autoptr (PostinoDkimKey) key = postino_dkim_key_generate (kind);

      if (strcmp (argv[4], "both") == 0 || strcmp (argv[4], postino_dkim_kind_to_name (kind)) == 0)
        postino_dkim_key_set_add (keys, postino_dkim_kind_to_name (kind), key);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      works[i] = (Work) { keys, message, g_get_monotonic_time () + atoi (argv[2]) * G_USEC_PER_SEC, 0 };
      threads[i] = g_thread_new ("sign", sign_until, &works[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      g_thread_join (threads[i]);
      n += works[i].n;
    }
  printf ("{\"per_second\":%.0f}\n", (double) n / atoi (argv[2]));
  return 0;
}
