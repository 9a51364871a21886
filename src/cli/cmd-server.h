/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* The verb that needs a main loop: `server sign-in NAME`. */
int postino_cli_server_sign_in (PostinoCli *cli, int argc, char **argv);

/* The verb that needs no server: `server guess ADDRESS`. */
int postino_cli_server_guess   (PostinoCli *cli, int argc, char **argv);

/* `server transcript NAME`. */
int postino_cli_server_transcript (PostinoCli *cli, int argc, char **argv);
