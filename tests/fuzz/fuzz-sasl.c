/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Challenges of any server: the first byte chooses the mechanism, each line is a challenge. Nothing is signed in without the
 * proof, no response can end a line, and a mechanism that said no says nothing more. Where the line begins with "=", it is put
 * behind our own nonce, so that SCRAM gets further than its first check. */

#include <stdint.h>
#include <string.h>

#include "net/sasl-scram.h"
#include "net/sasl.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_response (const char *response)
{
  g_assert_cmpuint (strspn (response, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="), ==,
                    strlen (response));
}

static void
play_mechanism (const char *nick,
                char      **lines)
{
  static const char offered[] = "SCRAM-SHA-256 PLAIN LOGIN CRAM-MD5 XOAUTH2";
  g_autoptr (PostinoSasl) sasl = postino_sasl_new (offered, nick, "us,er=", "pencil", NULL);
  gboolean is_scram = strcmp (nick, "scram-sha-256") == 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *response = postino_sasl_respond (sasl, lines[i], NULL);

      g_assert_true (postino_sasl_may_end (sasl) == !is_scram);
      if (response != NULL)
        {
          check_response (response);
          continue;
        }
      g_assert_null (postino_sasl_respond (sasl, lines[i], NULL));
      return;
    }
}

static void
play_scram (char **lines)
{
  g_autoptr (PostinoScram) scram = postino_scram_new ("user", "pencil", "nonce");
  g_autofree char *first = lines[0] != NULL && lines[0][0] == '=' ? g_strconcat ("r=nonce", lines[0] + 1, NULL)
                                                                  : g_strdup (lines[0] != NULL ? lines[0] : "");
  g_autofree char *final = NULL;

  if (strlen (first) < 2048 && strstr (first, "i=4096") != NULL) /* a fuzzer has no time for two million iterations */
    final = postino_scram_build_final (scram, first, NULL);
  if (final == NULL)
    return;
  g_assert_true (g_str_has_prefix (final, "c=biws,r=nonce"));
  g_assert_nonnull (strstr (final, ",p="));
  g_assert_false (postino_scram_check_final (scram, lines[1] != NULL ? lines[1] : "", NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const nicks[] = { "scram-sha-256", "cram-md5", "login", "xoauth2", "plain" };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (size == 0)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  lines = g_strsplit (text, "\n", 8);
  if (data[0] % 8 < G_N_ELEMENTS (nicks))
    play_mechanism (nicks[data[0] % 8], lines);
  else
    play_scram (lines);
  return 0;
}
