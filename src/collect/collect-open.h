/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collect-request.h"

/* GET and HEAD /o/TOKEN: the pixel. */
void postino_collect_open (const PostinoCollectRequest *request);
