/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-guess.h"

/* A guess in codes, for programs, and in sentences, for people. Any thread. */

/* "mx"; static. */
const char *postino_server_guess_source_to_code (PostinoGuessSource source);

/* "app-password,enable", the first the most important; NULL: nothing. Yours. */
char       *postino_provider_notes_to_codes     (PostinoProviderNotes notes);

/* Where it is known from: "The mail of bottega.example is at Aruba: these are its settings." Yours. */
char       *postino_server_guess_describe_source (const PostinoServerGuess *guess);

/* What there is to know about it, a sentence or several; "" if there is nothing. Yours. */
char       *postino_provider_notes_describe     (PostinoProviderNotes notes);
