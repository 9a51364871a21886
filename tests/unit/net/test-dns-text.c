/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as they come from the wire, whole and cut off everywhere. */
#include <string.h>

#include "net/dns-text.h"

/* Header: id, flags (answer), one question, @n answers. */
#define HEADER(N) "\x00\x01\x81\x80\x00\x01\x00" N "\x00\x00\x00\x00"
#define QUESTION "\x01" "a\x07" "example\x00\x00\x10\x00\x01"
/* Owner by a pointer to the question's, type TXT, class IN, 60 s. */
#define TXT "\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00"
/* An alias: "b" and a pointer to "example"; its text stands under the new name. */
#define ALIAS "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01" "b\xc0\x0e"

static const struct {
  const char *bytes;
  gsize n_bytes;
  const char *texts; /* joined by "|"; NULL: none */
} cases[] = {
#define ANSWER(BYTES, TEXTS) { BYTES, sizeof BYTES - 1, TEXTS }
  ANSWER (HEADER ("\x01") QUESTION TXT "\x06\x05hello", "hello"),
  ANSWER (HEADER ("\x01") QUESTION TXT "\x08\x02he\x00\x03llo", "hello"),
  ANSWER (HEADER ("\x02") QUESTION TXT "\x02\x01x" TXT "\x02\x01y", "x|y"),
  ANSWER (HEADER ("\x02") QUESTION ALIAS "\x01" "b\xc0\x0e\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x02\x01z", "z"),
  ANSWER (HEADER ("\x01") QUESTION TXT "\x03\x02\xff" "a", "\xef\xbf\xbd" "a"), /* not UTF-8 */
  ANSWER (HEADER ("\x01") QUESTION TXT "\x00", ""),
  ANSWER (HEADER ("\x00") QUESTION, NULL),
  ANSWER (HEADER ("\x01") QUESTION TXT "\x03\x05hi", NULL), /* longer than its record */
  ANSWER ("", NULL),
#undef ANSWER
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) texts = postino_dns_text_parse ((const guint8 *) cases[i].bytes, cases[i].n_bytes, &error);
      g_autofree char *joined = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (texts != NULL, ==, cases[i].texts != NULL);
      g_assert_cmpint (error != NULL, ==, cases[i].texts == NULL);
      if (texts == NULL)
        continue;
      g_ptr_array_add (texts, NULL);
      joined = g_strjoinv ("|", (char **) texts->pdata);
      g_assert_cmpstr (joined, ==, cases[i].texts);
    }
}

static void
test_cut_off (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize n = 0; n < cases[i].n_bytes; n++)
        {
          g_autofree guint8 *bytes = g_memdup2 (cases[i].bytes, n); /* so that a reader beyond the end is seen */
          g_autoptr (GPtrArray) texts = postino_dns_text_parse (bytes, n, NULL);

          g_assert_null (texts);
        }
    }
}

static void
note_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  postino_dns_text_ask_async ("nowhere.invalid", cancellable, note_cb, &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (postino_dns_text_ask_finish (result, &error));
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || error->domain == G_RESOLVER_ERROR);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-text/answers", test_answers);
  g_test_add_func ("/dns-text/cut-off", test_cut_off);
  g_test_add_func ("/dns-text/cancelled", test_cancelled);
  return g_test_run ();
}
