/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "smtp/smtp-reply.h"

/* One SMTP account as the user described it. A value: copied, never shared; holds no password. */
typedef enum {
  POSTINO_SMTP_TLS_NONE,
  POSTINO_SMTP_TLS_STARTTLS, /* required, never "if offered" */
  POSTINO_SMTP_TLS_TLS,      /* from the first byte */
} PostinoSmtpTls;

/* How long a step may take, milliseconds; 0 stands for the constant below. Set by tests only. */
typedef struct {
  guint connect_ms;
  guint tls_ms;
  guint hello_ms; /* greeting, EHLO, STARTTLS, AUTH */
  guint mail_ms;
  guint rcpt_ms;
  guint data_ms;  /* DATA to its 354 */
  guint block_ms; /* writing a block */
  guint dot_ms;   /* final dot to its reply */
  guint rset_ms;
  guint quit_ms;
} PostinoSmtpTimeouts;

/* Postfix's values are the reference (smtp_connect_timeout and its kin); RFC 5321 4.5.3.2 asks for
 * no less. */
#define POSTINO_SMTP_CONNECT_MS 30000
#define POSTINO_SMTP_TLS_MS 300000
#define POSTINO_SMTP_HELLO_MS 300000
#define POSTINO_SMTP_MAIL_MS 300000
#define POSTINO_SMTP_RCPT_MS 300000
#define POSTINO_SMTP_DATA_MS 120000
#define POSTINO_SMTP_BLOCK_MS 180000
#define POSTINO_SMTP_DOT_MS 600000
#define POSTINO_SMTP_RSET_MS 20000
#define POSTINO_SMTP_QUIT_MS 300000

typedef struct {
  char *name;       /* what the user calls it */
  char *host;
  guint port;       /* 0: the usual one of @tls */
  PostinoSmtpTls tls;
  char *auth;       /* "none", "auto", or a mechanism's nick */
  char *user;       /* NULL: does not sign in */
  /* with auth "xoauth2": the user's own OAuth client and, where they are not known, the endpoints
   * (oauth/oauth-client); NULL: none, not said */
  char *client_id;
  char *authorize_url;
  char *token_url;
  char *scope;
  guint connections; /* at most at once */
  guint per_connection; /* messages, then another connection; 0: no limit */
  double per_second; /* messages; 0: no limit */
  guint per_minute;  /* these, too */
  guint per_hour;
  guint per_day;
  guint per_month;
  char *ca_file;    /* PEM, trusted besides the system's; or NULL */
  char *pin;        /* SHA-256 of the one certificate to accept; or NULL */
  char *helo_name;  /* NULL: this end's address in brackets */
  /* no server of ours: each message goes to the mail host of its recipient's domain (smtp-direct). @host is then
   * that of one connection, and empty in an account */
  gboolean is_direct;
  GStrv sources;    /* addresses of this machine to come from, by turns; NULL: as the system chooses */
  char *source;     /* of one connection; NULL: as the system chooses */
  gboolean is_trial;       /* nothing it takes reaches real people */
  /* the user insists on signing in without TLS to a server that is not this machine */
  gboolean plain_password;
  gboolean verp;           /* takes an envelope sender of each message's own */
  gboolean no_pipelining;  /* for a server that says it can and cannot */
  PostinoSmtpTimeouts timeouts;
} PostinoSmtpProfile;

#define POSTINO_SMTP_CONNECTIONS_MAX 64
#define POSTINO_SMTP_CONNECTIONS_DEFAULT 4
#define POSTINO_SMTP_CONNECTIONS_DIRECT 20 /* to all mail hosts together */

/* Defaults in every field (TLS from the first byte, auth "auto"); yours. */
PostinoSmtpProfile *postino_smtp_profile_new      (const char *name, const char *host);
/* To an account without a server of its own, whose host is the name this machine gives itself (or empty). */
void                postino_smtp_profile_set_direct (PostinoSmtpProfile *profile);
PostinoSmtpProfile *postino_smtp_profile_copy     (const PostinoSmtpProfile *profile);
void                postino_smtp_profile_free     (PostinoSmtpProfile *profile);

/* FALSE with POSTINO_ERROR_INVALID and a sentence that names the server and what is wrong. */
gboolean            postino_smtp_profile_validate (const PostinoSmtpProfile *profile,
                                                   GError **error);

guint               postino_smtp_profile_get_port (const PostinoSmtpProfile *profile); /* never 0 */
/* Where its messages go first, for people: “smtp.example.org:465”; yours. */
char               *postino_smtp_profile_build_place (const PostinoSmtpProfile *profile);
/* it signs in */
gboolean            postino_smtp_profile_has_auth (const PostinoSmtpProfile *profile);

/* 465, 587, 25. */
guint               postino_smtp_tls_default_port (PostinoSmtpTls tls);
const char         *postino_smtp_tls_to_nick      (PostinoSmtpTls tls); /* "none", "starttls", "tls" */
gboolean            postino_smtp_tls_from_nick    (const char *nick, PostinoSmtpTls *tls);

/* How long to wait for the answer to @stage, milliseconds. Where the environment names a time as
 * POSTINO_SMTP_TIMEOUT_MS (tests), no longer than that; it cannot make the wait longer. */
guint               postino_smtp_profile_get_timeout_ms (const PostinoSmtpProfile *profile,
                                                         PostinoSmtpStage          stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpProfile, postino_smtp_profile_free)
