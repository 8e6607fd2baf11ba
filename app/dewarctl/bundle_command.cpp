// Anybody who holds a bundle can check it; nothing but the file is needed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/bundle_command.h"

#include <cstdio>

#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "core/services/incidents/incidents_bundle.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::size_t kBundleBytesMax = 64 << 20;

} // namespace

Status verifyBundleFile(std::string const& path)
{
    auto const text = TRY(os::readFile(path, kBundleBytesMax));
    auto const bundle = json::parse(text, {.bytesMax = kBundleBytesMax, .depthMax = 64});
    if (!bundle)
        return failed(ErrorCode::Conflict, path + " is no bundle: " + bundle.error().message);
    auto const problems = incidents::verifyBundle(*bundle);
    if (problems.empty()) {
        std::printf("every hash of %s is right\n", printable(path).c_str());
        return Done{};
    }
    std::string list = path + " is not as it was exported:";
    for (auto const& problem : problems)
        list += "\n  " + problem.where + " " + problem.says;
    return failed(ErrorCode::Conflict, list);
}

} // namespace dewarctl
