/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp/smtp-message.h"

static const struct {
  const char *reply;
  PostinoSmtpFeatures features;
} greetings[] = {
  { "250 mx PIPELINING", { 0 } }, /* the first line is a name and a greeting */
  { "250-mx\n250-PIPELINING\n250-STARTTLS\n250-8bitmime\n250-SMTPUTF8\n250 SIZE 35882577",
    { TRUE, TRUE, TRUE, TRUE, 35882577, NULL } },
  { "250-mx\n250-SIZE\n250 AUTH PLAIN LOGIN", { .auth = (char *) "PLAIN LOGIN" } },
  { "250-mx\n250-AUTH PLAIN\n250 AUTH=LOGIN", { .auth = (char *) "PLAIN LOGIN" } },
  { "250-mx\n250-SIZE many\n250 PIPELININGS", { 0 } },
};

static void
test_features (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse (greetings[i].reply, NULL);
      PostinoSmtpFeatures features = { .pipelining = TRUE, .auth = g_strdup ("OLD") };

      postino_smtp_features_learn (&features, reply);
      g_assert_cmpint (features.pipelining, ==, greetings[i].features.pipelining);
      g_assert_cmpint (features.starttls, ==, greetings[i].features.starttls);
      g_assert_cmpint (features.eightbit, ==, greetings[i].features.eightbit);
      g_assert_cmpint (features.smtputf8, ==, greetings[i].features.smtputf8);
      g_assert_cmpuint (features.size_limit, ==, greetings[i].features.size_limit);
      g_assert_cmpstr (features.auth, ==, greetings[i].features.auth);
      postino_smtp_features_forget (&features);
      g_assert_null (features.auth);
    }
}

static const struct {
  const char *sender;
  const char *recipient;
  const char *bytes;
  PostinoSmtpFeatures features;
  guint code; /* 0: it may go */
  PostinoSmtpStage stage;
} messages[] = {
  { "a@x", "b@x", "s: x\r\n", { 0 }, 0, 0 },
  { "", "b@x", "s: x\r\n", { 0 }, 0, 0 },
  { "a@x", "", "s: x\r\n", { 0 }, 553, POSTINO_SMTP_STAGE_RCPT },
  { "a@x", "b>@x", "s: x\r\n", { 0 }, 553, POSTINO_SMTP_STAGE_RCPT },
  { "a\n@x", "b@x", "s: x\r\n", { 0 }, 553, POSTINO_SMTP_STAGE_MAIL },
  { "a@x", "\xc3\xa9@x", "s: x\r\n", { 0 }, 553, POSTINO_SMTP_STAGE_RCPT },
  { "a@x", "\xc3\xa9@x", "s: x\r\n", { .smtputf8 = TRUE }, 0, 0 },
  { "a@x", "b@x", "s: x\n", { 0 }, 554, POSTINO_SMTP_STAGE_MAIL },
  { "a@x", "b@x", "s: x\r\n", { .size_limit = 6 }, 0, 0 },
  { "a@x", "b@x", "s: x\r\n", { .size_limit = 5 }, 552, POSTINO_SMTP_STAGE_MAIL },
};

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (messages[i].bytes, strlen (messages[i].bytes));
      PostinoSmtpMessage message = { 1, 1, messages[i].sender, messages[i].recipient, bytes };
      g_autoptr (PostinoSmtpReply) refusal = NULL;
      PostinoSmtpStage stage;
      gboolean has_8bit;

      refusal = postino_smtp_message_find_refusal (&message, &messages[i].features, &stage, &has_8bit);
      g_assert_cmpuint (refusal != NULL ? refusal->code : 0, ==, messages[i].code);
      if (refusal != NULL)
        g_assert_cmpint (stage, ==, messages[i].stage);
    }
}

/* The longest address that still makes a command of 510 bytes with all parameters, and one more. */
static void
test_address_bound (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\r\n", 3);
  PostinoSmtpFeatures features = { 0 };

  for (gsize length = 470; length <= 471; length++)
    {
      g_autofree char *address = g_strnfill (length, 'a');
      PostinoSmtpMessage message = { 1, 1, "a@x", address, bytes };
      g_autoptr (PostinoSmtpReply) refusal = NULL;
      PostinoSmtpStage stage;
      gboolean has_8bit;

      refusal = postino_smtp_message_find_refusal (&message, &features, &stage, &has_8bit);
      g_assert_cmpint (refusal != NULL, ==, length > 470);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-message/features", test_features);
  g_test_add_func ("/smtp-message/refusals", test_refusals);
  g_test_add_func ("/smtp-message/address-bound", test_address_bound);
  return g_test_run ();
}
