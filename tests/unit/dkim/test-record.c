/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "dkim/record.h"
#include "rfc8463.h"

static const struct {
  const char *text;
  gboolean is_record;
  PostinoDkimKind kind;
  gsize n_key; /* 0: revoked */
  gboolean is_testing;
  gboolean is_strict;
} cases[] = {
  { "v=DKIM1; k=rsa; p=" RFC8463_RSA_PUBLIC, TRUE, POSTINO_DKIM_RSA, 162, FALSE, FALSE },
  { "v=DKIM1; p=aGk=", TRUE, POSTINO_DKIM_RSA, 2, FALSE, FALSE },
  { "p=aGk=", TRUE, POSTINO_DKIM_RSA, 2, FALSE, FALSE },
  { "v=DKIM1; k=ed25519; p=" RFC8463_ED25519_PUBLIC, TRUE, POSTINO_DKIM_ED25519, 32, FALSE, FALSE },
  { "v=DKIM1;k=rsa;t=y:s;n=a note;p=aGk=;", TRUE, POSTINO_DKIM_RSA, 2, TRUE, TRUE },
  { "v=DKIM1; h=sha1:sha256; s=email; g=*; p=aGk=", TRUE, POSTINO_DKIM_RSA, 2, FALSE, FALSE },
  { "v=DKIM1; s=other:*; p=aGk=", TRUE, POSTINO_DKIM_RSA, 2, FALSE, FALSE },
  { "v=DKIM1; p=", TRUE, POSTINO_DKIM_RSA, 0, FALSE, FALSE },
  { "v=DKIM2; p=aGk=", FALSE },
  { "k=rsa; v=DKIM1; p=aGk=", FALSE },
  { "v=DKIM1; k=rsa", FALSE },
  { "v=DKIM1; k=dsa; p=aGk=", FALSE },
  { "v=DKIM1; h=sha1; p=aGk=", FALSE },
  { "v=DKIM1; s=tlsrpt; p=aGk=", FALSE },
  { "v=DKIM1; p=a!key", FALSE },
  { "v=spf1 -all", FALSE },
  { "", FALSE },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PostinoDkimRecord) record = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (postino_dkim_record_parse (cases[i].text, &record, &error), ==, cases[i].is_record);
      if (!cases[i].is_record)
        {
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
          continue;
        }
      g_assert_cmpint (record.kind, ==, cases[i].kind);
      g_assert_cmpuint (record.public_key != NULL ? g_bytes_get_size (record.public_key) : 0, ==, cases[i].n_key);
      g_assert_cmpint (record.is_testing, ==, cases[i].is_testing);
      g_assert_cmpint (record.is_strict, ==, cases[i].is_strict);
    }
}

static void
test_among (void)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  g_assert_false (postino_dkim_record_is_among (texts, POSTINO_DKIM_RSA, "aGk="));
  g_ptr_array_add (texts, (gpointer) "v=spf1 -all");
  g_ptr_array_add (texts, (gpointer) "v=DKIM1; p=");
  g_ptr_array_add (texts, (gpointer) "v=DKIM1;k=rsa;p=a Gk=");
  g_assert_true (postino_dkim_record_is_among (texts, POSTINO_DKIM_RSA, "aGk="));
  g_assert_false (postino_dkim_record_is_among (texts, POSTINO_DKIM_ED25519, "aGk="));
  g_assert_false (postino_dkim_record_is_among (texts, POSTINO_DKIM_RSA, "aGkh"));
}

static void
test_build (void)
{
  g_autofree char *text = postino_dkim_record_build (POSTINO_DKIM_ED25519, RFC8463_ED25519_PUBLIC);
  g_autofree char *name = postino_dkim_record_build_name ("s1", "example.org");
  g_auto (PostinoDkimRecord) record = { 0 };

  g_assert_cmpstr (text, ==, "v=DKIM1; k=ed25519; p=" RFC8463_ED25519_PUBLIC);
  g_assert_cmpstr (name, ==, "s1._domainkey.example.org");
  g_assert_true (postino_dkim_record_parse (text, &record, NULL));
}

/* Strings of at most 255 bytes, at its edge and beyond. */
static void
test_quote (void)
{
  static const struct {
    gsize n;
    const char *lengths;
  } edges[] = { { 0, "0" }, { 1, "1" }, { 255, "255" }, { 256, "255 1" }, { 510, "255 255" }, { 511, "255 255 1" } };

  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *text = g_strnfill (edges[i].n, 'x');
      g_autofree char *quoted = postino_dkim_record_quote (text);
      g_auto (GStrv) strings = g_strsplit (quoted, " ", -1);
      g_autoptr (GString) lengths = g_string_new (NULL);

      for (gsize j = 0; strings[j] != NULL; j++)
        {
          g_assert_true (g_str_has_prefix (strings[j], "\"") && g_str_has_suffix (strings[j], "\""));
          g_string_append_printf (lengths, "%s%zu", j > 0 ? " " : "", strlen (strings[j]) - 2);
        }
      g_assert_cmpstr (lengths->str, ==, edges[i].lengths);
    }
}

static void
test_selectors (void)
{
  static const struct {
    const char *typed;
    const char *selector;
  } typed[] = {
    { "s1", "s1" }, { "News-2026", "news-2026" }, { "a.b", "a.b" }, { "", NULL }, { "a b", NULL }, { "a_b", NULL },
    { "caff\xc3\xa8", NULL }, { "a..b", NULL }, { "a/b", NULL }, { "../x", NULL },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *selector = postino_dkim_selector_normalize (typed[i].typed, &error);

      g_assert_cmpstr (selector, ==, typed[i].selector);
      if (selector == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
    }
}

static void
test_names (void)
{
  PostinoDkimKind kind;

  g_assert_true (postino_dkim_kind_from_name ("ed25519", &kind));
  g_assert_cmpstr (postino_dkim_kind_to_name (kind), ==, "ed25519");
  g_assert_cmpstr (postino_dkim_kind_get_algorithm (kind), ==, "ed25519-sha256");
  g_assert_true (postino_dkim_kind_from_name ("rsa", &kind));
  g_assert_cmpstr (postino_dkim_kind_get_algorithm (kind), ==, "rsa-sha256");
  g_assert_false (postino_dkim_kind_from_name ("dsa", &kind));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-record/parse", test_parse);
  g_test_add_func ("/dkim-record/among", test_among);
  g_test_add_func ("/dkim-record/build", test_build);
  g_test_add_func ("/dkim-record/quote", test_quote);
  g_test_add_func ("/dkim-record/selectors", test_selectors);
  g_test_add_func ("/dkim-record/names", test_names);
  return g_test_run ();
}
