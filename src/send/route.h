/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-credential.h"
#include "campaign/servers-table.h"
#include "campaign/cap.h"
#include "campaign/pace.h"

/* One server as the dispatcher sees it: its account, its pace, and whether it can be used now.
 * Guarded by the dispatcher's lock. */
typedef struct {
  gint64 id;
  gint64 revision; /* of the server it was made from */
  PostinoSmtpProfile *profile;
  PostinoServerCredential *credential; /* NULL: none */
  PostinoPace pace;
  PostinoCap cap;
  guint n_connections;   /* running connection threads */
  guint n_failures;      /* connection attempts that failed in a row */
  guint n_slowed;        /* destinations that asked to slow down, since it took a message */
  guint n_regrown;       /* connections it may have since it failed; 0: as many as its profile says */
  gint64 closed_until_us; /* boot clock: not before; 0: open */
  char *why;             /* why it is closed or stopped; NULL: it is open */
  gboolean is_stopped;   /* until a person looks */
  guint next_source;     /* of profile->sources */
  GHashTable *rests;     /* sources that failed → gint64 boot clock: not before */
  gboolean is_parked;    /* until closed_until_us: what is accepted meanwhile was on its way before */
  char *away;            /* why this computer cannot reach it, a sentence; no matter of the server's. NULL: it can */
  gboolean is_let_in;    /* it took our sign-in, or wants none; before, one connection tries */
} PostinoRoute;

/* What a connection has to say of its server. */
typedef enum {
  POSTINO_ROUTE_LETS_IN, /* nothing was sent yet */
  POSTINO_ROUTE_DOES_WELL,
  POSTINO_ROUTE_PAUSES, /* not for a while */
  POSTINO_ROUTE_IS_FULL, /* the account's own limit is reached: not for an hour */
  POSTINO_ROUTE_STOPS,  /* nothing more until a person looks */
} PostinoRouteReport;

#define POSTINO_ROUTE_PARKED_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define POSTINO_ROUTE_SOURCE_RESTS_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
#define POSTINO_ROUTE_FIRST_PAUSE_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)
#define POSTINO_ROUTE_MAX_PAUSE_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

PostinoRoute *postino_route_new  (const PostinoServer *server, PostinoServerCredential *credential);
void          postino_route_free (PostinoRoute *route);

/* Takes over what a person changed (profile, password, stop lifted); @credential is taken. */
void          postino_route_update  (PostinoRoute *route, const PostinoServer *server,
                                     PostinoServerCredential *credential);

/* It is neither stopped nor closed, and its limits leave room. */
gboolean      postino_route_is_open (PostinoRoute *route, gint64 now_us);

/* Why it is not open, as a sentence; NULL if it is. @wall_us is the wall clock at @now_us; yours. */
char         *postino_route_explain (PostinoRoute *route, gint64 now_us, gint64 wall_us);

/* What was sent through it before this program began: @n messages in a minute from @age_us ago on; oldest
 * first, before anything is sent. A pace that began then is kept. */
void          postino_route_remember (PostinoRoute *route, gint64 age_us, guint n, gint64 now_us);

/* A connection could not be made, or the server asked for a pause: closed for a time that doubles
 * with each failure. */
void          postino_route_close   (PostinoRoute *route, const char *why, gint64 now_us);
void          postino_route_stop    (PostinoRoute *route, const char *why);

/* The provider says that the account has sent what it may. When it may again is not told: it is asked by one
 * message an hour. */
void          postino_route_park    (PostinoRoute *route, const char *why, gint64 now_us);

/* The address of this machine's that the next connection comes from, of those that did not fail lately, by turns;
 * NULL: any. Borrowed. */
const char   *postino_route_choose_source (PostinoRoute *route, gint64 now_us);

/* A connection from @source failed: it rests for a while. FALSE: all of them do now, or there is none; so it is the
 * server that failed. */
gboolean      postino_route_rest_source   (PostinoRoute *route, const char *source, gint64 now_us);

/* The server is this computer's own, so that no network is needed. */
gboolean      postino_route_is_local (const PostinoRoute *route);

/* It is out of this computer's reach, or (NULL) in it again: then it is tried at once, whatever failed on the way. */
void          postino_route_set_away (PostinoRoute *route, const char *why);

/* Connections it may have at once now. After a failure one asks whether it is over; each message that is taken lets one
 * more go, up to those of the profile. Until one has signed in no other tries: a wrong password is told once, and four
 * attempts at a time have accounts locked. */
guint         postino_route_count_allowed (const PostinoRoute *route);

/* A connection has signed in. TRUE if it is the first, so that more may be made now. */
gboolean      postino_route_let_in        (PostinoRoute *route);

/* The last of its connections has ended: the next is the first again. */
void          postino_route_leave         (PostinoRoute *route);

/* A message was taken: whatever was wrong is over. */
void          postino_route_succeed (PostinoRoute *route, gint64 now_us);
