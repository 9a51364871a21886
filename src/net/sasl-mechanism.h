/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What sasl.c and the files of the mechanisms share; for nobody else. */

/* One exchange, as its mechanism sees it. */
typedef struct {
  const char *user;
  const char *password; /* or the access token */
  guint turn;           /* how many responses were given */
  gpointer state;       /* the mechanism's own */
} PostinoSaslExchange;

typedef struct {
  const char *name;      /* in the AUTH command */
  const char *nick;      /* of the user's wish */
  gboolean is_automatic; /* "auto" may choose it */
  /* FALSE: "auto" takes another one for this name and password if it can; NULL: good for all */
  gboolean (*suits) (const char *user, const char *password);
  gboolean has_initial;  /* the client speaks first */
  guint n_turns;         /* respond is called at most so often */

  /* The next response to @challenge, both base64, yours to wipe. NULL with an error; then it is not
   * called again. */
  char *(*respond) (PostinoSaslExchange *exchange, const char *challenge, GError **error);

  /* FALSE while the server has still to prove something; NULL: it never has. */
  gboolean (*may_end) (const PostinoSaslExchange *exchange);

  /* NULL if there is no state. */
  void (*free_state) (gpointer state);
} PostinoSaslMechanism;

extern const PostinoSaslMechanism postino_sasl_cram_md5;
extern const PostinoSaslMechanism postino_sasl_login;
extern const PostinoSaslMechanism postino_sasl_plain;
extern const PostinoSaslMechanism postino_sasl_scram_sha_256;
extern const PostinoSaslMechanism postino_sasl_xoauth2;

/* A challenge's text: base64 without a stray character, holding no NUL. NULL with
 * POSTINO_ERROR_PROTOCOL. */
char *postino_sasl_read_challenge (const char *challenge, GError **error);

/* The bytes of a base64 text of RFC 4648 section 4, with its padding and nothing else; NULL if it
 * is none. Yours. */
guint8 *postino_sasl_decode (const char *text, gsize *n_bytes);
