/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/liquid-position.h"

static const struct {
  const char *before;
  PostinoLiquidWriting writing;
} cases[] = {
  { "", POSTINO_LIQUID_WRITE_MARKUP },
  { "<p>", POSTINO_LIQUID_WRITE_MARKUP },
  { "a < b", POSTINO_LIQUID_WRITE_MARKUP },
  { "<", POSTINO_LIQUID_WRITE_BARE },
  { "</", POSTINO_LIQUID_WRITE_BARE },
  { "<t", POSTINO_LIQUID_WRITE_BARE },
  { "<td ", POSTINO_LIQUID_WRITE_BARE },
  { "<td cl", POSTINO_LIQUID_WRITE_BARE },
  { "<td class=", POSTINO_LIQUID_WRITE_BARE },
  { "<td class=x", POSTINO_LIQUID_WRITE_BARE },
  { "<td class=x ", POSTINO_LIQUID_WRITE_BARE },
  { "<td class=x>", POSTINO_LIQUID_WRITE_MARKUP },
  { "<td class='>", POSTINO_LIQUID_WRITE_MARKUP },
  { "<td class='>' ", POSTINO_LIQUID_WRITE_BARE },
  { "<td title=\"href='", POSTINO_LIQUID_WRITE_MARKUP },
  { "<td hrefx=\"", POSTINO_LIQUID_WRITE_MARKUP },
  { "<td data-href=\"", POSTINO_LIQUID_WRITE_MARKUP },
  { "<a href=\"", POSTINO_LIQUID_WRITE_URL },
  { "<a\nHref\n=\n'", POSTINO_LIQUID_WRITE_URL },
  { "<a disabled href='", POSTINO_LIQUID_WRITE_URL },
  { "<a/href='", POSTINO_LIQUID_WRITE_URL },
  { "<a title=''href='", POSTINO_LIQUID_WRITE_URL },
  { "<a href=\" \n", POSTINO_LIQUID_WRITE_URL },
  { "<a href=", POSTINO_LIQUID_WRITE_URL_BARE },
  { "<a href=x", POSTINO_LIQUID_WRITE_URL_PART },
  { "<a href=\"x", POSTINO_LIQUID_WRITE_URL_PART },
  { "<a href=\"'>", POSTINO_LIQUID_WRITE_URL_PART },
  { "<a href=\"x\" src='", POSTINO_LIQUID_WRITE_URL },
  { "<a href='x'>", POSTINO_LIQUID_WRITE_MARKUP },
  { "<svg><use xlink:href='", POSTINO_LIQUID_WRITE_URL },
  { "<td background=\"", POSTINO_LIQUID_WRITE_URL },
  { "<!-- <a href='", POSTINO_LIQUID_WRITE_MARKUP },
  { "<!-- -- > <a href='", POSTINO_LIQUID_WRITE_MARKUP },
  { "<!-- x --><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!-- x ---><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!--><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!---><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!--[if mso]><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!--[if !mso]><!--><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!--[if mso]>x<![endif]--><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!--<![endif]--><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<!doctype html><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<?xml version='1.0'?><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<style>a{<a href='", POSTINO_LIQUID_WRITE_MARKUP },
  { "<style>a{</s</STYLE><a href='", POSTINO_LIQUID_WRITE_URL },
  { "<script>if (a<b) x='</style>'; <a href='", POSTINO_LIQUID_WRITE_MARKUP },
  { "<script src='x'></script><a href='", POSTINO_LIQUID_WRITE_URL },
  { "</script><a href='", POSTINO_LIQUID_WRITE_URL },
};

static void
test_positions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PostinoLiquidPosition position = { 0 };

      g_test_message ("%s", cases[i].before);
      postino_liquid_position_pass_text (&position, cases[i].before, strlen (cases[i].before));
      g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, cases[i].writing);
    }
}

/* The position does not depend on how the text comes in pieces. */
static void
test_pieces (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PostinoLiquidPosition position = { 0 };

      for (const char *p = cases[i].before; *p != '\0'; p++)
        postino_liquid_position_pass_text (&position, p, 1);
      g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, cases[i].writing);
    }
}

static void
test_behind_output (void)
{
  PostinoLiquidPosition position = { 0 };

  postino_liquid_position_pass_text (&position, "<a href=", 8);
  g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, POSTINO_LIQUID_WRITE_URL_BARE);
  g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, POSTINO_LIQUID_WRITE_URL_PART);
  postino_liquid_position_pass_text (&position, " ", 1);
  g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, POSTINO_LIQUID_WRITE_BARE);
  postino_liquid_position_pass_text (&position, "='", 2);
  g_assert_cmpint (postino_liquid_position_pass_output (&position), ==, POSTINO_LIQUID_WRITE_MARKUP);
}

static void
test_join (void)
{
  PostinoLiquidPosition started = { 0 };
  PostinoLiquidPosition begun;
  PostinoLiquidPosition text = { 0 };
  PostinoLiquidPosition joined;

  postino_liquid_position_pass_text (&started, "<a href='", 9);
  begun = started;
  postino_liquid_position_pass_text (&begun, "x", 1);
  joined = postino_liquid_position_join (&started, &started);
  g_assert_cmpint (postino_liquid_position_pass_output (&joined), ==, POSTINO_LIQUID_WRITE_URL);
  joined = postino_liquid_position_join (&started, &begun);
  g_assert_cmpint (postino_liquid_position_pass_output (&joined), ==, POSTINO_LIQUID_WRITE_URL_PART);
  joined = postino_liquid_position_join (&begun, &started);
  g_assert_cmpint (postino_liquid_position_pass_output (&joined), ==, POSTINO_LIQUID_WRITE_URL_PART);
  joined = postino_liquid_position_join (&text, &begun);
  g_assert_cmpint (postino_liquid_position_pass_output (&joined), ==, POSTINO_LIQUID_WRITE_URL_PART);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-position/positions", test_positions);
  g_test_add_func ("/liquid-position/pieces", test_pieces);
  g_test_add_func ("/liquid-position/behind-output", test_behind_output);
  g_test_add_func ("/liquid-position/join", test_join);
  return g_test_run ();
}
