/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A template cut into pieces, and the inside of {{ }} and {% %} into tokens. Positions are pointers
 * into the text. */

typedef enum {
  POSTINO_LIQUID_PIECE_TEXT,
  /* the lexer now stands behind {{ and gives tokens, up to and with CLOSE */
  POSTINO_LIQUID_PIECE_OUTPUT,
  POSTINO_LIQUID_PIECE_TAG,    /* the same behind {% */
  POSTINO_LIQUID_PIECE_END,
} PostinoLiquidPiece;

typedef enum {
  POSTINO_LIQUID_TOKEN_CLOSE,
  POSTINO_LIQUID_TOKEN_NAME,
  POSTINO_LIQUID_TOKEN_STRING,
  POSTINO_LIQUID_TOKEN_INT,
  POSTINO_LIQUID_TOKEN_FLOAT,
  POSTINO_LIQUID_TOKEN_OPERATOR, /* == != <> < > <= >= */
  POSTINO_LIQUID_TOKEN_SIGN,     /* one of | : , . [ ] */
} PostinoLiquidTokenKind;

typedef struct {
  PostinoLiquidTokenKind kind;
  const char *at;    /* where it begins, a string's quote included */
  const char *text;  /* not terminated */
  gsize length;
  gint64 integer;
  double number;
} PostinoLiquidToken;

typedef struct {
  const char *text; /* the whole template, terminated; borrowed */
  const char *at;
  const char *opened; /* where the {{ or {% of the piece being read stands */
  char close;         /* '}' or '%' */
  const char *fault;  /* where the first error is; NULL: none */
  gboolean trims;     /* the last }} or %} had a dash: white space that follows goes */
} PostinoLiquidLexer;

typedef struct {
  guint line;   /* from 1 */
  guint column; /* from 1, in characters */
} PostinoLiquidPlace;

/* @text must be UTF-8 and outlive the lexer. */
void               postino_liquid_lexer_init       (PostinoLiquidLexer *lexer, const char *text);

/* @text and @length: of a TEXT, white space control already applied. Empty texts are left out. */
PostinoLiquidPiece postino_liquid_lexer_next_piece (PostinoLiquidLexer *lexer, const char **text,
                                                    gsize *length);

gboolean           postino_liquid_lexer_next_token (PostinoLiquidLexer *lexer,
                                                    PostinoLiquidToken *token,
                                                    GError **error);

/* What may stand behind a dot: a name, or digits (`link.3`), never a number with a fraction. */
gboolean           postino_liquid_lexer_next_key   (PostinoLiquidLexer *lexer,
                                                    PostinoLiquidToken *token,
                                                    GError **error);

/* Behind the %} of a block whose inside is not Liquid: up to the {% end@name %} that belongs to it,
 * which is consumed. With @nests, the same block within counts. FALSE if there is none. */
gboolean           postino_liquid_lexer_skip_block (PostinoLiquidLexer *lexer, const char *name,
                                                    gboolean nests,
                                                    const char **text, gsize *length);

/* Past the next %}, whatever stands before it; FALSE if there is none. */
gboolean           postino_liquid_lexer_skip_tag   (PostinoLiquidLexer *lexer);

/* The next character that is not a blank, without taking it. */
char               postino_liquid_lexer_peek       (const PostinoLiquidLexer *lexer);

gboolean           postino_liquid_token_is         (const PostinoLiquidToken *token,
                                                    PostinoLiquidTokenKind kind,
                                                    const char *text);

/* As it stands in the template (a string without its quotes); yours. */
char              *postino_liquid_token_dup        (const PostinoLiquidToken *token);

PostinoLiquidPlace postino_liquid_find_place       (const char *text, const char *at);

/* "Line 3, column 7: …", with @sentence translated already. */
void               postino_liquid_set_error        (GError **error, int code,
                                                    PostinoLiquidPlace place,
                                                    const char *sentence);

/* The same for @at, which is kept as the lexer's fault. Always FALSE. */
gboolean           postino_liquid_lexer_fail       (PostinoLiquidLexer *lexer, const char *at,
                                                    int code,
                                                    const char *sentence, GError **error);
