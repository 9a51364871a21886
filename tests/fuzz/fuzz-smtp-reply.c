/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's engine against any server: each message is answered at most once and, when the connection ends, exactly
 * once; no line but a whole one leaves. The first byte chooses the profile, the rest is what the server says. */

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "smtp/smtp-engine.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum { N_MESSAGES = 4 };

typedef struct {
  PostinoSmtpEngine *engine;
  PostinoSmtpMessage messages[N_MESSAGES];
  guint n_submitted;
  guint n_answers[N_MESSAGES];
} Play;

static void
drain (Play *play)
{
  PostinoSmtpEvent event;

  while (postino_smtp_engine_next_event (play->engine, &event))
    {
      if (event.kind == POSTINO_SMTP_EVENT_START_TLS)
        postino_smtp_engine_secured (play->engine);
      if (event.kind == POSTINO_SMTP_EVENT_ANSWERED)
        g_assert_cmpuint (++play->n_answers[event.message->row], ==, 1);
    }
}

static void
go_on (Play *play)
{
  GByteArray *output = postino_smtp_engine_get_output (play->engine);

  drain (play);
  if (postino_smtp_engine_get_open (play->engine) != NULL && postino_smtp_engine_is_usable (play->engine))
    {
      postino_smtp_engine_put_body (play->engine, 65536);
      postino_smtp_engine_put_dot (play->engine);
    }
  if (play->n_submitted < N_MESSAGES && postino_smtp_engine_can_submit (play->engine))
    postino_smtp_engine_submit (play->engine, &play->messages[play->n_submitted++]);
  drain (play);
  g_assert_true (output->len == 0 || output->data[output->len - 1] == '\n');
  g_byte_array_set_size (output, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char text[] = "Subject: x\r\n\r\n.\r\nhi\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("fuzz", "mail.example");
  g_autoptr (GError) lost = g_error_new_literal (POSTINO_ERROR, POSTINO_ERROR_FAILED, "lost");
  Play play = { 0 };
  gsize step;

  if (size == 0)
    return 0;
  profile->tls = data[0] % 3;
  profile->no_pipelining = (data[0] & 4) != 0;
  profile->user = (data[0] & 8) != 0 ? g_strdup ("u") : NULL;
  step = (data[0] & 16) != 0 ? 1 : 7;
  play.engine = postino_smtp_engine_new (profile, "p", "me", (data[0] & 32) != 0, TRUE);
  for (guint i = 0; i < N_MESSAGES; i++)
    play.messages[i] = (PostinoSmtpMessage) { i, 1, "a@x", i == 2 ? "b\xc3\xa9@x" : "b@x", bytes };
  for (gsize at = 1; at < size; at += step)
    {
      postino_smtp_engine_feed (play.engine, (const char *) data + at, MIN (step, size - at));
      go_on (&play);
    }
  postino_smtp_engine_fail (play.engine, lost);
  drain (&play);
  for (guint i = 0; i < play.n_submitted; i++)
    g_assert_cmpuint (play.n_answers[i], ==, 1);
  postino_smtp_engine_free (play.engine);
  return 0;
}
