// Overwrites secrets that have been used. Session, the sign-in form and the engine host call it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace ui {

/// Zeroes a QString or QByteArray if nobody else shares it (a shared copy belongs to its other owner), then
/// clears it. Copies that Qt made on the way (input method, socket buffer) are out of reach: this shortens a
/// secret's life, no more.
template <class Text> void wipe(Text& secret)
{
    if (secret.isDetached()) {
        // Volatile: an ordinary store right before the release may be optimized away.
        auto volatile* const bytes = reinterpret_cast<unsigned char*>(secret.data());
        auto const size = static_cast<std::size_t>(secret.size()) * sizeof(*secret.constData());
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] = 0;
    }
    secret.clear();
}

} // namespace ui
