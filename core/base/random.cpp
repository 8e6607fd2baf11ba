// Ids and tokens made from the clock and from chance.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <array>

#include "core/base/secret.h"
#include "core/base/text.h"

namespace core {
namespace {

using Uuid = std::array<unsigned char, 16>;

std::string textOf(Uuid uuid, unsigned version)
{
    uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0f) | version << 4);
    uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3f) | 0x80);
    auto text = hexOf({reinterpret_cast<char const*>(uuid.data()), uuid.size()});
    for (std::size_t const at : {8, 13, 18, 23})
        text.insert(at, 1, '-');
    return text;
}

} // namespace

std::string newId(Clock const& clock, Random& random) { return newId(clock.now(), random); }

std::string newId(Time now, Random& random)
{
    Uuid uuid{};
    random.fill(uuid);
    auto const millis = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    for (std::size_t i = 0; i < 6; ++i)
        uuid[i] = static_cast<unsigned char>(millis >> (40 - 8 * i) & 0xff);
    return textOf(uuid, 7);
}

std::string newUuid4(Random& random)
{
    Uuid uuid{};
    random.fill(uuid);
    return textOf(uuid, 4);
}

std::string newToken(Random& random, std::size_t bytes)
{
    Secret drawn;
    random.fill(drawn.writable(bytes));
    return base64urlOf(drawn.view());
}

} // namespace core
