/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/csv-sniff.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

static const char *
sniff (const char *bytes,
       gsize       n_bytes)
{
  int fd = memfd_create ("sniff", MFD_CLOEXEC);
  const char *encoding;
  gsize skip = 99;

  g_assert_cmpint (write (fd, bytes, n_bytes), ==, n_bytes);
  lseek (fd, 0, SEEK_SET);
  encoding = postino_csv_sniff_encoding (fd, "x.csv", &skip, NULL);
  if (encoding != NULL)
    g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 0);
  close (fd);
  return encoding;
}

/* Behind @n_ascii bytes of ASCII: the first accent may come late, or lie across two blocks. */
static const char *
sniff_late (gsize       n_ascii,
            const char *tail)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < n_ascii)
    g_string_append_c (text, text->len % 60 == 59 ? '\n' : 'a');
  g_string_append (text, tail);
  return sniff (text->str, text->len);
}

static void
test_encoding (void)
{
  const char *russian = "\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. \xca\xe0\xea \xe4\xe5\xeb\xe0? \xcc\xee\xf1\xea\xe2\xe0 "
                        "\xf1\xf2\xee\xeb\xe8\xf6\xe0 \xd0\xee\xf1\xf1\xe8\xe8, \xe3\xee\xf0\xee\xe4 \xe1\xee\xeb\xfc\xf8\xee\xe9.\n";

  g_assert_cmpstr (sniff ("abc", 3), ==, "UTF-8");
  g_assert_cmpstr (sniff_late (3 * BLOCK, "citt\xe0"), ==, "WINDOWS-1252");
  g_assert_cmpstr (sniff_late (3 * BLOCK, "citt\xc3\xa0"), ==, "UTF-8");
  g_assert_cmpstr (sniff_late (BLOCK - 1, "\xc3\xa0"), ==, "UTF-8");
  g_assert_cmpstr (sniff_late (BLOCK - 2, "\xe2\x82\xac"), ==, "UTF-8");
  g_assert_cmpstr (sniff_late (10, "\xc3"), ==, "WINDOWS-1252");
  g_assert_cmpstr (sniff ("Nicol\xf2;Forl\xec;D\x92" "Angelo;Cant\xf9", 27), ==, "WINDOWS-1252");
  g_assert_cmpstr (sniff (russian, strlen (russian)), ==, "WINDOWS-1251");
  g_assert_null (sniff ("", 0));
  g_assert_null (sniff ("GIF89a", 6));
  g_assert_null (sniff ("abc\0\0\0def", 9));
}

static const struct {
  const char *text;
  char delimiter;
  gsize skip;
} delimiters[] = {
  { "a;b\n1;2\n", ';', 0 },
  { "a,b;c\n1,2;3\n4,5;6,7\n", ';', 0 },
  { "a;b\n\"1,2,3\";4\n\"5,6,7\";8\n", ';', 0 },
  { "a\tb\n1,5\t2\n", '\t', 0 },
  { "a|b|c\n1|2|3\n", '|', 0 },
  { "email\na@b.it\n", ',', 0 },
  { "", ',', 0 },
  { "sep=|\r\na;b\n", '|', 7 },
  { "SEP=\t\na;b\n", '\t', 6 },
  { "sep=", ',', 0 },
  { "a,b\n\"x\ny\",2\n", ',', 0 },
};

static void
test_delimiter (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      gsize skip = 99;

      g_test_message ("case %zu", i);
      g_assert_cmpint (postino_csv_sniff_delimiter (delimiters[i].text, strlen (delimiters[i].text), &skip), ==,
                       delimiters[i].delimiter);
      g_assert_cmpuint (skip, ==, delimiters[i].skip);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-sniff/encoding", test_encoding);
  g_test_add_func ("/csv-sniff/delimiter", test_delimiter);
  return g_test_run ();
}
