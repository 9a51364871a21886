/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The order is that of the names in campaign.c. */
typedef enum {
  POSTINO_CAMPAIGN_DRAFT,
  POSTINO_CAMPAIGN_SCHEDULED,
  POSTINO_CAMPAIGN_MISSED,    /* its time passed while the machine slept: it asks */
  POSTINO_CAMPAIGN_FREEZING,  /* the audience is being written into the ledger */
  POSTINO_CAMPAIGN_LAUNCHING, /* frozen; ten seconds to undo */
  POSTINO_CAMPAIGN_RUNNING,
  POSTINO_CAMPAIGN_PAUSED,
  POSTINO_CAMPAIGN_WAITING,   /* would run, but cannot now: waiting_why */
  POSTINO_CAMPAIGN_STOPPING,  /* what is handed is awaited, the rest is cancelled */
  POSTINO_CAMPAIGN_FINISHED,
} PostinoCampaignState;

/* How long a campaign is launching, and can be undone. */
#define POSTINO_CAMPAIGN_LAUNCH_US (G_GINT64_CONSTANT (10) * G_USEC_PER_SEC)

/* What people want; any program writes it. */
typedef enum {
  POSTINO_WANTED_DRAFT,
  POSTINO_WANTED_RUN,
  POSTINO_WANTED_PAUSE,
  POSTINO_WANTED_STOP,
} PostinoWanted;

typedef enum {
  POSTINO_TRACKING_NONE,
  POSTINO_TRACKING_AGGREGATE,
  POSTINO_TRACKING_INDIVIDUAL,
  POSTINO_TRACKING_BY_CONSENT,
} PostinoTracking;

/* One row of `campaign`. A value. */
typedef struct {
  gint64 id;
  gboolean is_test;
  gint64 parent; /* of a test; else 0 */
  char *name;
  PostinoCampaignState state;
  PostinoWanted wanted;
  gboolean immediate;
  gint64 start_at_us; /* 0: none */
  char *waiting_why;
  gint64 identity;    /* 0: none chosen */
  gint64 revision;
  PostinoTracking tracking;
  guint lifetime_days;
  char *test_to;
  gint64 test_as;      /* contact; 0: nobody */
  char *utm;           /* tags for its links (content/utm); NULL: none */
  char *collector_url; /* frozen at launch; NULL: links lead where they lead */
  gint64 created_us;
  gint64 launched_us;
  gint64 started_us;
  gint64 finished_us;
  gint64 published_us;
  gint64 archived_us;
} PostinoCampaign;

/* Content as it was at one moment. A value. */
typedef struct {
  gint64 id;
  char *subject;
  char *preheader; /* NULL: none */
  char *html;
  char *text;      /* NULL: made from the HTML */
} PostinoRevision;

void        postino_campaign_free          (PostinoCampaign *campaign);
void        postino_revision_free          (PostinoRevision *revision);

/* Whether the table of moves has this one. Pure. */
gboolean    postino_campaign_may_move      (PostinoCampaignState from, PostinoCampaignState to);

/* Content, lists, servers: a draft that nobody has asked to launch yet. Pure. */
gboolean    postino_campaign_is_editable   (const PostinoCampaign *campaign);

const char *postino_campaign_state_to_name   (PostinoCampaignState state);
gboolean    postino_campaign_state_from_name (const char *name, PostinoCampaignState *state);
const char *postino_wanted_to_name           (PostinoWanted wanted);
const char *postino_tracking_to_name         (PostinoTracking tracking);
gboolean    postino_tracking_from_name       (const char *name, PostinoTracking *tracking);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoCampaign, postino_campaign_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRevision, postino_revision_free)
