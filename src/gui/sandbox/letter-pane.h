/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sandbox/sandbox-letter.h"

/* A kept message as its reader gets it: the newsletter at desktop or phone width, plain text,
 * headers, source. Main context only.
 *
 * Property "shown": "html", "phone", "text", "headers" or "source"; also as action "letter.show". */
#define POSTINO_TYPE_LETTER_PANE (postino_letter_pane_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLetterPane, postino_letter_pane, POSTINO, LETTER_PANE, AdwBin)

/* Takes @letter; NULL: a message is being read, nothing is shown. @recipient: of the envelope. */
void postino_letter_pane_take (PostinoLetterPane *self, PostinoSandboxLetter *letter,
                               const char *recipient);
