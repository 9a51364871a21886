/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "workspace/workspace.h"

/* One run of postinoctl. */
typedef struct {
  char *folder;
  gboolean json;               /* one JSON object a line on stdout, and nothing else there */
  PostinoWorkspace *workspace; /* opened by postino_cli_open () */
} PostinoCli;

/* Exit statuses: a contract (see the man page). */
enum {
  POSTINO_EXIT_DONE = 0,
  POSTINO_EXIT_FAILED = 1,
  POSTINO_EXIT_USAGE = 2,
  POSTINO_EXIT_PARTLY = 3,
};

/* What one verb of a noun does. @argv[0] is the verb; the result is the exit status. */
typedef struct {
  const char *name;
  const char *usage;   /* what follows the verb: "NAME --host H [--port P]" */
  const char *summary; /* marked for translation */
  int (*run) (PostinoCli *cli, int argc, char **argv);
} PostinoVerb;

typedef struct {
  const char *name;
  const char *summary;
  const PostinoVerb *verbs; /* ends with a NULL name */
} PostinoNoun;

extern const PostinoNoun postino_noun_campaign;
extern const PostinoNoun postino_noun_collector;
extern const PostinoNoun postino_noun_consent;
extern const PostinoNoun postino_noun_contact;
extern const PostinoNoun postino_noun_field;
extern const PostinoNoun postino_noun_identity;
extern const PostinoNoun postino_noun_list;
extern const PostinoNoun postino_noun_provider;
extern const PostinoNoun postino_noun_sandbox;
extern const PostinoNoun postino_noun_server;
extern const PostinoNoun postino_noun_suppression;
extern const PostinoNoun postino_noun_tag;
extern const PostinoNoun postino_noun_tool;
extern const PostinoNoun postino_noun_worker;
extern const PostinoNoun postino_noun_workspace;

/* The demo is a noun without verbs: `demo DIR`. */
int      postino_cli_demo (PostinoCli *cli, int argc, char **argv);

/* Takes the options of @entries out of @argv (any place; "--" ends them). Left over are the verb
 * and between @min and @max arguments (@max -1: any number), whose count with the verb is *@argc.
 * FALSE with a sentence, POSTINO_ERROR_USAGE. */
gboolean postino_cli_parse (const GOptionEntry *entries, int min, int max, int *argc, char ***argv,
                            GError **error);

/* Opens the workspace of the run, once; applies the rule for restored workspaces and rolls back
 * dead imports. */
gboolean postino_cli_open  (PostinoCli *cli, GError **error);

/* Shorthands for the one store of the workspace. */
gboolean postino_cli_read  (PostinoCli *cli, PostinoStoreFunc func, gpointer data, GError **error);
gboolean postino_cli_write (PostinoCli *cli, PostinoStoreFunc func, gpointer data, GError **error);

/* Says what went wrong on stderr and gives the exit status; @error may not be NULL. */
int      postino_cli_fail  (const GError *error);

/* "12" → 12; FALSE with POSTINO_ERROR_USAGE. */
gboolean postino_cli_parse_id (const char *text, gint64 *id, GError **error);

/* The value of --password-env VAR or --password-fd N (at most one is given); *@secret NULL if
 * neither is; yours. */
gboolean postino_cli_read_secret (const char *variable, int fd, char **secret, GError **error);
