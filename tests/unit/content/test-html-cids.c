/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content/html-cids.h"

/* Notes what it is asked about, and replaces "x.png". */
static const char *
note_cb (const char *name,
         gpointer    user_data)
{
  GString *asked = user_data;

  g_string_append_printf (asked, "[%s]", name);
  return g_str_equal (name, "x.png") ? "cid:9@y.it" : NULL;
}

static const struct {
  const char *html;
  const char *asked;
  const char *result; /* NULL: as it was */
} cases[] = {
  { "<p>x</p>", "", NULL },
  { "<img src=\"cid:x.png\">", "[x.png]", "<img src=\"cid:9@y.it\">" },
  { "<img src='cid:x.png'>", "[x.png]", "<img src='cid:9@y.it'>" },
  { "<img src=cid:x.png>", "[x.png]", "<img src=cid:9@y.it>" },
  { "<td background=\"cid:x.png\" style='background: url(cid:x.png)'>", "[x.png][x.png]",
    "<td background=\"cid:9@y.it\" style='background: url(cid:9@y.it)'>" },
  { "<i style=\"background: url('cid:x.png')\">", "[x.png]", "<i style=\"background: url('cid:9@y.it')\">" },
  { "<img src=\"cid:un%20logo.png\"><img src=\"cid:a&amp;b.png\">", "[un logo.png][a&b.png]", NULL },
  { "<img src=\"cid:un logo.png\">", "[un logo.png]", NULL },
  { "<img src=\"cid:100%.png\">", "[100%.png]", NULL },
  /* Liquid says for each recipient what it is; a word of the text is none. */
  { "<img src=\"cid:{{ contact.logo }}\"><img src=\"cid:{{ a }}.png\">", "", NULL },
  { "<p>acid:x.png, cid:x.png and \"cid:</p>", "", NULL },
  { "<img src=\"cid:\"><img src=\"cid: \"><img src=\"cid:%00\">", "[%00]", NULL },
  { "{% raw %}<img src=\"cid:x.png\">{% endraw %}", "", NULL },
  { "cid:x.png", "", NULL },
};

static void
test_map (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) asked = g_string_new (NULL);
      g_autofree char *result = postino_html_cids_map (cases[i].html, note_cb, asked);

      g_assert_cmpstr (asked->str, ==, cases[i].asked);
      g_assert_cmpstr (result, ==, cases[i].result != NULL ? cases[i].result : cases[i].html);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-cids/map", test_map);
  return g_test_run ();
}
