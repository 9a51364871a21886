/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandbox's engine against any client: what comes out does not depend on how the bytes were cut, every reply is a
 * whole line, and the bounds hold. */

#include <stdint.h>
#include <string.h>

#include "smtp/smtp-server-engine.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct {
  PostinoSmtpReceiver parent;
  GChecksum *seen;
} Keeper;

static char *
keep_data (PostinoSmtpReceiver       *receiver,
           const PostinoSmtpEnvelope *envelope,
           GBytes                    *message)
{
  Keeper *keeper = (Keeper *) receiver;

  g_assert_cmpuint (envelope->recipients->len, >, 0);
  g_assert_cmpuint (envelope->recipients->len, <=, POSTINO_SMTP_SERVER_RECIPIENTS_MAX);
  g_checksum_update (keeper->seen, g_bytes_get_data (message, NULL), (gssize) g_bytes_get_size (message));
  return NULL;
}

static char *
run (const uint8_t *data,
     size_t         size,
     size_t         step)
{
  Keeper keeper = { { NULL, NULL, keep_data }, g_checksum_new (G_CHECKSUM_SHA256) };
  PostinoSmtpServerEngine *engine = postino_smtp_server_engine_new (&keeper.parent, "127.0.0.1");
  GByteArray *output = postino_smtp_server_engine_get_output (engine);
  char *digest;

  for (size_t at = 0; at < size; at += step)
    postino_smtp_server_engine_feed (engine, (const char *) data + at, MIN (step, size - at));
  g_assert_true (output->len >= 2 && output->data[output->len - 1] == '\n');
  g_checksum_update (keeper.seen, output->data, (gssize) output->len);
  digest = g_strdup (g_checksum_get_string (keeper.seen));
  postino_smtp_server_engine_free (engine);
  g_checksum_free (keeper.seen);
  return digest;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *whole = run (data, size, MAX (size, 1));
  g_autofree char *bytewise = run (data, size, 1);

  g_assert_cmpstr (whole, ==, bytewise);
  return 0;
}
