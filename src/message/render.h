/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/token.h"
#include "dkim/signer.h"
#include "message/identity.h"
#include "message/mime-part.h"

/* A file for each contact (message/contact-file); borrowed. */
typedef struct {
  const char *folder;
  const char *pattern;
} PostinoRenderOwnFile;

/* What a render is made from; borrowed, copied as needed. Strings may be NULL where said. */
typedef struct {
  gint64 campaign;
  const char *campaign_name;
  gboolean is_test;
  const PostinoIdentity *identity;
  const char *subject;
  const char *preheader;   /* NULL: none */
  const char *html;
  const char *text;        /* NULL: made from the HTML */
  /* of the collector, without a slash at the end; NULL: links lead where they lead */
  const char *base_url;
  /* no pixel and no rewritten links where tracking is none, the unsubscribe link all the same */
  gboolean with_pixel;
  const char *utm;         /* tags for links (content/utm); NULL: none */
  const guint8 *token_key; /* POSTINO_TOKEN_KEY_SIZE bytes */
  gint64 launched_us;      /* `today` in the templates */
  PostinoDkimKeySet *dkim; /* what messages are signed with; NULL: nothing */
  const PostinoMimePart *files; /* what everybody gets; encoded once */
  gsize n_files;
  const PostinoRenderOwnFile *own_files; /* what each contact gets of their own */
  gsize n_own_files;
} PostinoRenderSource;

/* The recipient of one message. */
typedef struct {
  gint64 row;           /* of the ledger */
  const char *address;
  const char *name;     /* NULL: none known */
  const char *merge;    /* frozen merge values, JSON; NULL: none */
  gboolean individual;  /* links and pixel may name this person */
  gint64 date_us;       /* of the Date header */
} PostinoRenderRecipient;

/* The pipe: frozen content in, compiled once; then bytes out, once a recipient. Immutable after new
 * (): any thread, many at once. */
typedef struct _PostinoRender PostinoRender;

typedef enum {
  POSTINO_RENDER_SUBJECT,
  POSTINO_RENDER_PREHEADER,
  POSTINO_RENDER_HTML,
  POSTINO_RENDER_TEXT,
} PostinoRenderPart;

/* Where in what the author wrote. */
typedef struct {
  PostinoRenderPart part;
  guint line;   /* from 1; 0: about no place */
  guint column; /* from 1, in characters */
} PostinoRenderFault;

/* The parts of one message as a reader sees them, before they are packed. */
typedef struct {
  char *subject;
  char *preheader; /* markup; NULL: none */
  char *html;
  char *text;
} PostinoRenderedParts;

/* NULL with a sentence naming part, line and column of a fault in a template, which are in @fault
 * too (may be NULL; untouched if the error is about no part). */
PostinoRender     *postino_render_new   (const PostinoRenderSource *source,
                                         PostinoRenderFault *fault, GError **error);
PostinoRender     *postino_render_ref   (PostinoRender *render);
void               postino_render_unref (PostinoRender *render);

/* Where the content's links lead, by index, as their author wrote them (char *); borrowed. */
GPtrArray         *postino_render_get_links (PostinoRender *render);

/* The variables the content names ("contact.city"), NULL-terminated; borrowed. */
const char *const *postino_render_get_paths (PostinoRender *render);

/* What signs its messages: a new one, the calling thread's own. *@signer NULL if nothing does. FALSE
 * if a key cannot be used. */
gboolean           postino_render_create_signer (PostinoRender *render, PostinoDkimSigner **signer,
                                                 GError **error);

/* The whole message as it leaves: CRLF lines, at most 998 bytes each; signed by @signer, which is
 * this thread's (NULL: unsigned). Reads the contact's own files, if there are such: without one of them
 * there is no message, POSTINO_ERROR_NOT_FOUND. */
GBytes            *postino_render_message (PostinoRender *render,
                                           const PostinoRenderRecipient *recipient,
                                           PostinoDkimSigner *signer, GError **error);

/* Whether messages have files of one contact each. */
gboolean           postino_render_has_own_files (PostinoRender *render);

/* Whether the contact's own files are there; reads none of them. *@missing: the path, below its folder, of
 * the first that is not; NULL: all are. Yours. */
gboolean           postino_render_find_missing_file (PostinoRender *render,
                                                     const PostinoRenderRecipient *recipient,
                                                     char **missing, GError **error);

/* What postino_render_message () packs; clear @parts. */
gboolean           postino_render_parts (PostinoRender *render,
                                         const PostinoRenderRecipient *recipient,
                                         PostinoRenderedParts *parts, PostinoRenderFault *fault,
                                         GError **error);
void               postino_rendered_parts_clear (PostinoRenderedParts *parts);

/* "<row.tag@domain>", the same for every attempt; yours. */
char              *postino_render_dup_message_id (PostinoRender *render, gint64 row);

/* The envelope sender of one message, which names it (VERP); NULL where there is no room for that. Yours. */
char              *postino_render_dup_return_path (PostinoRender *render, gint64 row);

/* The envelope sender; borrowed. */
const char        *postino_render_get_sender (PostinoRender *render);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRender, postino_render_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoRenderedParts, postino_rendered_parts_clear)
