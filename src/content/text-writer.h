/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "content/html-shield.h"

/* Paragraphs of plain text: wrapped, indented, with the right number of blank lines between them. A
 * paragraph is built up in @line and written by flush. Only html-text needs it. */

enum {
  POSTINO_TEXT_WRAP_COLUMNS = 76,
  /* what a {{ value }} is taken to be long, if its token is longer */
  POSTINO_TEXT_OUTPUT_COLUMNS = 12,
};

/* Marks in @line. */
enum {
  POSTINO_TEXT_BREAK = POSTINO_HTML_SHIELD_FREE, /* a new line */
  /* no line is broken here, and it is not taken for one with others */
  POSTINO_TEXT_HARD_SPACE,
  /* two blanks, between cells; a line may be broken here */
  POSTINO_TEXT_GAP,
};

typedef struct {
  GString *out;
  GString *line;        /* the paragraph so far: blanks as they came, marks, stand-ins */
  /* stand-ins of {% tags %} that stand between paragraphs: they begin the next one; … */
  GString *tags;
  guint kept_line_ends; /* … of the line ends before it so many are among them */
  GString *prefix;      /* of every line: "> ", or blanks under a bullet */
  GString *last_prefix; /* of the last line written */
  char *first_prefix;   /* of the next line only, with the bullet; NULL: none */
  guint line_ends;      /* wanted before the next paragraph: 1, or 2 for a blank line */
} PostinoTextWriter;

void  postino_text_writer_init   (PostinoTextWriter *writer);

/* The text, which ends with a newline unless it is empty; yours. The writer is cleared. */
char *postino_text_writer_finish (PostinoTextWriter *writer);

/* Ends the paragraph, if there is one, and asks for @line_ends before the next. */
void  postino_text_writer_flush  (PostinoTextWriter *writer, guint line_ends);

/* Lines from now on are indented by @rest, the first by @first, which is as long. Returns what pop
 * needs. */
gsize postino_text_writer_push   (PostinoTextWriter *writer, const char *first, const char *rest);
void  postino_text_writer_pop    (PostinoTextWriter *writer, gsize pushed);

/* Something visible is in @line from @offset on: neither blanks nor tags. */
gboolean postino_text_writer_has_text (const PostinoTextWriter *writer, gsize offset);

/* For a @line without text from @offset on: only the tags stay. */
void     postino_text_writer_drop_blanks (PostinoTextWriter *writer, gsize offset);
