/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/sandbox-letter.h"

#include <string.h>

#define BOTH                                                                                       \
  "From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\r\nTo: Ann <ann@example.org>,\r\n b@example.org\r\n" \
  "Subject: =?utf-8?b?Y2l0dMOg?=\r\nX-Long: one\r\n two\r\nMIME-Version: 1.0\r\n"                  \
  "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n"                                    \
  "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" \
  "perch=C3=A9=\r\n no\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"              \
  "<p>citt\xe0</p>\r\n--b--\r\n"
#define HTML_MESSAGE(body) "Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" body

static const struct {
  const char *raw;
  const char *subject;
  const char *from;
  const char *to;
  const char *html; /* a part of it; NULL: there is none */
  const char *text;
  const char *headers;
} cases[] = {
  { BOTH, "città", "Zoë <zoe@example.org>", "Ann <ann@example.org>, b@example.org", "<p>città</p>", "perché no",
    "X-Long: one two\n" },
  { "Subject: plain\r\n\r\nhello\r\n", "plain", "", "", NULL, "hello", "Subject: plain\n" },
  { HTML_MESSAGE ("<b>only</b>"), "x", "", "", "<b>only</b>", NULL, "Content-Type: text/html" },
  { "Subject: \xff\xfe\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\r\n", NULL, "", "", NULL, "", "Subject: " },
  { "From: nobody\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n"
    "Content-Disposition: attachment\r\n\r\nnot read\r\n--q--\r\n", "", NULL, "", NULL, NULL, "From: " },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) raw = g_bytes_new_static (cases[i].raw, strlen (cases[i].raw));
      g_autoptr (PostinoSandboxLetter) letter = postino_sandbox_letter_parse (raw);

      g_test_message ("case %zu: %s", i, letter->headers);
      if (cases[i].subject != NULL)
        g_assert_cmpstr (letter->subject, ==, cases[i].subject);
      if (cases[i].from != NULL)
        g_assert_cmpstr (letter->from, ==, cases[i].from);
      g_assert_cmpstr (letter->to, ==, cases[i].to);
      g_assert_cmpint (letter->html != NULL, ==, cases[i].html != NULL);
      g_assert_cmpint (letter->text != NULL, ==, cases[i].text != NULL);
      g_assert_true (letter->html == NULL || strstr (letter->html, cases[i].html) != NULL);
      g_assert_true (letter->text == NULL || strstr (letter->text, cases[i].text) != NULL);
      g_assert_nonnull (strstr (letter->headers, cases[i].headers));
      g_assert_true (g_utf8_validate (letter->subject, -1, NULL));
      g_assert_true (g_utf8_validate (letter->headers, -1, NULL));
      g_assert_true (g_utf8_validate (letter->source, -1, NULL));
      g_assert_true (letter->text == NULL || g_utf8_validate (letter->text, -1, NULL));
      g_assert_false (letter->source_is_cut);
    }
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (PostinoSandboxLetter) letter = postino_sandbox_letter_parse (empty);
  g_autoptr (GBytes) noise = g_bytes_new ("\0\n\0\xff" "a", 5);
  g_autoptr (PostinoSandboxLetter) noisy = postino_sandbox_letter_parse (noise);

  g_assert_cmpstr (letter->source, ==, "");
  g_assert_cmpstr (letter->subject, ==, "");
  g_assert_cmpstr (letter->headers, ==, "");
  g_assert_null (letter->html);
  g_assert_nonnull (strstr (noisy->source, "a"));
}

static void
test_source_is_cut (void)
{
  static const gsize sizes[] = { POSTINO_SANDBOX_LETTER_MAX_SOURCE, POSTINO_SANDBOX_LETTER_MAX_SOURCE + 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *bytes = g_strnfill (sizes[i], 'a');
      g_autoptr (GBytes) raw = g_bytes_new (bytes, sizes[i]);
      g_autoptr (PostinoSandboxLetter) letter = postino_sandbox_letter_parse (raw);

      g_assert_cmpuint (strlen (letter->source), ==, POSTINO_SANDBOX_LETTER_MAX_SOURCE);
      g_assert_cmpint (letter->source_is_cut, ==, sizes[i] > POSTINO_SANDBOX_LETTER_MAX_SOURCE);
    }
}

static const struct {
  const char *html;
  gboolean asks;
} image_cases[] = {
  { HTML_MESSAGE ("<img src=\"http://127.0.0.1:1/o/x\">"), TRUE },
  { HTML_MESSAGE ("<IMG width=1 SRC = 'https://x.example/a.png'>"), TRUE },
  { HTML_MESSAGE ("<td background=https://x.example/a.png>"), TRUE },
  { HTML_MESSAGE ("<p style=\"background:url( https://x.example/a.png)\">"), TRUE },
  { HTML_MESSAGE ("<img src=\"data:image/png;base64,AA==\"><a href=\"https://x.example/\">x</a>"), FALSE },
};

static void
test_images (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (image_cases); i++)
    {
      g_autoptr (GBytes) raw = g_bytes_new_static (image_cases[i].html, strlen (image_cases[i].html));
      g_autoptr (PostinoSandboxLetter) letter = postino_sandbox_letter_parse (raw);

      g_assert_cmpint (letter->has_remote_images, ==, image_cases[i].asks);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-letter/parse", test_parse);
  g_test_add_func ("/sandbox-letter/nothing", test_nothing);
  g_test_add_func ("/sandbox-letter/source-is-cut", test_source_is_cut);
  g_test_add_func ("/sandbox-letter/images", test_images);
  return g_test_run ();
}
