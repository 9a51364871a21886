/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* HTML cut into tokens that are ranges of the text, for tools that change single bytes of a page
 * and leave the rest. */

typedef enum {
  POSTINO_HTML_TEXT,
  POSTINO_HTML_RAW_TEXT, /* of script, style, title, textarea …: no tags in it */
  POSTINO_HTML_OPEN,     /* <name …> */
  POSTINO_HTML_CLOSE,    /* </name …> */
  POSTINO_HTML_DOCTYPE,
  /* comments with all that is in them (so <!--[if mso]> … too), <![CDATA[ ]]>, <?xml …> */
  POSTINO_HTML_IGNORED,
} PostinoHtmlTokenKind;

typedef struct {
  PostinoHtmlTokenKind kind;
  const char *start;
  const char *end;
  const char *name;   /* of a tag, as it is written, not terminated */
  gsize name_length;
} PostinoHtmlToken;

typedef struct {
  const char *name;   /* as it is written, not terminated; may be empty if Liquid stands for it */
  gsize name_length;
  const char *value;  /* without quotes, as it is written; NULL: none */
  gsize value_length;
} PostinoHtmlAttribute;

typedef struct {
  const char *at;
  const char *raw;    /* the element whose raw text comes next; NULL: none */
} PostinoHtmlTokens;

/* @html may be a mask (liquid-mask.h); borrowed, it must outlive the tokens. Any thread. */
void     postino_html_tokens_init     (PostinoHtmlTokens *tokens, const char *html);

/* FALSE at the end. The tokens' ranges follow each other without gaps. */
gboolean postino_html_tokens_next     (PostinoHtmlTokens *tokens, PostinoHtmlToken *token);

/* ASCII case does not matter. */
gboolean postino_html_token_is        (const PostinoHtmlToken *token, PostinoHtmlTokenKind kind,
                                       const char *name);
gboolean postino_html_attribute_is    (const PostinoHtmlAttribute *attribute, const char *name);

/* The attributes of an OPEN, one by one; @cursor is NULL at first. */
gboolean postino_html_token_attribute (const PostinoHtmlToken *token, const char **cursor,
                                       PostinoHtmlAttribute *attribute);
