/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A kept message taken apart for reading. All strings are UTF-8 whatever came. */
typedef struct {
  char *subject; /* "": none */
  char *from;    /* as a person reads it: "Ann <ann@example.org>"; "": none */
  char *to;      /* "": none */
  char *html;    /* the first HTML part; NULL: there is none */
  char *text;    /* the first plain-text part; NULL: there is none */
  char *headers; /* one a line, unfolded and decoded */
  char *source;  /* the bytes, up to POSTINO_SANDBOX_LETTER_MAX_SOURCE of them */
  gboolean source_is_cut;
  gboolean has_remote_images; /* the HTML asks the network for pictures, the opening pixel included */
} PostinoSandboxLetter;

enum { POSTINO_SANDBOX_LETTER_MAX_SOURCE = 1024 * 1024 };

/* Never fails: of what is no message the source is left. Any thread. */
PostinoSandboxLetter *postino_sandbox_letter_parse (GBytes *raw);
void                  postino_sandbox_letter_free  (PostinoSandboxLetter *letter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSandboxLetter, postino_sandbox_letter_free)
