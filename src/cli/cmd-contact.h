/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* The verbs of `contact` that import: in cmd-contact-import.c. */
int      postino_cmd_contact_run_import      (PostinoCli *cli, int argc, char **argv);
int      postino_cmd_contact_run_undo_import (PostinoCli *cli, int argc, char **argv);
