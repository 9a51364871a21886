/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/ledger-table.h"
#include "send/flight.h"
#include "send/outcome.h"
#include "store/store.h"

/* Gathers what all connections want written into few, durable, urgent transactions. Any thread. */
typedef struct _PostinoLedgerWriter PostinoLedgerWriter;

/* @row is yours, NULL if it was not armed. On the writer's thread: hand over and return. */
typedef void (*PostinoArmedFunc) (PostinoLedgerRow *row, gpointer user_data);
typedef void (*PostinoSettledFunc) (gpointer user_data);

PostinoLedgerWriter *postino_ledger_writer_new   (PostinoStore *store, const char *run,
                                                  PostinoFlight *flight);

/* Ends after everything submitted was written, or could not be. */
void                 postino_ledger_writer_free  (PostinoLedgerWriter *writer);

void                 postino_ledger_writer_arm    (PostinoLedgerWriter *writer, gint64 row,
                                                   gint64 server, gboolean test,
                                                   PostinoArmedFunc done, gpointer user_data);
/* @outcome is taken over. @slot of the flight table is released after the commit; -1: none. @done
 * may be NULL. */
void                 postino_ledger_writer_settle (PostinoLedgerWriter *writer,
                                                   PostinoOutcome *outcome, int slot,
                                                   PostinoSettledFunc done, gpointer user_data);

/* From now on a write that fails is not tried again: those who wait are told, and the slots stay as
 * they are for recovery. For the end of a worker whose disk is full. */
void                 postino_ledger_writer_give_up (PostinoLedgerWriter *writer);

/* The sentence of a write that fails at present (a full disk), or NULL; yours. */
char                *postino_ledger_writer_dup_trouble (PostinoLedgerWriter *writer);
