/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* Where suppressions and withdrawn consents came from, as stored. */
#define POSTINO_CMD_SUPPRESSION_SOURCE "cli"
#define POSTINO_CMD_SUPPRESSION_HOW "by hand"

/* The verbs that read and write files: in cmd-suppression-file.c. */
int postino_cmd_suppression_run_import (PostinoCli *cli, int argc, char **argv);
int postino_cmd_suppression_run_export (PostinoCli *cli, int argc, char **argv);
