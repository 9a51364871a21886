/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-credential.h"
#include "campaign/servers-table.h"
#include "send/pace.h"

/* One server as the dispatcher sees it: its account, its pace, and whether it can be used now.
 * Guarded by the dispatcher's lock. */
typedef struct {
  gint64 id;
  PostinoSmtpProfile *profile;
  PostinoServerCredential *credential; /* NULL: none */
  PostinoPace pace;
  guint n_connections;   /* running connection threads */
  guint n_failures;      /* connection attempts that failed in a row */
  gint64 closed_until_us; /* boot clock: not before; 0: open */
  char *why;             /* why it is closed or stopped; NULL: it is open */
  gboolean is_stopped;   /* until a person looks */
} PostinoRoute;

#define POSTINO_ROUTE_FIRST_PAUSE_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)
#define POSTINO_ROUTE_MAX_PAUSE_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

PostinoRoute *postino_route_new  (const PostinoServer *server, PostinoServerCredential *credential);
void          postino_route_free (PostinoRoute *route);

/* Takes over what a person changed (profile, password, stop lifted); @credential is taken. */
void          postino_route_update  (PostinoRoute *route, const PostinoServer *server,
                                     PostinoServerCredential *credential);

gboolean      postino_route_is_open (const PostinoRoute *route, gint64 now_us);

/* A connection could not be made, or the server asked for a pause: closed for a time that doubles
 * with each failure. */
void          postino_route_close   (PostinoRoute *route, const char *why, gint64 now_us);
void          postino_route_stop    (PostinoRoute *route, const char *why);

/* A message was taken: whatever was wrong is over. */
void          postino_route_succeed (PostinoRoute *route);
