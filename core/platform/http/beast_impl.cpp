// Compiles Boost.Beast once; everything else includes its declarations only.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/beast/src.hpp>
