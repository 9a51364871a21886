/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

int postino_cmd_identity_run_dkim (PostinoCli *cli, int argc, char **argv);
