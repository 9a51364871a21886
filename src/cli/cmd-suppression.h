/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "contacts/suppression-table.h"

#define POSTINO_CMD_SUPPRESSION_SOURCE "cli"

/* One of the four reasons, or "manual" with the word as a note. *@note is borrowed from @word. */
void     postino_cmd_suppression_read_reason (const char *word, PostinoSuppressionReason *reason,
                                              const char **note);

/* Adds it and, for an unsubscribe, withdraws consent. Inside a transaction. */
gboolean postino_cmd_suppression_add (PostinoDb *db, const char *key,
                                      PostinoSuppressionReason reason, const char *note,
                                      gint64 at_us, gboolean *added, GError **error);

/* The verbs that read and write files: in cmd-suppression-file.c. */
int      postino_cmd_suppression_run_import (PostinoCli *cli, int argc, char **argv);
int      postino_cmd_suppression_run_export (PostinoCli *cli, int argc, char **argv);
