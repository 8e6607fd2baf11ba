// Wiping that the optimiser may not remove.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include <string.h>

namespace core {

void wipe(void* memory, std::size_t bytes)
{
    if (bytes != 0)
        explicit_bzero(memory, bytes);
}

} // namespace core
