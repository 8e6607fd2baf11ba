// Compiles Boost.Asio once; everything else includes its declarations only.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/asio/impl/src.hpp>
