/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a message that may be signed, with the key record they bring along after a NUL; and every message, signed
 * by us, is right. */

#include <stdint.h>
#include <string.h>

#include "dkim/signer.h"
#include "dkim/verify.h"
#include "net/dns-zone.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define NOW (G_GINT64_CONSTANT (1528637909) * G_USEC_PER_SEC)

static void
verify_as_it_is (const char *message,
                 gsize       n_message,
                 const char *record)
{
  g_autofree char *text = g_strdup_printf ("s._domainkey.x.example TXT %s\n", record);
  g_autoptr (GResolver) zone = postino_dns_zone_new (text, NULL);
  g_autoptr (PostinoDns) dns = zone != NULL ? postino_dns_new (zone, 1000) : NULL;
  g_autoptr (GPtrArray) verdicts = NULL;

  if (dns == NULL)
    return;
  verdicts = postino_dkim_verify (message, n_message, dns, NOW, NULL);
  for (guint i = 0; i < verdicts->len; i++)
    {
      const PostinoDkimVerdict *verdict = verdicts->pdata[i];

      g_assert_true ((verdict->reason == NULL) == (verdict->result == POSTINO_DKIM_PASS));
    }
}

/* @message may bring signatures of its own; ours is the first. */
static void
sign_and_verify (const char *message,
                 gsize       n_message)
{
  static PostinoDkimKey *key;
  g_autoptr (PostinoDkimKeySet) keys = postino_dkim_key_set_new ("x.example");
  g_autoptr (PostinoDkimSigner) signer = NULL;
  g_autoptr (GBytes) plain = g_bytes_new (message, n_message);
  g_autoptr (GBytes) out = NULL;
  g_autofree char *record = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GResolver) zone = NULL;
  g_autoptr (PostinoDns) dns = NULL;
  g_autoptr (GPtrArray) verdicts = NULL;

  if (key == NULL)
    key = postino_dkim_key_generate (POSTINO_DKIM_ED25519);
  postino_dkim_key_set_add (keys, "s", key);
  signer = postino_dkim_signer_new (keys, NULL);
  out = postino_dkim_signer_sign (signer, plain, NOW, NULL);
  record = postino_dkim_record_build (POSTINO_DKIM_ED25519, postino_dkim_key_get_public (key));
  text = g_strdup_printf ("s._domainkey.x.example TXT %s\n", record);
  zone = postino_dns_zone_new (text, NULL);
  dns = postino_dns_new (zone, 1000);
  verdicts = postino_dkim_verify (g_bytes_get_data (out, NULL), g_bytes_get_size (out), dns, NOW, NULL);
  g_assert_cmpint (((const PostinoDkimVerdict *) verdicts->pdata[0])->result, ==, POSTINO_DKIM_PASS);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *nul = size > 0 ? memchr (data, '\0', size) : NULL;
  gsize n_message = nul != NULL ? (gsize) (nul - data) : size;
  g_autofree char *message = g_memdup2 (data, n_message); /* exactly as long, so that a reader beyond the end is seen */
  g_autofree char *record = nul != NULL ? g_strndup ((const char *) nul + 1, size - n_message - 1) : g_strdup ("p=");

  verify_as_it_is (message, n_message, record);
  /* A fold at the very beginning would belong to our signature. */
  if (n_message > 0 && message[0] != ' ' && message[0] != '\t')
    sign_and_verify (message, n_message);
  return 0;
}
