/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How far a message on an open connection is: survives the death of the process. See flight.c. */
typedef enum {
  POSTINO_FLIGHT_FREE,
  POSTINO_FLIGHT_IDLE,     /* listed; the server has at most an envelope */
  POSTINO_FLIGHT_BODY,
  POSTINO_FLIGHT_DOT_LEFT, /* the write that holds the final dot has begun */
  POSTINO_FLIGHT_ANSWERED,
} PostinoFlightPhase;

#define POSTINO_FLIGHT_N_SLOTS 2048
#define POSTINO_FLIGHT_REPLY_MAX 460 /* bytes of a reply that are kept */

/* The table of the running worker. Slots may be used from any thread; one slot by one thread at a
 * time. */
typedef struct _PostinoFlight PostinoFlight;

/* Makes @path anew for @run, preallocated: a full disk is an error here and never a signal
 * later. */
PostinoFlight *postino_flight_create  (const char *path, const char *run, GError **error);
void           postino_flight_close   (PostinoFlight *flight);

/* Lists a message; the slot's number, or -1 while all are in use. */
int            postino_flight_take    (PostinoFlight *flight, gint64 row, guint attempt);
void           postino_flight_set     (PostinoFlight *flight, int slot, PostinoFlightPhase phase);
/* The server's answer to the dot, then the phase. @code 0: none came, in doubt. */
void           postino_flight_answer  (PostinoFlight *flight, int slot, guint code,
                                       const char *reply);
/* After the outcome was committed, and only then. */
void           postino_flight_release (PostinoFlight *flight, int slot);

/* What a dead worker left, for recovery. */
typedef struct _PostinoFlightLog PostinoFlightLog;

/* NULL if the table is missing, short, not ours, or of another boot: then nothing is known. */
PostinoFlightLog  *postino_flight_log_read   (const char *path);
void               postino_flight_log_free   (PostinoFlightLog *log);
const char        *postino_flight_log_get_run (PostinoFlightLog *log);

/* The phase of (row, attempt): FREE if it was never listed. *@reply (borrowed) and *@code are set
 * for ANSWERED. */
PostinoFlightPhase postino_flight_log_find   (PostinoFlightLog *log, gint64 row, guint attempt,
                                              guint *code,
                                              const char **reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoFlight, postino_flight_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoFlightLog, postino_flight_log_free)
