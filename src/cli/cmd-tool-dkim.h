/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* `tool dkim sign|verify`: a verb with verbs of its own. */
int postino_cmd_tool_run_dkim (PostinoCli *cli, int argc, char **argv);
