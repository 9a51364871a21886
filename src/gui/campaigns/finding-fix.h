/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Where what the check finds is put right. */
typedef struct {
  const char *code;   /* of PostinoFinding */
  const char *step;   /* of the campaign it concerns; NULL: none */
  const char *label;  /* of the button, marked for translation; NULL: there is none */
  const char *action; /* detailed name: "campaign.step::details" */
} PostinoFindingFix;

/* Static; NULL for a code that is not known. */
const PostinoFindingFix *postino_finding_fix_find        (const char *code);

/* The button that leads there; NULL if nothing does. */
GtkWidget               *postino_finding_fix_make_button (const char *code);
