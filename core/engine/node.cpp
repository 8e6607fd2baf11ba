// Reading and making node.json.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/node.h"

#include <boost/json.hpp>

#include "core/base/id.h"
#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"

namespace core::engine {
namespace {

constexpr std::size_t kFileBytesMax = 4096;
constexpr std::size_t kNameBytesMax = 64;

std::string hostName()
{
    auto const name = os::readFile("/proc/sys/kernel/hostname", kFileBytesMax);
    auto const line = name ? name->substr(0, name->find_first_of("\r\n")) : std::string{};
    auto const text = printable(line).substr(0, kNameBytesMax);
    return text.empty() ? "engine" : text;
}

} // namespace

Result<NodeIdentity> nodeIdentity(std::string const& directory, Clock const& clock, Random& random)
{
    auto const path = directory + "/node.json";
    if (!os::exists(path)) {
        NodeIdentity const made{.id = newId(clock, random), .name = hostName()};
        TRY(os::writeFileAtomically(path, json::pretty(json::Object{{"id", made.id}, {"name", made.name}})));
        return made;
    }
    auto const file = json::parse(TRY(os::readFile(path, kFileBytesMax)));
    NodeIdentity node{.id = file ? json::textAt(*file, "id") : std::string{},
                      .name = file ? printable(json::textAt(*file, "name")).substr(0, kNameBytesMax)
                                   : std::string{}};
    if (node.id.empty() || node.id.size() > kNameBytesMax)
        return failed(ErrorCode::Internal, path + " is damaged");
    return node;
}

} // namespace core::engine
