/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where in an HTML page an output of a template stands, and so how its value has to be written. */

typedef enum {
  POSTINO_LIQUID_WRITE_PLAIN,    /* as it is */
  POSTINO_LIQUID_WRITE_MARKUP,   /* & < > " ' as entities */
  POSTINO_LIQUID_WRITE_BARE,     /* those, white space, = and ` too: within a tag, outside quotes */
  /* begins an address: nothing at all if it names a refused scheme, else as MARKUP */
  POSTINO_LIQUID_WRITE_URL,
  POSTINO_LIQUID_WRITE_URL_BARE, /* the same outside quotes */
  /* further inside an address: percent-encoded but for letters, digits and - . _ ~ */
  POSTINO_LIQUID_WRITE_URL_PART,
} PostinoLiquidWriting;

typedef enum {
  POSTINO_LIQUID_IN_TEXT,
  POSTINO_LIQUID_IN_OPENING,      /* behind < */
  POSTINO_LIQUID_IN_DECLARATION,  /* <!doctype …>, <![endif], <?xml …> */
  POSTINO_LIQUID_IN_COMMENT,
  POSTINO_LIQUID_IN_RAW_TEXT,     /* of script and style */
  POSTINO_LIQUID_IN_TAG_NAME,
  POSTINO_LIQUID_IN_TAG,          /* between attributes */
  POSTINO_LIQUID_IN_NAME,         /* of an attribute */
  POSTINO_LIQUID_IN_BEFORE_VALUE, /* behind = */
  POSTINO_LIQUID_IN_VALUE,
} PostinoLiquidWhere;

enum { POSTINO_LIQUID_NAME_MAX = 15 };

/* Plain data: copying it is how a branch of an {% if %} starts where the others started. */
typedef struct {
  PostinoLiquidWhere where;
  char quote;             /* of a value; 0: none */
  gboolean is_url;        /* the value is an address … */
  gboolean at_start;      /* … and nothing but blanks came yet */
  gboolean is_closing;    /* the tag is </…> */
  guint run;              /* characters of "--" or "-->" or "</" seen so far */
  char tag[POSTINO_LIQUID_NAME_MAX + 1];  /* lower case, cut */
  char name[POSTINO_LIQUID_NAME_MAX + 1]; /* of the attribute */
} PostinoLiquidPosition;

/* All zero is the start of a page. Static text of the template goes by. */
void                  postino_liquid_position_pass_text   (PostinoLiquidPosition *position,
                                                           const char            *text,
                                                           gsize                  length);

/* An output stands here: how it has to be written; the position is then behind it. */
PostinoLiquidWriting  postino_liquid_position_pass_output (PostinoLiquidPosition *position);

/* Behind an {% if %}: what holds whichever of two branches was taken. */
PostinoLiquidPosition postino_liquid_position_join        (const PostinoLiquidPosition *one,
                                                           const PostinoLiquidPosition *other);
