/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/liquid-mask.h"

/* 1 and 2 stand for the mask's bytes. */
static const struct {
  const char *text;
  const char *mask;
} cases[] = {
  { "", "" },
  { "a { b } {a", "a { b } {a" },
  { "a{{x}}b", "a12222b" },
  { "{{x}}{{y}}", "1222212222" },
  { "{%-x-%}<", "1222222<" },
  { "{{'}}'}}<", "12222222<" },
  { "{{\"%}'\"}}<", "122222222<" },
  { "{%'%}'%}<", "12222222<" },
  { "{{'}}<", "12222<" },
  { "{{x{{y}}<", "12222222<" },
  { "{{ x", "{{ x" },
  { "{% x }}<", "{% x }}<" },
  { "{%raw%}{{x{%endraw%}<", "12222222222222222222<" },
  { "{%raw%}{{x}}<", "122222212222<" },
  { "{%comment%}{%comment%}{%endcomment%}{%endcomment%}<",
    "12222222222222222222222222222222222222222222222222<" },
  { "{%#'%}<{%#'%}", "122222<122222" },
  { "\x01\x02", "  " },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *mask = postino_liquid_mask (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (strlen (mask), ==, strlen (cases[i].text));
      g_strdelimit (mask, "\x01", '1');
      g_strdelimit (mask, "\x02", '2');
      g_assert_cmpstr (mask, ==, cases[i].mask);
    }
}

static void
test_length (void)
{
  g_autofree char *mask = postino_liquid_mask ("{{ x }}{% y %}z");

  g_assert_cmpuint (postino_liquid_mask_length (mask), ==, 7);
  g_assert_cmpuint (postino_liquid_mask_length (mask + 7), ==, 7);
  g_assert_true (postino_liquid_mask_is_token (mask[0]) && postino_liquid_mask_is_token (mask[13]));
  g_assert_false (postino_liquid_mask_is_token (mask[14]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-mask/cases", test_cases);
  g_test_add_func ("/liquid-mask/length", test_length);
  return g_test_run ();
}
