// dewarctl jobs wait ID: until a job has ended, with one sign-in for the whole of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/dewarctl/session.h"

namespace dewarctl {

// `show` is the operation "jobs show". Asks once a second, for at most four minutes: a token lives five.
// Prints how it ended; Conflict when it failed, was cancelled, or still runs then.
core::Status waitForJob(Session& session, Operation const& show, std::string const& id);

} // namespace dewarctl
