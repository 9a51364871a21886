/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What can happen, as an append-only fact. The order is that of the table of names in event.c. */
typedef enum {
  POSTINO_EVENT_ACCEPTED,
  POSTINO_EVENT_DEFERRED,
  POSTINO_EVENT_REFUSED,
  POSTINO_EVENT_IN_DOUBT,
  POSTINO_EVENT_EXPIRED,
  POSTINO_EVENT_DECIDED, /* a person settled a doubt or retried a refusal; detail says what */
  POSTINO_EVENT_OPENED,
  POSTINO_EVENT_CLICKED,
  POSTINO_EVENT_UNSUBSCRIBED,
} PostinoEventType;

/* A fact, for writing. 0 or NULL where a member does not apply; strings are borrowed. */
typedef struct {
  gint64 at_us;
  PostinoEventType type;
  gint64 campaign;
  gint64 ledger;  /* row; 0: of nobody in particular */
  gint64 contact;
  int link;       /* index; -1 for none */
  const char *kind;   /* opened, clicked: human, machine, unknown; refused: hard, soft, block */
  const char *why;
  const char *ip;
  const char *agent;
  const char *method;
  const char *detail; /* the server's words */
  const char *source; /* with source_id: seen before means nothing is written */
  gint64 source_id;
} PostinoEvent;

const char *postino_event_type_to_name (PostinoEventType type);
